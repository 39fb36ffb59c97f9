/** The three ranges of RFC 6335, section 6. */
export const RANGES = [
  {
    name: 'system',
    from: 0,
    to: 1023,
    meaning: 'assigned by IANA; binding one needs privileges on most systems',
  },
  {
    name: 'user',
    from: 1024,
    to: 49_151,
    meaning: 'registered with IANA on request; anybody may bind one',
  },
  {
    name: 'dynamic',
    from: 49_152,
    to: 65_535,
    meaning: 'never assigned; handed out by systems for a while',
  },
] as const;

export type RangeClass = (typeof RANGES)[number]['name'];

/** The range that a port number (0 to 65535) lies in. */
export function rangeOf(port: number): (typeof RANGES)[number] {
  return RANGES.find((range) => port <= range.to) ?? RANGES[2];
}
