/** Messages that travel in others': what an HTTP message says that its body is. */
import { bodyOf } from '../../protocols/http/body.ts';
import type { HttpHead } from '../../protocols/http/wire.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { Recognized } from './recognize.ts';

/** By type of content: RFC 8010, section 4; WS-Discovery's metadata are fetched as SOAP. */
const CARRIED: Readonly<Record<string, string>> = {
  'application/ipp': 'ipp',
  'application/soap+xml': 'wsd',
};

/** What a message carries, and its bytes; undefined when that is nothing known here. */
export function carriedBy(
  { protocol, decoded }: Recognized,
  protocols: readonly Protocol[],
): { readonly recognized: Recognized; readonly bytes: Uint8Array } | undefined {
  if (protocol.name !== 'http' || !decoded.ok) return undefined;
  const { type, bytes } = bodyOf(decoded.message as HttpHead);
  const inner = protocols.find(({ name }) => name === CARRIED[type]);
  if (!inner || bytes.length === 0) return undefined;
  const read = inner.decode(bytes);
  const isNone = !read.ok && read.error.kind === 'magic';
  return isNone ? undefined : { recognized: { protocol: inner, decoded: read }, bytes };
}
