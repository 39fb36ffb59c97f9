/** The words of ENTP's packets, which begin with the letters IS. Source names are those of this folder's README. */

/** TCP. */
export const ENTP_PORT = 1865;

/** "IS" */
export const MAGIC = 'IS';

/** Magic, packet type, data type, offset of the data, size of the data, two zero bytes. */
export const HEADER_LENGTH = 12;

/** Before what is passed through to the scanner: its size, and how many bytes are wanted back. */
export const PASS_HEADER_LENGTH = 8;

/** Packet types. Those of a scanner's answers are not published but for its greeting. */
export const PACKETS = {
  PASS_THROUGH: 0x20,
  JOB_CONTROL: 0x21,
  /** A comment in SANE says so; its five bytes of data are UNKNOWN. */
  GREETING: 0x80,
} as const;

const PACKET_NAMES: Readonly<Record<number, string>> = {
  [PACKETS.PASS_THROUGH]: 'pass-through',
  [PACKETS.JOB_CONTROL]: 'job control',
  [PACKETS.GREETING]: 'greeting',
};

/** Data types of job control. */
export const JOBS = { LOCK: 0x00, UNLOCK: 0x01 } as const;

const JOB_NAMES: Readonly<Record<number, string>> = {
  [JOBS.LOCK]: 'lock',
  [JOBS.UNLOCK]: 'unlock',
};

/** Commands of ESC/I-2 that were seen (sane, epsonds-cmd.c), and the two answers that are no command. */
export const ESCI2_WORDS: Readonly<Record<string, string>> = {
  INFO: 'what the scanner is',
  CAPA: 'what it can do',
  STAT: 'how it is',
  RESA: 'the settings as they are (inferred)',
  PARA: 'set parameters',
  MECH: 'move the mechanism',
  TRDT: 'begin to scan',
  'IMG ': 'a piece of the picture',
  'FIN ': 'end',
  'CAN ': 'cancel',
  UNKN: 'unknown command',
  INVD: 'invalid',
};

/** Packet types that are known less surely than from a recording or a driver. */
const PACKET_REMARKS: Readonly<Record<number, string>> = {
  [PACKETS.GREETING]: ' (by a comment in SANE)',
};

/** As {@link packetName}, with how sure that is where it is not verified. */
export const packetMeaning = (type: number): string =>
  `${packetName(type)}${PACKET_REMARKS[type] ?? ''}`;

/** `pass-through`, `unknown packet type 0xa0`. */
export const packetName = (type: number): string =>
  PACKET_NAMES[type] ?? `unknown packet type 0x${hex(type)}`;

/** `lock`, `unknown job 0x07`. */
export const jobName = (type: number): string => JOB_NAMES[type] ?? `unknown job 0x${hex(type)}`;

const hex = (value: number): string => value.toString(16).padStart(2, '0');
