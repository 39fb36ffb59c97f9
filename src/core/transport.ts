/** The transports that have port numbers (RFC 6335, section 1). */
export const TRANSPORTS = ['tcp', 'udp', 'sctp', 'dccp'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** The highest port number: 16 bits. */
export const MAX_PORT = 65_535;

export function isTransport(word: string): word is Transport {
  return (TRANSPORTS as readonly string[]).includes(word);
}
