/**
 * The smallest scanner that SANE's epson2 driver lists, for the jury alone. What it must say was learned by reading
 * what the driver waits for (epson2.c, epson2-ops.c, epson2-commands.c); packet types of answers, the greeting's five
 * bytes and all values are OURS, and no device of Epson's is claimed to say them.
 */
import type { EntpPacket } from '../../src/protocols/entp/wire.ts';
import { JOBS, PACKETS } from '../../src/protocols/entp/vocabulary.ts';

const ACK = 0x06;
const NAK = 0x15;
const STX = 0x02;
const ESC = 0x1b;
const FS = 0x1c;

/** The driver goes on to the extended commands when this bit of the status is set. */
const EXTENDED_COMMANDS = 0x02;

const packet = (type: number, data: readonly number[]): Uint8Array =>
  Uint8Array.of(0x49, 0x53, type, 0, 0, 12, 0, 0, 0, data.length, 0, 0, ...data);

export const GREETING = packet(PACKETS.GREETING, [0, 0, 0, 0, 0]);

/** What the scanner says to a packet; undefined: nothing. */
export function answerTo({ packet: type, dataType, body }: EntpPacket): Uint8Array | undefined {
  if (type === PACKETS.JOB_CONTROL) {
    return dataType === JOBS.LOCK ? packet(PACKETS.JOB_CONTROL, [ACK]) : undefined;
  }
  if (type !== PACKETS.PASS_THROUGH || body.kind !== 'command') return undefined;
  const [first, second] = body.payload;
  return packet(PACKETS.PASS_THROUGH, reply(first, String.fromCharCode(second ?? 0)));
}

function reply(first: number | undefined, letter: string): readonly number[] {
  if (first === ESC && letter === '@') return [ACK];
  if (first === ESC && letter === 'F') return [STX, EXTENDED_COMMANDS, 0, 0];
  if (first === FS && letter === 'I') return identity();
  if (first === FS && letter === 'F') return Array<number>(16).fill(0);
  return [NAK];
}

export const SCANNER_MODEL = 'PORTOLAN TEST';

/** Extended identity, 80 bytes: command level, resolutions, area, model, depths; numbers little endian. */
function identity(): readonly number[] {
  const bytes = Array<number>(80).fill(0);
  const put = (at: number, value: number): void => {
    bytes[at] = value & 255;
    bytes[at + 1] = value >> 8;
  };
  [bytes[0], bytes[1]] = [0x42, 0x37];
  const [basic, least, most, width, height] = [600, 75, 600, 5100, 7020];
  [basic, least, most, width, width, height].forEach((value, i) => put(4 + 4 * i, value));
  for (const [i, character] of [...SCANNER_MODEL.padEnd(16)].entries()) {
    bytes[46 + i] = character.charCodeAt(0);
  }
  [bytes[66], bytes[67]] = [8, 8];
  return bytes;
}
