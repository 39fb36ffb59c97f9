/** What a person wants of the printer, from the words that were given. */
import { UsageError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { MOST_INKS, printerDevice, type Ink, type PrinterDevice } from '../../printer/device.ts';
import { wishedModel, type PrinterModel } from '../../printer/models.ts';
import type { Paper, PrinterKind } from '../../printer/kinds.ts';
import type { Input } from '../operation.ts';
import { wantedDoors, type Door } from './doors.ts';
import { readJobs, type WantedJobs } from './jobs/wanted.ts';
import { readWhere, type Where } from './where.ts';

export interface Wanted {
  readonly model: PrinterModel;
  readonly device: PrinterDevice;
  readonly where: Where;
  readonly doors: readonly Door[];
  readonly jobs: WantedJobs;
  readonly probeReply: 'none' | 'zeroes';
  /** The command that was given, to be given again. */
  readonly command: string;
}

/** @throws UsageError when the input makes no sense */
export function readWanted(
  input: Input,
  { host, interfaces, data }: Pick<Platform, 'host' | 'interfaces' | 'data'>,
): Wanted {
  const text = (name: string) => input[name] as string | undefined;
  const model = wishedModel(data, input['kind'] as PrinterKind | undefined, text('model'));
  const { kind, languages } = model;
  const device = printerDevice(
    {
      kind,
      name: text('name'),
      model: model.name,
      serial: text('serial'),
      mac: text('mac'),
      location: text('location'),
      inks: readInks(text('ink')) ?? usualInks(model),
      paper: input['paper'] as Paper,
      pages: input['pages'] as number | undefined,
      languages,
    },
    host.name,
  );
  const probeReply = input['probe-reply'] as Wanted['probeReply'];
  if (kind !== 'inkjet' && probeReply !== 'none') {
    throw new UsageError(`a ${kind} printer is no scanner, and answers no probe of scanners`);
  }
  return {
    model,
    device,
    where: readWhere(input['listen'] as string, interfaces()),
    doors: wantedDoors(
      model,
      text('by'),
      text('ports'),
      input['port-offset'] as number | undefined,
    ),
    jobs: readJobs(input),
    probeReply,
    command: commandOf(input),
  };
}

const usualInks = ({ inks }: PrinterModel): Ink[] =>
  Object.entries(inks).map(([colour, level]) => ({ colour, level }));

/** `black=64,light cyan=7`. */
function readInks(text: string | undefined): Ink[] | undefined {
  if (text === undefined) return undefined;
  const inks = text.split(',').map((word): Ink => {
    const [, colour, digits] =
      /^\s*([a-z][a-z ]{0,30}?)\s*=\s*(\d{1,3})\s*%?\s*$/i.exec(word) ?? [];
    const level = Number(digits);
    if (colour === undefined || level > 100) {
      throw new UsageError(`ink takes pairs such as black=64,yellow=7 (percent), not "${word}"`);
    }
    return { colour: colour.toLowerCase(), level };
  });
  const twice = inks.find(({ colour }, i) => inks.findIndex((one) => one.colour === colour) !== i);
  if (twice) throw new UsageError(`there are two inks that are ${twice.colour}`);
  if (inks.length > MOST_INKS)
    throw new UsageError(`${MOST_INKS} inks at most, not ${inks.length}`);
  return inks;
}

const GIVEN = [
  'kind',
  'name',
  'model',
  'serial',
  'mac',
  'location',
  'ink',
  'paper',
  'pages',
  'by',
  'listen',
  'ports',
  'port-offset',
  'spool',
  'no-spool',
  'spool-limit',
  'keep',
  'show',
  'probe-reply',
] as const;
const USUAL: Input = {
  paper: 'there',
  listen: 'loopback',
  'spool-limit': '2G',
  'probe-reply': 'none',
  'no-spool': false,
  show: false,
};

function commandOf(input: Input): string {
  const flags = GIVEN.flatMap((name) => {
    const value = input[name];
    if (value === undefined || USUAL[name] === value) return [];
    return value === true ? [`--${name}`] : [`--${name}`, quoted(String(value))];
  });
  return ['portolan', 'printer', ...flags].join(' ');
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
