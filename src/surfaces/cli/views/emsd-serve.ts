/** A message centre at its place: where it is reached, each message as it goes its way, and what it all was. */
import type { ServeEvent, ServeResult, ServeStand } from '../../../app/emsd/serving/event.ts';
import { grouped } from '../../../core/count.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { hang, printable, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';
import { timeOfDay } from './sentinel.ts';

export const emsdServeLiveView: LiveView<ServeEvent, ServeStand> = {
  first: standLines,
  row: eventLines,
};

function standLines(stand: ServeStand, { width, colours }: ViewOptions): string[] {
  const { subscribers, isReachable, host, spool, smtpIn, isMailReachable, smtpOut, user } = stand;
  const where = isReachable
    ? 'The own network reaches it. Passwords come in the clear.'
    : 'Only programs on this machine reach it. For a network: --listen ADDRESS.';
  const people = `${grouped(subscribers)} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`;
  const mail = [
    ...(smtpIn === undefined
      ? []
      : [
          `Mail is taken at ${smtpIn}, from ${isMailReachable ? 'the own network' : 'this machine alone'}.`,
        ]),
    smtpOut === undefined ? 'No mail leaves.' : `Mail leaves by ${smtpOut}.`,
  ];
  const runsAs = user === undefined ? '' : ` It runs as ${user} from here on.`;
  return [
    ...wrap(`Message centre at udp ${formatEndpoint(stand)}, as ${host}`, width).map(colours.bold),
    ...wrap(printable(`${people}; messages are kept in ${spool}.`), width),
    ...wrap(where, width).map(isReachable ? colours.dim : colours.yellow),
    ...wrap(printable(mail.join(' ')), width).map(colours.dim),
    ...wrap(`Ctrl-C ends it.${runsAs}`, width).map(colours.dim),
    '',
  ];
}

export function eventLines(event: ServeEvent, { width, colours }: ViewOptions): string[] {
  const lines = hang(`${timeOfDay(event.time)}  `, printable(wordsOf(event)), width);
  switch (event.kind) {
    case 'refused':
    case 'retry':
    case 'dropped':
      return lines.map(colours.yellow);
    case 'undelivered':
      return lines.map(colours.red);
    case 'accepted':
    case 'verifying':
    case 'repeated':
      return lines.map(colours.dim);
    default:
      return lines;
  }
}

const quoted = (subject: string | undefined): string =>
  subject === undefined || subject === '' ? '' : ` "${subject}"`;

function wordsOf(event: ServeEvent): string {
  switch (event.kind) {
    case 'submitted':
      return (
        `${event.message}  submitted by ${event.number} for ${event.recipients.join(', ')}:` +
        `${quoted(event.subject)} ${grouped(event.length)} octets`
      );
    case 'accepted':
      return `${event.message}  its device knows that it is here`;
    case 'repeated':
      return event.byMail
        ? `${event.message}  came by mail again for ${event.number}, who has it or will`
        : `${event.message}  submitted by ${event.number} again, answered as before`;
    case 'verifying':
      return `${event.message}  asking ${event.number} whether it knows`;
    case 'dropped':
      return `${event.message}  given up: ${event.number} knows nothing of it`;
    case 'delivered': {
      const at = event.at ? ` at ${formatEndpoint(event.at)}` : '';
      return `${event.message}  delivered to ${event.number}${at}${quoted(event.subject)}`;
    }
    case 'retry':
      return `${event.message}  not yet with ${event.to}: ${event.reason}; again ${event.wait === 0 ? 'at once' : `in ${waitWords(event.wait)}`}`;
    case 'undelivered':
      return `${event.message}  cannot be brought to ${event.to}: ${event.reason}`;
    case 'mail in':
      return `${event.message}  mail for ${event.recipients.join(', ')}`;
    case 'mailed':
      return `${event.message}  mailed to ${event.to}`;
    case 'refused':
      return `${formatEndpoint(event.from)}  ${event.operation} refused (${event.outcome}): ${event.reason}`;
  }
}

const waitWords = (wait: number): string =>
  wait < 120_000 ? `${Math.round(wait / 1000)} s` : `${Math.round(wait / 60_000)} min`;

export const emsdServeView: View<ServeResult> = (result, { width }) => {
  const counts = [
    [result.submitted, 'submitted'],
    [result.mailIn, 'taken by mail'],
    [result.delivered, 'delivered'],
    [result.mailed, 'mailed'],
    [result.undelivered, 'undeliverable'],
    [result.refused, 'refused'],
    [result.retries, 'tried again'],
  ] as const;
  const told = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${grouped(count)} ${what}`);
  const sentences = [
    told.length === 0 ? 'No message came.' : `${told.join(', ')}.`,
    ...(result.strangers > 0
      ? [`${grouped(result.strangers)} datagrams from strangers, not heard.`]
      : []),
    ...(result.mailStrangers > 0
      ? [`${grouped(result.mailStrangers)} mail servers that are strangers, turned away.`]
      : []),
  ];
  return ['', ...wrap(sentences.join(' '), width)];
};
