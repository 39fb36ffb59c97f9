/** Whether two INVOKEs with one number are one. */
import { ENCODINGS, type InvokePdu } from './pdu.ts';

/**
 * 32 bits of an INVOKE's octets, or of its first segment's (FNV-1a). Retransmissions are the same octet for octet, so
 * another fingerprint is another operation: its peer has used the number again early. Two operations of the same octets
 * cannot be told apart; nor can, once in 4 thousand million, two others.
 */
export function fingerprintOf({ sap, operation, encoding, segment, argument }: InvokePdu): number {
  let hash = 0x811c9dc5;
  hash = mix(hash, sap);
  hash = mix(hash, operation | (ENCODINGS.indexOf(encoding) << 6));
  hash = mix(hash, segment?.first ? segment.total : 0);
  hash = mix(hash, argument.length & 0xff);
  for (let i = 0; i < argument.length; i++) hash = mix(hash, argument[i]!);
  return hash >>> 0;
}

const mix = (hash: number, octet: number): number => Math.imul(hash ^ octet, 0x01000193);
