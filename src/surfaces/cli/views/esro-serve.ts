/** A performer at its place: where it answers, each call as it comes, and what it all was. */
import type {
  AfterEvent,
  CallEvent,
  CountedEvent,
  ServeEvent,
  ServeResult,
  ServeStand,
  UnheardEvent,
} from '../../../app/esro/serving/event.ts';
import { grouped } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { hang, printable, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';
import { timeOfDay } from './sentinel.ts';

export const esroServeLiveView: LiveView<ServeEvent, ServeStand> = {
  first: standLines,
  row: eventLines,
};

function standLines(stand: ServeStand, { width, colours }: ViewOptions): string[] {
  const { services, isReachable, notes, example, user } = stand;
  const where = isReachable
    ? 'The own network reaches it. ESRO hides nothing and proves nothing: who asks can be made up.'
    : 'Only programs on this machine reach it. For a network: --listen ADDRESS.';
  const runsAs = user === undefined ? '' : ` It runs as ${user} from here on.`;
  return [
    ...wrap(`ESRO at udp ${formatEndpoint(stand)}`, width).map(colours.bold),
    ...services.flatMap(({ name, title, sap, handshake }) =>
      hang(`  ${name}  `, `selector ${sap}, ${handshake}: ${title}`, width),
    ),
    ...wrap(where, width).map(isReachable ? colours.dim : colours.yellow),
    ...notes.flatMap((note) => wrap(printable(note), width)).map(colours.yellow),
    ...hang('To try it: ', printable(example), width),
    ...wrap(`Ctrl-C ends it.${runsAs}`, width).map(colours.dim),
    '',
  ];
}

export function eventLines(told: ServeEvent, options: ViewOptions): string[] {
  const { width, colours } = options;
  switch (told.event) {
    case 'counted':
      return sumLines(told, `${grouped(told.count)} more${fromWords(told)}, only counted`, options);
    case 'unheard':
      return sumLines(told, `${unheardWords(told).join(', ')}, not heard`, options);
    case 'unserved': {
      const front = `${timeOfDay(told.time)}  ${formatEndpoint(told.from)}  `;
      const asked = `operation ${told.operation} of selector ${told.sap}`;
      return hang(front, `${asked}: nobody performs there`, width).map(colours.yellow);
    }
    default:
      return callLines(told, options);
  }
}

/** `1,234 datagrams`. */
const many = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** What several were, since the first of them. */
const sumLines = (
  { time, until }: Pick<CountedEvent, 'time' | 'until'>,
  words: string,
  { width, colours }: ViewOptions,
): string[] =>
  hang(`${timeOfDay(until)}  `, `since ${timeOfDay(time)}: ${words}`, width).map(colours.yellow);

const fromWords = ({ source }: CountedEvent) =>
  source === undefined ? ' of several sources' : ` of ${printable(source)}`;

const unheardWords = ({ strangers, limited }: Pick<UnheardEvent, 'strangers' | 'limited'>) => [
  ...(strangers > 0 ? [`${many(strangers, 'datagram')} from strangers`] : []),
  ...(limited > 0 ? [`${many(limited, 'datagram')} too many`] : []),
];

function callLines(told: CallEvent | AfterEvent, { width, colours }: ViewOptions): string[] {
  const front = `${timeOfDay(told.time)}  ${formatEndpoint(told.from)}  `;
  const asked = `${told.service} ${told.name ?? `operation ${told.operation}`}, ${told.asked}`;
  const words = printable(`${asked}: ${endWords(told)}`);
  const lines = hang(front, words, width);
  if (told.event === 'confirmed') return lines.map(colours.dim);
  const isPlain = told.event === 'call' && told.outcome === 'result';
  return isPlain ? lines : lines.map(colours.yellow);
}

function endWords(told: CallEvent | AfterEvent): string {
  switch (told.event) {
    case 'confirmed':
      return 'the answer arrived';
    case 'unconfirmed':
      return 'not known whether the answer arrived';
    case 'call':
      if (told.outcome === 'result') return many(told.octets, 'octet');
      return `${told.outcome} ${told.value}, ${told.means}`;
  }
}

export const esroServeView: View<ServeResult> = (result, { width }) => {
  const { results, errors, failures, unconfirmed, unserved, sources } = result;
  const counts = [
    [results, 'answered with a result'],
    [errors, 'with an error'],
    [failures, 'failed'],
    [unconfirmed, 'not known to have arrived'],
  ] as const;
  const told = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${grouped(count)} ${what}`);
  const who = many(sources, 'source');
  const nothing = unserved > 0 ? 'Nothing was performed.' : 'Nobody asked.';
  const sentences = [
    told.length === 0 ? nothing : `From ${who}: ${told.join(', ')}.`,
    ...(unserved > 0
      ? [`${many(unserved, 'operation')} asked for at selectors where nobody performs.`]
      : []),
    ...unheardWords(result).map((words) => `${words}, not heard.`),
  ];
  return ['', ...wrap(printable(sentences.join(' ')), width)];
};
