/** A virtual printer at its place: who it is, where it answers, each question as it comes, and what it all was. */
import { WITNESS_NAMES } from '../../../devices/observation.ts';
import { counted, grouped } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import type { PrinterEvent, PrinterProtocol } from '../../../app/printer/event.ts';
import {
  isJobEvent,
  jobMessage,
  PICTURE,
  type JobEvent,
  type PageEvent,
} from '../../../app/printer/jobs/event.ts';
import type { PrinterResult, PrinterStand } from '../../../app/printer/result.ts';
import { hang, printable, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';
import { pagePicture } from './page-picture.ts';
import { timeOfDay } from './sentinel.ts';

export const printerLiveView: LiveView<PrinterEvent, PrinterStand> = {
  first: standLines,
  row: eventLines,
};

function standLines(stand: PrinterStand, { width, colours }: ViewOptions): string[] {
  const { device, opened, isReachable, user } = stand;
  const { name, maker, model, serial, mac } = device;
  const where = isReachable
    ? `Its network reaches it${stand.interface === undefined ? '' : `, by ${stand.interface}`}.`
    : 'Only programs on this machine reach it. For a network: --listen INTERFACE.';
  return [
    ...wrap(printable(`${name}: ${maker} ${model}, serial number ${serial}, ${mac}`), width).map(
      colours.bold,
    ),
    ...hang(`answers at ${stand.address} by `, placesOf(opened), width),
    ...wrap(printable(where), width).map(isReachable ? colours.dim : colours.yellow),
    ...findingLines(stand, width),
    ...wrap(printable(printingWords(stand)), width).map(colours.dim),
    ...wrap(
      `Ctrl-C ends it.${user === undefined ? '' : ` It runs as ${user} from here on.`}`,
      width,
    ).map(colours.dim),
    '',
  ];
}

function printingWords({ opened, spool, address }: PrinterStand): string {
  const port = opened.find(({ by }) => by === 'escp' || by === 'raw');
  if (port === undefined) return 'It has no print port open, and prints nothing.';
  const jobs =
    spool === undefined
      ? 'Jobs are not kept.'
      : `Jobs are kept in ${spool}: portolan printer jobs.`;
  return `It prints what comes to its print ports. ${jobs} To print: portolan print FILE --to ${address}:${port.port} --via ${port.by}`;
}

/** How it is found, where that is not plain. */
function findingLines({ address, isFindable, isReachable }: PrinterStand, width: number): string[] {
  if (!isFindable) {
    const why =
      'portolan discover does not find it: it asks the usual ports, and none of these is.';
    return wrap(why, width);
  }
  return isReachable ? [] : hang('To try it: ', `portolan discover ${address}`, width);
}

/** `ENPC udp/3289, WSD udp/3702 and tcp/5357`. */
function placesOf(opened: PrinterStand['opened']): string {
  const names = new Map<PrinterProtocol, string[]>();
  for (const { by, transport, port } of opened) {
    names.set(by, [...(names.get(by) ?? []), `${transport}/${port}`]);
  }
  return [...names].map(([by, ports]) => `${NAMES[by]} ${ports.join(' and ')}`).join(', ');
}

const OUTCOMES = {
  answered: '',
  refused: 'refused',
  ignored: 'not answered',
  limited: 'not answered: too many questions',
  stranger: 'not answered: not of the own network',
} as const;

export function eventLines(told: PrinterEvent, options: ViewOptions): string[] {
  const { width, colours } = options;
  const time = `${timeOfDay(told.time)}  `;
  if (told.event === 'counted') {
    const who = told.source === undefined ? '' : ` from ${told.source}`;
    const how = told.by === undefined ? '' : ` by ${NAMES[told.by]}`;
    const words = `${grouped(told.count)} more${how}${who}, only counted`;
    return hang(time, printable(words), width).map(colours.dim);
  }
  if (isJobEvent(told)) return jobLines(told, time, options);
  const { by, from, message, outcome } = told;
  const end = OUTCOMES[outcome];
  const front = `${time}${NAMES[by].padEnd(LONGEST_NAME)}  `;
  const words = `${formatEndpoint(from)}: ${message}${end && ` (${end})`}`;
  const lines = hang(front, printable(words), width);
  return outcome === 'answered' ? lines : lines.map(colours.dim);
}

const NAMES: Readonly<Record<PrinterProtocol, string>> = {
  ...WITNESS_NAMES,
  escp: 'ESC/P',
  raw: 'raw',
};
const LONGEST_NAME = Math.max(...Object.values(NAMES).map(({ length }) => length));

/** How a job ended, where that is not plain. */
const ENDS = {
  complete: '',
  broken: 'the connection broke: what came is kept',
  silent: 'nothing more came: what came is kept',
  slow: 'it came too slowly: what came is kept',
  'too long': 'longer than a job may be: what came is kept',
  stopped: 'the printer was ended: what came is kept',
  lost: 'not kept',
} as const;

function jobLines(told: JobEvent, time: string, options: ViewOptions): string[] {
  const { width, colours } = options;
  const front = `${time}${NAMES[told.by].padEnd(LONGEST_NAME)}  `;
  const end = told.event === 'ended' ? ENDS[told.how] : told.event === 'refused' ? 'refused' : '';
  const words = `${formatEndpoint(told.from)}: ${jobMessage(told)}${end && ` (${end})`}`;
  const lines = hang(front, printable(words), width);
  if (told.event === 'page') return [...lines.map(colours.dim), ...seenLines(told, options)];
  return end === '' ? lines : lines.map(colours.yellow);
}

/** Columns of a page that is seen while it comes out: then a sheet fits on most screens. */
const SMALL = 60;

/** The page, where it is shown: a picture on a terminal, else its text. */
function seenLines({ text, [PICTURE]: picture }: PageEvent, options: ViewOptions): string[] {
  if (options.isTerminal && picture) {
    return pagePicture(picture, { ...options, width: Math.min(options.width, SMALL) });
  }
  if (text === undefined) return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `  ${printable(line)}`.trimEnd());
}

export const printerView: View<PrinterResult> = (result, { width }) => {
  const { answered, refusedQuestions, limited, strangers, sources, jobs, printed, lost } = result;
  const asked = (count: number) => `${grouped(count)} ${count === 1 ? 'question' : 'questions'}`;
  const who = `${grouped(sources)} ${sources === 1 ? 'source' : 'sources'}`;
  const sentences = [
    ...(answered > 0 ? [`${asked(answered)} from ${who} answered.`] : []),
    ...(answered + jobs + lost === 0 ? ['Nobody was answered.'] : []),
    ...(jobs > 0 ? [`${counted(jobs, 'job')} printed, ${counted(printed, 'page')}.`] : []),
    ...(lost > 0 ? [`${counted(lost, 'job')} refused or lost.`] : []),
    ...(refusedQuestions > 0 ? [`${asked(refusedQuestions)} refused.`] : []),
    ...(limited > 0 ? [`${asked(limited)} too many, not answered.`] : []),
    ...(strangers > 0 ? [`${asked(strangers)} from strangers, not answered.`] : []),
  ];
  return ['', ...wrap(printable(sentences.join(' ')), width)];
};
