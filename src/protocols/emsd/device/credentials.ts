/** Whether credentials are those that a message was begun with, without keeping them. */
import type { Security } from '../operations.ts';

/**
 * 16 bits that other credentials have by chance only (FNV-1a, folded). Whoever reads the outbox learns no password of them:
 * of 65,536 passwords one fits.
 */
export function credentialsMark(security: Security | undefined): number {
  if (security === undefined) return 0;
  const { address, password = new Uint8Array(0) } = security;
  const text = `${address?.digits ?? ''}\n${address?.name ?? ''}\n`;
  let hash = 0x811c9dc5;
  const mix = (octet: number) => {
    hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  };
  for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
  password.forEach(mix);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

/** Whether somebody showed the password that was asked for. */
export const isTrusted = (security: Security | undefined, wanted: Uint8Array | undefined) =>
  wanted === undefined ||
  (security?.password?.length === wanted.length &&
    security.password.every((octet, i) => octet === wanted[i]));
