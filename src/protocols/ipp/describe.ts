/** One printer, as its attributes describe it: a plain record, in words (RFC 8011, section 5.4). */
import { alertReason } from '../../core/alert-reasons.ts';
import { heardText, LONGEST_HEARD, LONGEST_NAME } from '../../core/heard.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import { stateReason, type StateReason } from './reasons.ts';
import {
  attributeMap,
  parsePairs,
  suppliesOf,
  type AttributeMap,
  type IppSupply,
} from './supplies.ts';
import { textOf, type IppAttribute } from './values.ts';
import { enumName } from './vocabulary.ts';

/** Of every list in the record: more than any printer says, and what follows is not read. */
export const MAX_LISTED = 64;

/** Where it takes jobs, and on what terms. */
export interface IppPrinterUri {
  /** `ipps://printer.local:631/ipp/print`. */
  readonly uri: string;
  /** `tls`, `none`. */
  readonly security?: string;
  /** `none`, `requesting-user-name`, `digest` … */
  readonly authentication?: string;
}

/** Something that the printer wants somebody to see to: PWG 5100.9, section 5.2. */
export interface IppAlert {
  /** `coverOpen`. */
  readonly code: string;
  /** `critical`, `warning` … */
  readonly severity?: string;
  /** The printer's own words, or the code's. */
  readonly words: string;
  /** The keyword of `printer-state-reasons` for the same: PWG 5100.9. */
  readonly reason?: string;
}

/** One printer. What it does not tell is absent; texts are fit to be shown. */
export interface IppPrinter {
  /** Its name for people: `printer-info`, `printer-dns-sd-name` or `printer-name`. */
  readonly name?: string;
  /** `EPSON ET-2760 Series`. */
  readonly makeAndModel?: string;
  readonly maker?: string;
  readonly model?: string;
  readonly serial?: string;
  /** `urn:uuid:…`, lower case. */
  readonly uuid?: string;
  /** The IEEE 1284 device id. */
  readonly deviceId?: string;
  readonly location?: string;
  readonly organization?: string;
  /** `RV19K1`, of each part that has its own. */
  readonly firmware?: readonly string[];
  readonly state?: 'idle' | 'processing' | 'stopped';
  readonly reasons: readonly StateReason[];
  /** What it says of its state itself. */
  readonly message?: string;
  readonly acceptsJobs?: boolean;
  readonly queuedJobs?: number;
  readonly supplies: readonly IppSupply[];
  readonly alerts: readonly IppAlert[];
  /** Counted since it was made, by what is counted: `impressions`, `sheets`, `pages`. */
  readonly counters: Readonly<Record<string, number>>;
  readonly uris: readonly IppPrinterUri[];
  /** Its page for people. */
  readonly page?: string;
  readonly formats: readonly string[];
  readonly versions: readonly string[];
  readonly features: readonly string[];
  readonly colour?: boolean;
  /** Seconds since it was switched on. */
  readonly upSeconds?: number;
}

/** @param attributes of the printer's group in an answer to Get-Printer-Attributes */
export function printerOf(attributes: readonly IppAttribute[]): IppPrinter {
  const map = attributeMap(attributes);
  const text = (name: string, most = LONGEST_HEARD) => shownText(map, name, most);
  const deviceId = text('printer-device-id', LONGEST_ID);
  const id = parseDeviceId(deviceId ?? '');
  return compact<IppPrinter>({
    name: text('printer-info') ?? text('printer-dns-sd-name') ?? text('printer-name'),
    makeAndModel: text('printer-make-and-model'),
    maker: deviceIdValue(id, 'MFG', 'MANUFACTURER'),
    model: deviceIdValue(id, 'MDL', 'MODEL'),
    serial: text('printer-serial-number') ?? deviceIdValue(id, 'SN', 'SERN', 'SERIALNUMBER'),
    uuid: text('printer-uuid')?.toLowerCase(),
    deviceId,
    location: text('printer-location'),
    organization: text('printer-organization'),
    firmware: emptyToAbsent(texts(map, 'printer-firmware-string-version')),
    state: stateOf(map),
    reasons: texts(map, 'printer-state-reasons').flatMap((reason) => stateReason(reason) ?? []),
    message: text('printer-state-message'),
    acceptsJobs: flag(map, 'printer-is-accepting-jobs'),
    queuedJobs: number(map, 'queued-job-count'),
    supplies: suppliesOf(map),
    alerts: alertsOf(map),
    counters: countersOf(map),
    uris: urisOf(map),
    page: text('printer-more-info', LONGEST_URI),
    formats: texts(map, 'document-format-supported'),
    versions: texts(map, 'ipp-versions-supported'),
    features: texts(map, 'ipp-features-supported'),
    colour: flag(map, 'color-supported'),
    upSeconds: number(map, 'printer-up-time'),
  });
}

/** RFC 8011, section 5.1.6; device ids are no longer (IEEE 1284 printers keep to 1 kB). */
const LONGEST_URI = 1023;
const LONGEST_ID = 1023;

function shownText(map: AttributeMap, name: string, most: number): string | undefined {
  const text = textOf(map.get(name)?.[0]);
  return (text && heardText(text, most)) || undefined;
}

const texts = (map: AttributeMap, name: string): string[] =>
  (map.get(name) ?? [])
    .slice(0, MAX_LISTED)
    .flatMap((value) => heardText(textOf(value) ?? '', LONGEST_NAME) || []);

const emptyToAbsent = (list: readonly string[]) => (list.length === 0 ? undefined : list);

function number(map: AttributeMap, name: string): number | undefined {
  const value = map.get(name)?.[0];
  return value?.kind === 'integer' || value?.kind === 'enum' ? value.value : undefined;
}

function flag(map: AttributeMap, name: string): boolean | undefined {
  const value = map.get(name)?.[0];
  return value?.kind === 'boolean' ? value.value : undefined;
}

function stateOf(map: AttributeMap): IppPrinter['state'] {
  const value = number(map, 'printer-state');
  return value === undefined
    ? undefined
    : (enumName('printer-state', value) as IppPrinter['state'] | undefined);
}

function alertsOf(map: AttributeMap): IppAlert[] {
  const descriptions = map.get('printer-alert-description') ?? [];
  return (map.get('printer-alert') ?? []).slice(0, MAX_LISTED).flatMap((value, i) => {
    if (value.kind !== 'octetString') return [];
    const pairs = parsePairs(new TextDecoder().decode(value.bytes));
    const code = heardText(pairs.get('code') ?? '', LONGEST_NAME) || 'unknown';
    const severity = heardText(pairs.get('severity') ?? '', LONGEST_NAME);
    const own = heardText(textOf(descriptions[i]) ?? '');
    const words = own || code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    const reason = alertReason(code, pairs.get('group'));
    return [{ code, ...(severity && { severity }), words, ...(reason && { reason }) }];
  });
}

/** PWG 5100.7 and 5100.11 count for the printer as a whole. */
const COUNTERS: Readonly<Record<string, string>> = {
  impressions: 'printer-impressions-completed',
  sheets: 'printer-media-sheets-completed',
  pages: 'printer-pages-completed',
};

function countersOf(map: AttributeMap): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const [what, name] of Object.entries(COUNTERS)) {
    const count = number(map, name);
    if (count !== undefined && count >= 0) counters[what] = count;
  }
  return counters;
}

/** Three lists that belong together, place by place: RFC 8011, sections 5.4.1 to 5.4.3. */
function urisOf(map: AttributeMap): IppPrinterUri[] {
  const [security, authentication] = ['uri-security-supported', 'uri-authentication-supported'].map(
    (name) => map.get(name) ?? [],
  );
  return (map.get('printer-uri-supported') ?? []).slice(0, MAX_LISTED).flatMap((value, i) => {
    const uri = heardText(textOf(value) ?? '', LONGEST_URI);
    if (uri === '') return [];
    const terms = {
      security: textOf(security![i]),
      authentication: textOf(authentication![i]),
    };
    return [compact<IppPrinterUri>({ uri, ...terms })];
  });
}

/** Drops the keys that hold undefined: absent and undefined are not the same to a reader of JSON. */
function compact<T extends object>(value: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
