/** Epson's replies as the plain record that every protocol's printers become: `src/core/printer-report.ts`. */
import { heardText, LONGEST_NAME } from '../../core/heard.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import {
  EMPTY_REPORT,
  type Level,
  type PrinterAlert,
  type PrinterError,
  type PrinterInput,
  type PrinterReport,
  type Supply,
} from '../../core/printer-report.ts';
import { cartridgeBits, counterName, type Ink, type St2Status } from './fields.ts';
import {
  BOX_STATES,
  CANCELLATIONS,
  cartridgeWords,
  COLOURS,
  ERROR_REASONS,
  ERRORS,
  FULL,
  hex,
  INTERFACES,
  JAMS,
  levelWords,
  meaningOf,
  PAPER_PATHS,
  SELF_PRINTS,
  STATES,
  TEMPERATURES,
  TEXT_INKS,
  TEXT_LEVELS,
  TRAYS,
  warningReason,
  warningWords,
  withDispute,
} from './vocabulary.ts';
import type { BdcMessage, TextReply } from './wire.ts';

/** Codes that say that nothing is out of the ordinary, or what another field goes with. */
const FAULT = 0x00;
const SELF_PRINTING = 0x01;
const CLEANING = 0x07;
const NO_JAM = 0x00;
const NOT_CANCELLED = 0x01;
const COOL = 0x00;
const READY = 0x00;

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
  const { inks = [], counters = [], serial } = status;
  const state = stateOf(status);
  return {
    ...EMPTY_REPORT,
    ...(state !== undefined && { state }),
    ...(serial !== undefined && serial !== '' && { serial: heardText(serial, LONGEST_NAME) }),
    errors: errorsOf(status),
    alerts: alertsOf(status),
    supplies: [...inks.map(supplyOf), ...boxesOf(status), ...batteryOf(status)],
    covers:
      status.tray === undefined
        ? []
        : [{ name: 'tray', state: wordsOf(TRAYS, status.tray, 'state') }],
    inputs: inputsOf(status),
    counters: counters.map((count, i) => ({ name: counterName(i, counters.length), count })),
    disputed: disputesOf(status),
  };
}

const wordsOf = (table: Parameters<typeof meaningOf>[0], code: number, what: string): string =>
  meaningOf(table, code, what).words;

/** `cleaning, 300 s`; `printing a page of its own, nozzle test`. */
function stateOf({ state, selfPrint, cleaningTime }: St2Status): string | undefined {
  if (state === undefined) return undefined;
  const more = [
    ...(state === SELF_PRINTING && selfPrint !== undefined
      ? [wordsOf(SELF_PRINTS, selfPrint, 'page')]
      : []),
    ...(state === CLEANING && cleaningTime !== undefined ? [`${cleaningTime} s`] : []),
  ];
  return [wordsOf(STATES, state, 'state'), ...more].join(', ');
}

/** Error 00 is one too: it counts where the state is an error, or where no state is told. */
function errorsOf({ state = FAULT, error }: St2Status): PrinterError[] {
  return error === undefined || (error === 0 && state !== FAULT) ? [] : [errorOf(error)];
}

/** Warnings, and what is not as it is on most days. */
function alertsOf({
  warnings = [],
  jam,
  replace,
  cancellation,
  ...rest
}: St2Status): PrinterAlert[] {
  const other = (words: string): PrinterAlert => ({ severity: 'other', words });
  return [
    ...warnings.map(alertOf),
    ...(jam === undefined || jam === NO_JAM
      ? []
      : [{ ...other(`paper jam: ${wordsOf(JAMS, jam, 'place')}`), reason: 'media-jam' }]),
    ...(replace === undefined || replace === 0
      ? []
      : [other(`cartridge to replace: ${cartridgeBits(replace)}`)]),
    ...(cancellation === undefined || cancellation === NOT_CANCELLED
      ? []
      : [other(`cancelling: ${wordsOf(CANCELLATIONS, cancellation, 'answer')}`)]),
    ...(rest.temperature === undefined || rest.temperature === COOL
      ? []
      : [other(`print head: ${wordsOf(TEMPERATURES, rest.temperature, 'temperature')}`)]),
    ...(rest.interface === undefined || rest.interface === READY
      ? []
      : [other(`interface: ${wordsOf(INTERFACES, rest.interface, 'state')}`)]),
  ];
}

/** What lies where, by codes that no source has words for; and where the paper comes from, where that is all. */
function inputsOf({ papers = [], paperPath }: St2Status): PrinterInput[] {
  const path = (code: number) => wordsOf(PAPER_PATHS, code, 'path');
  if (papers.length === 0) return paperPath === undefined ? [] : [{ name: path(paperPath) }];
  return papers.map(({ source, mediaType, mediaSize }) => ({
    name: path(source),
    media: `paper type ${hex(mediaType)}, size ${hex(mediaSize)}`,
  }));
}

/** Of a printer that runs on one. */
function batteryOf({ power }: St2Status): Supply[] {
  if (!power?.battery) return [];
  return [{ name: 'battery', kind: 'battery', level: levelOf(power.percent) }];
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
