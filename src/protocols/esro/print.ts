/** Whether two INVOKEs with one number are one. */
import { ENCODINGS, type InvokePdu } from './pdu.ts';

/**
 * 32 bits of an INVOKE's octets, or of its first segment's (FNV-1a). Retransmissions are the same octet for octet, so
 * another print is another operation: its peer has used the number again early. Two operations of the same octets cannot
 * be told apart; nor can, once in 4 thousand million, two others.
 */
export function printOf({ sap, operation, encoding, segment, argument }: InvokePdu): number {
  let print = 0x811c9dc5;
  print = mix(print, sap);
  print = mix(print, operation | (ENCODINGS.indexOf(encoding) << 6));
  print = mix(print, segment?.first ? segment.total : 0);
  print = mix(print, argument.length & 0xff);
  for (let i = 0; i < argument.length; i++) print = mix(print, argument[i]!);
  return print >>> 0;
}

const mix = (print: number, octet: number): number => Math.imul(print ^ octet, 0x01000193);
