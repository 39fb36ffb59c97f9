/** Epson's replies as the plain record that every protocol's printers become: `src/core/printer-report.ts`. */
import { heardText, LONGEST_NAME } from '../../core/heard.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import {
  EMPTY_REPORT,
  type Level,
  type PrinterAlert,
  type PrinterError,
  type PrinterReport,
  type Supply,
} from '../../core/printer-report.ts';
import { counterName, type Ink, type St2Status } from './fields.ts';
import {
  BOX_STATES,
  cartridgeWords,
  COLOURS,
  ERROR_REASONS,
  ERRORS,
  FULL,
  levelWords,
  meaningOf,
  STATES,
  TEXT_INKS,
  TEXT_LEVELS,
  warningReason,
  warningWords,
  withDispute,
} from './vocabulary.ts';
import type { BdcMessage, TextReply } from './wire.ts';

/** Characters of a device id: those of today have some 300. */
const LONGEST_ID = 1024;

/** Total. A refusal gives a record of nothing. */
export function bdcReport(message: BdcMessage): PrinterReport {
  switch (message.kind) {
    case 'st2':
      return ofStatus(message.status);
    case 'text':
      return ofText(message);
    case 'device id':
      return ofDeviceId(message.deviceId);
    case 'firmware': {
      const { version, date } = message;
      const firmware = heardText(date === undefined ? version : `${version} (${date})`);
      return { ...EMPTY_REPORT, firmware };
    }
    case 'refusal':
      return EMPTY_REPORT;
  }
}

function ofStatus(status: St2Status): PrinterReport {
  const { state, error, warnings = [], inks = [], counters = [], serial } = status;
  return {
    ...EMPTY_REPORT,
    ...(state !== undefined && { state: meaningOf(STATES, state, 'state').words }),
    ...(serial !== undefined && serial !== '' && { serial: heardText(serial, LONGEST_NAME) }),
    errors: error === undefined ? [] : [errorOf(error)],
    alerts: warnings.map(alertOf),
    supplies: [...inks.map(supplyOf), ...boxesOf(status)],
    counters: counters.map((count, i) => ({ name: counterName(i, counters.length), count })),
    disputed: disputesOf(status),
  };
}

function errorOf(code: number): PrinterError {
  const { words } = meaningOf(ERRORS, code, 'error');
  const reason = ERROR_REASONS[code];
  return { words, ...(reason !== undefined && { reason }) };
}

function alertOf(code: number): PrinterAlert {
  const reason = warningReason(code);
  return {
    severity: 'warning',
    words: warningWords(code),
    ...(reason !== undefined && { reason }),
  };
}

function supplyOf({ cartridge, colour, level }: Ink): Supply {
  const known = cartridgeWords(cartridge);
  const isOwn = !/^(?:unknown|part)/.test(known);
  const name = isOwn ? known : meaningOf(COLOURS, colour, 'colour').words;
  return { name, kind: 'ink', colour: name, level: levelOf(level) };
}

/** Above 100 a level is a state, and no percentage. */
const levelOf = (level: number): Level =>
  level <= FULL ? { kind: 'percent', percent: level } : { kind: 'words', words: levelWords(level) };

/** A box has its state in words, where it has one: what its percent counts is not known. */
function boxesOf({ maintenanceBoxes = [], boxStates = [] }: St2Status): Supply[] {
  const count = Math.max(maintenanceBoxes.length, boxStates.length);
  return Array.from({ length: count }, (_, i): Supply => {
    const level = maintenanceBoxes[i];
    const state = boxStates[i];
    const name = count > 1 ? `maintenance box ${i + 1}` : 'maintenance box';
    const words = [
      ...(state === undefined ? [] : [meaningOf(BOX_STATES, state, 'state').words]),
      ...(level === undefined ? [] : [levelWords(level)]),
    ];
    return {
      name,
      kind: 'maintenance box',
      fills: true,
      level: { kind: 'words', words: words.join(', ') },
    };
  });
}

/** What can be read in two ways, of what this printer said. */
function disputesOf({ state, inks = [], maintenanceBoxes = [] }: St2Status): string[] {
  const meanings = [
    ...(state === undefined ? [] : [meaningOf(STATES, state, 'state')]),
    ...inks.map(({ colour }) => meaningOf(COLOURS, colour, 'colour')),
  ];
  const said = meanings.filter(({ disputed }) => disputed !== undefined).map(withDispute);
  const percent = maintenanceBoxes.some((level) => level <= FULL)
    ? ['maintenance box: no source says whether its percent is what is used or what is left']
    : [];
  return [...new Set([...said, ...percent])];
}

/**
 * The older reply. That its ST and ER have the codes of the binary one is inferred: Gutenprint's escputil reads
 * both with one table.
 */
function ofText({ pairs }: TextReply): PrinterReport {
  const values = new Map(pairs.map(({ key, value }) => [key.toUpperCase(), value]));
  const state = code(values.get('ST'));
  // 00 is an error too: it counts where the state is one, or where no state is told.
  const error = state === undefined || state === 0 ? code(values.get('ER')) : undefined;
  const inks = values.get('IQ') ?? '';
  return {
    ...EMPTY_REPORT,
    ...(state !== undefined && { state: meaningOf(STATES, state, 'state').words }),
    errors: error === undefined ? [] : [errorOf(error)],
    supplies: Array.from({ length: Math.min(inks.length >> 1, 16) }, (_, i): Supply => {
      const colour = TEXT_INKS[i];
      const level = textLevel(inks.slice(2 * i, 2 * i + 2));
      const name = colour ?? `ink ${i + 1}`;
      return { name, kind: 'ink', ...(colour !== undefined && { colour }), level };
    }),
  };
}

function textLevel(pair: string): Level {
  const words = TEXT_LEVELS[pair];
  if (words !== undefined) return { kind: 'words', words };
  const level = code(pair);
  return level === undefined ? { kind: 'words', words: 'unknown' } : levelOf(level);
}

function code(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9A-Fa-f]{2}$/.test(text) ? parseInt(text, 16) : undefined;
}

function ofDeviceId(deviceId: string): PrinterReport {
  const pairs = parseDeviceId(deviceId);
  const maker = deviceIdValue(pairs, 'MFG', 'MANUFACTURER');
  const model = deviceIdValue(pairs, 'MDL', 'MODEL');
  return {
    ...EMPTY_REPORT,
    ...(maker !== undefined && { maker: heardText(maker, LONGEST_NAME) }),
    ...(model !== undefined && { model: heardText(model, LONGEST_NAME) }),
    deviceId: heardText(deviceId, LONGEST_ID),
  };
}
