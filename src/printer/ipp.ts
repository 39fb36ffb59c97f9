/** The virtual printer as IPP describes it: everything that RFC 8011 wants a printer to tell, and that it takes no jobs that way. */
import { attribute } from '../protocols/ipp/encode.ts';
import type { IppAttribute, IppValue } from '../protocols/ipp/values.ts';
import { GET_PRINTER_ATTRIBUTES, type TextKind } from '../protocols/ipp/vocabulary.ts';
import type { Activity } from './activity.ts';
import {
  deviceIdOf,
  makeAndModel,
  uuidOf,
  type PrinterDevice,
  type PrinterPlace,
} from './device.ts';
import { supplyName } from './snmp.ts';
import { troublesOf, type Trouble, type TroubleKind } from './trouble.ts';
import { IPP_PATH, webAddress } from './web.ts';

/** RFC 8011, section 5.4.12; those of inks as CUPS and printers write them. */
const REASONS: Readonly<Record<TroubleKind, string>> = {
  'paper low': 'media-low',
  'paper out': 'media-empty',
  'ink low': 'marker-supply-low',
  'ink out': 'marker-supply-empty',
};

/** `marker-colors`: PWG 5100.13 and CUPS. What has no such name is said as black is. */
const COLOURS: Readonly<Record<string, string>> = {
  black: '#000000',
  cyan: '#00FFFF',
  magenta: '#FF00FF',
  yellow: '#FFFF00',
  red: '#FF0000',
  green: '#00FF00',
  blue: '#0000FF',
  grey: '#808080',
  gray: '#808080',
  white: '#FFFFFF',
};

/** RFC 8011, section 5.4.11. */
const STATES: Readonly<Record<Activity, number>> = { idle: 3, waiting: 4, printing: 4 };
const STOPPED = 5;

/** What is so when it is asked. */
export interface IppMoment {
  /** Since it was started; at least 1. */
  readonly upSeconds: number;
  readonly activity: Activity;
}

const texts = (kind: TextKind, name: string, ...values: readonly string[]): IppAttribute =>
  attribute(name, ...values.map((text): IppValue => ({ kind, text })));
const keywords = (name: string, ...values: readonly string[]) => texts('keyword', name, ...values);
const integers = (name: string, ...values: readonly number[]): IppAttribute =>
  attribute(name, ...values.map((value): IppValue => ({ kind: 'integer', value })));
const enums = (name: string, ...values: readonly number[]): IppAttribute =>
  attribute(name, ...values.map((value): IppValue => ({ kind: 'enum', value })));
const flag = (name: string, value: boolean): IppAttribute =>
  attribute(name, { kind: 'boolean', value });

/**
 * Its attributes, in the order of RFC 8011, section 5.4.
 * @param port where IPP is answered
 */
export function ippAttributes(
  device: PrinterDevice,
  place: PrinterPlace,
  port: number,
  { upSeconds, activity }: IppMoment,
): readonly IppAttribute[] {
  const troubles = troublesOf(device);
  const isStopped = troubles.some(({ stops }) => stops);
  return [
    texts('uri', 'printer-uri-supported', `ipp://${place.address}:${port}${IPP_PATH}`),
    keywords('uri-security-supported', 'none'),
    keywords('uri-authentication-supported', 'none'),
    texts('name', 'printer-name', device.name),
    texts('text', 'printer-info', device.name),
    texts('text', 'printer-location', device.location),
    texts('uri', 'printer-more-info', webAddress(place, port, '/')),
    texts('text', 'printer-make-and-model', makeAndModel(device)),
    texts('text', 'printer-device-id', deviceIdOf(device)),
    texts('text', 'printer-serial-number', device.serial),
    texts('uri', 'printer-uuid', `urn:uuid:${uuidOf(device)}`),
    enums('printer-state', isStopped ? STOPPED : STATES[activity]),
    keywords('printer-state-reasons', ...reasonsOf(troubles)),
    texts('text', 'printer-state-message', messageOf(troubles)),
    ...protocolAttributes,
    flag('printer-is-accepting-jobs', false),
    integers('queued-job-count', 0),
    integers('printer-up-time', upSeconds),
    integers('printer-impressions-completed', device.pages),
    flag('color-supported', device.inks.length > 1),
    ...mediaAttributes,
    ...supplyAttributes(device),
  ];
}

/** Each reason once, however many inks it is true of. */
function reasonsOf(troubles: readonly Trouble[]): string[] {
  const reasons = troubles.map(
    ({ kind, stops }) => `${REASONS[kind]}-${stops ? 'error' : 'warning'}`,
  );
  return reasons.length === 0 ? ['none'] : [...new Set(reasons)];
}

const messageOf = (troubles: readonly Trouble[]): string =>
  [...troubles.map(({ says }) => says), 'A virtual printer: it takes no jobs by IPP.'].join(' ');

/** What is spoken, and how: the same whatever the printer is. */
const protocolAttributes: readonly IppAttribute[] = [
  keywords('ipp-versions-supported', '1.1', '2.0'),
  enums('operations-supported', GET_PRINTER_ATTRIBUTES),
  flag('multiple-document-jobs-supported', false),
  texts('charset', 'charset-configured', 'utf-8'),
  texts('charset', 'charset-supported', 'utf-8'),
  texts('naturalLanguage', 'natural-language-configured', 'en'),
  texts('naturalLanguage', 'generated-natural-language-supported', 'en'),
  texts('mimeMediaType', 'document-format-default', 'application/octet-stream'),
  texts('mimeMediaType', 'document-format-supported', 'application/octet-stream'),
  keywords('pdl-override-supported', 'not-attempted'),
  keywords('compression-supported', 'none'),
];

/** A4, in hundredths of a millimetre: PWG 5100.7, section 6.3. */
const A4 = {
  kind: 'collection',
  members: [integers('x-dimension', 21_000), integers('y-dimension', 29_700)],
} as const;

const mediaAttributes: readonly IppAttribute[] = [
  keywords('media-default', 'iso_a4_210x297mm'),
  keywords('media-supported', 'iso_a4_210x297mm'),
  attribute('media-col-default', {
    kind: 'collection',
    members: [attribute('media-size', A4)],
  }),
];

/** The parallel lists of CUPS, which every client reads. */
function supplyAttributes({ inks }: PrinterDevice): IppAttribute[] {
  if (inks.length === 0) return [];
  return [
    texts('name', 'marker-names', ...inks.map(({ colour }) => supplyName(colour))),
    texts('name', 'marker-colors', ...inks.map(({ colour }) => COLOURS[colour] ?? '#000000')),
    keywords('marker-types', ...inks.map(() => 'ink-cartridge')),
    integers('marker-levels', ...inks.map(({ level }) => level)),
  ];
}
