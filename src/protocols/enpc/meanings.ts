/**
 * What the fields of a message mean, in words, and how sure that is: what bears no remark is verified. Made for the
 * fields that `decode` names; records hold the values alone.
 */
import { formatIpv4, formatMac } from '../../core/addresses.ts';
import { toHex } from '../../core/bytes/hex.ts';
import { readAutomaticStatus } from './asb.ts';
import {
  ANY_DEVICE_NUMBER,
  functionRow,
  packetName,
  resultName,
  RESULTS,
  type Evidence,
  type FunctionName,
} from './vocabulary.ts';

/** Packets of which no byte but the letter is known, and that one by inference (UB-E02, usb2eth). */
const UNSEEN_PACKETS: ReadonlySet<string> = new Set(['Setup', 'Initialize', 'Notify']);

export function letterMeaning(letter: number): string {
  const packet = packetName(letter);
  if (packet === undefined) return 'unknown';
  const kind = `${packet} ${letter >= 0x61 ? 'reply' : 'request'}`;
  if (UNSEEN_PACKETS.has(packet)) return `${kind} (letter inferred, all else unknown)`;
  return kind === 'Probe reply' ? `${kind} (disputed: others answer a probe with q)` : kind;
}

export function deviceNumberMeaning(number: number): string | undefined {
  if (number === 0) return undefined;
  return number === ANY_DEVICE_NUMBER
    ? 'as in the probe for inkjets and scanners'
    : 'unknown: never seen';
}

const EVIDENCE_REMARKS: Readonly<Record<Evidence, string | undefined>> = {
  verified: undefined,
  inferred: 'inferred',
  disassembly: 'by disassembly, never seen on a wire',
  'name only': 'a name alone',
};

export function functionMeaning(name: FunctionName | undefined): string {
  if (name === undefined) return 'unknown';
  const { evidence, caveat = EVIDENCE_REMARKS[evidence] } = functionRow(name);
  return caveat === undefined ? name : `${name} (${caveat})`;
}

const RESULT_REMARKS: Readonly<Record<number, string>> = {
  [RESULTS.NO_SUCH_DEVICE]: ' (a name alone, never seen)',
  [RESULTS.ACCEPTED_BY_EPSON]: ' (by disassembly); what it means is unknown',
  [RESULTS.UNEXPLAINED_F000]: ' (seen once; inferred: refused, another one holds the printer)',
};

export const resultMeaning = (result: number): string =>
  `${resultName(result)}${RESULT_REMARKS[result] ?? ''}`;

/** Requests hold 0; #923 and ups-sdk have 1000 there, and are answered. */
export const requestResultMeaning = (result: number): string | undefined =>
  result === 0 ? undefined : 'not 0, which printers do not mind';

/** Of a reply whose payload is known; `known` is its length where that is always the same. */
export function lengthMeaning(length: number, known: number | undefined): string | undefined {
  if (length === 0) return "nothing: perhaps the request's own header sent back";
  return known === undefined || length === known ? undefined : `not the ${known} that are known`;
}

/** One SDK sends 134 bytes with the query for the model, of which the first six are an address (nzio). */
const ADDRESSED_LENGTH = 134;

export function requestPayloadMeaning(
  name: FunctionName | undefined,
  payload: Uint8Array,
): string | undefined {
  if (name !== 'receipt model' || payload.length !== ADDRESSED_LENGTH) return undefined;
  return `for ${formatMac(payload.subarray(0, 6))} alone (inferred), the rest unknown`;
}

/** Four bytes that go with a model, by those that were recorded. */
const IDENTITIES: Readonly<Record<string, string>> = {
  '05010201': 'TM-m30 and TM-m30II have them',
  '05200264': 'a TM-T88V has them',
};

export const identityMeaning = (identity: Uint8Array): string => {
  const who = IDENTITIES[toHex(identity)];
  return who === undefined ? 'unknown' : `unknown; ${who}`;
};

const DHCP_FLAG = 0x04;

export const isDhcp = (flags: number): boolean => (flags & DHCP_FLAG) !== 0;

export const flagsMeaning = (flags: number): string =>
  `address ${isDhcp(flags) ? '' : 'not '}by DHCP (inferred)${flags & ~DHCP_FLAG ? ', other bits unknown' : ''}`;

const BUSY_FLAG = 0x01;

export const isBusy = (state: number): boolean => (state & BUSY_FLAG) !== 0;

export const stateMeaning = (state: number): string =>
  `${isBusy(state) ? 'busy' : 'not busy'} (inferred), other bits unknown`;

export function asbMeaning(asb: Uint8Array): string {
  const status = readAutomaticStatus(asb);
  if (status === undefined) return 'no automatic status';
  const words: readonly (readonly [boolean, string])[] = [
    [status.waitingForRecovery, 'waits to print again'],
    [status.coverOpen, 'cover open'],
    [status.paperEnd, 'out of paper'],
    [status.paperNearEnd && !status.paperEnd, 'paper low'],
    [status.paperFeeding, 'paper is being fed'],
    [status.feedButton, 'feed button pressed'],
  ];
  const errors = status.errors.map((error) =>
    error === 'recovering' ? 'recovering from an error' : `${error} error`,
  );
  const seen = words.filter(([is]) => is).map(([, word]) => word);
  return `${[status.offline ? 'offline' : 'online', ...seen, ...errors].join(', ')} (inferred)`;
}

export const holderMeaning = (address: Uint8Array): string =>
  address.every((byte) => byte === 0)
    ? 'nobody: the print port is free'
    : `${formatIpv4(address)} is connected to the print port`;

export const permissionMeaning = (answer: number): string =>
  answer === 0 ? 'the one value that is known' : 'unknown';
