/** What a capture file is to the rest of the house: packets in order, and where reading it had to end. */

/** One packet, as it was seen on a link. */
export interface Frame {
  /** Its place in the capture, from 1, as other programs count. */
  readonly number: number;
  /** When it was seen; undefined where the capture does not say. */
  readonly time?: CaptureTime;
  /** What its bytes begin with: a LINKTYPE_ value of https://www.tcpdump.org/linktypes.html. */
  readonly link: number;
  readonly bytes: Uint8Array;
  /** Bytes that it had on the link: more than there are where the capture was made with a limit. */
  readonly length: number;
}

/** A moment, as exact as the capture has it. */
export interface CaptureTime {
  /** Since 1970-01-01T00:00Z. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** How many digits of a second's fraction the capture has, at most 9. */
  readonly digits: number;
}

/** Reads a capture that comes in pieces. Total: any bytes give packets, then perhaps a problem. */
export interface CaptureReader {
  /** The packets that are whole now. After a problem there are none. */
  push(bytes: Uint8Array): readonly Frame[];
  /** There is no more: what is left over is a problem. */
  end(): void;
  /** Why reading ended before the capture did: a sentence without its full stop. */
  readonly problem: string | undefined;
}

/**
 * The most bytes of one packet: what libpcap and Wireshark take (MAXIMUM_SNAPLEN, WTAP_MAX_PACKET_SIZE_STANDARD).
 * A length beyond it is a broken file.
 */
export const LONGEST_FRAME = 262_144;

/** The last second of the year 9999: beyond it a date has more digits than anybody reads. */
const LAST_SECOND = 253_402_300_799;

/** A moment, unless the calendar does not have it. */
export function captureTime(
  seconds: number,
  nanoseconds: number,
  digits: number,
): CaptureTime | undefined {
  const isKnown = seconds >= 0 && seconds <= LAST_SECOND && nanoseconds < 1e9;
  return isKnown ? { seconds, nanoseconds, digits } : undefined;
}

/** `2026-11-21T02:03:04.567890Z`, with as many digits as are known (RFC 3339). */
export function formatTime({ seconds, nanoseconds, digits }: CaptureTime): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds).padStart(9, '0').slice(0, digits);
  return digits === 0 ? `${whole}Z` : `${whole}.${fraction}Z`;
}
