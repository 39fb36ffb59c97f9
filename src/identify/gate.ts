/**
 * The one gate through which every byte goes that is said to a strange port. Nothing is ever written to a raw
 * print port nor to those of Epson's devices whose language is not known, and on a machine that anything calls a printer nothing to a TCP port that did not say itself what
 * it speaks: unknown bytes at a printer come out as paper.
 */
import { isPrintPort } from '../core/print-ports.ts';
import type { Restraint } from './sighting.ts';

export { isPrintPort };

/** What is to be known of a port before anything is written to it. */
export interface GateQuestion {
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  /** Where it is known to lead to: the port inside a container that this one stands for. */
  readonly behind?: readonly number[];
  /** Whether it passes what comes on to somebody who cannot be seen from here. */
  readonly relay?: boolean;
  /** What calls this machine a printer, a sentence each. */
  readonly witnesses: readonly string[];
  /** The protocol that this port made known by speaking first; undefined when it did not. */
  readonly greeting: string | undefined;
}

/**
 * 1865: Epson's scanners (entp), which speak first, and which a stranger's words may lock. 3259: whatever Epson
 * registered epncdp2 for; no byte of it is published.
 */
const DEVICE_PORTS: ReadonlySet<number> = new Set([1865, 3259]);

/** @returns why nothing may be written; undefined when it may */
export function restraint(question: GateQuestion): Restraint | undefined {
  const { port, transport, behind = [], relay = false, witnesses, greeting } = question;
  if (isPrintPort(port) || behind.some(isPrintPort)) return 'print port';
  if ([port, ...behind].some((one) => DEVICE_PORTS.has(one))) return 'device port';
  if (relay && behind.length === 0) return 'relay';
  if (transport === 'tcp' && witnesses.length > 0 && greeting === undefined) return 'printer';
  return undefined;
}

/** Whether `say` would give the action that writes. */
export const mayWrite = (question: GateQuestion): boolean => restraint(question) === undefined;

/** Bytes that may be written. Made here and nowhere else. */
export interface Say {
  readonly kind: 'say';
  readonly bytes: Uint8Array;
}

/** @returns the action that writes, or why there is none */
export function say(bytes: Uint8Array, question: GateQuestion): Say | Restraint {
  return restraint(question) ?? { kind: 'say', bytes };
}
