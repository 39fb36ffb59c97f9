/** Messages of EMSD on their way and as they come, for a person. */
import { grouped } from '../../../core/count.ts';
import type { InboxEvent, MessageEvent, OutboxEvent } from '../../../app/emsd/device/event.ts';
import type { InboxResult, InboxStand, Waiting } from '../../../app/emsd/device/receiving.ts';
import type { SubmitResult } from '../../../app/emsd/device/submitting.ts';
import type { Attachment } from '../../../core/mail/readable.ts';
import { hang, printable, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';
import { timeOfDay } from './sentinel.ts';

export const emsdSubmitLiveView: LiveView<OutboxEvent, never> = { row: outboxLines };
export const emsdInboxLiveView: LiveView<InboxEvent, InboxStand> = {
  first: standLines,
  row: eventLines,
};

/** What was not submitted is told with the exit code, unless a person broke it off. */
export const emsdSubmitView: View<SubmitResult> = (result, { width }) =>
  [sentWords(result), cameWords(result)].flatMap((words) => wrap(printable(words), width));

function sentWords({ submitted, waiting, outbox, problems }: SubmitResult): string {
  if (problems.length > 0) return '';
  if (waiting === 0) return submitted > 0 ? '' : 'There was nothing to send.';
  const what = waiting === 1 ? 'One message stays' : `${grouped(waiting)} messages stay`;
  return `${what} in the outbox (${outbox}): --resume goes on with it.`;
}

function cameWords({ unshown, outbox, number, centre }: SubmitResult): string {
  if (unshown === 0) return '';
  const what =
    unshown === 1 ? 'A message that came is' : `${grouped(unshown)} messages that came are`;
  const where = `--mailbox ${outbox} --number ${number} --centre ${centre}`;
  return `${what} not shown yet: portolan emsd inbox ${where}`;
}

export const emsdInboxView: View<InboxResult> = (
  { received, holds, mailbox, centre, waiting },
  { width },
) => {
  const messages = (count: number) => `${grouped(count)} ${count === 1 ? 'message' : 'messages'}`;
  const came = centre === undefined ? '' : `${messages(received)} came. `;
  const words = `${came}${mailbox} holds ${messages(holds)}.`;
  const held = waiting.map((why) => HELD[why]);
  return ['', ...[words, ...held].flatMap((line) => wrap(printable(line), width))];
};

const HELD: Readonly<Record<Waiting, string>> = {
  paused: 'The centre holds what there is, since it was told to: --no-limits has it brought.',
  'too long': 'The centre holds longer messages than you set: --no-limits has them brought.',
  'not urgent enough':
    'The centre holds less urgent messages than you set: --no-limits has them brought.',
  'in part': 'A message has come in part; the centre may bring the rest when this runs again.',
};

function standLines(
  { number, centre, mailbox }: InboxStand,
  { width, colours }: ViewOptions,
): string[] {
  return [
    ...wrap(printable(`${number} at the message centre ${centre}`), width).map(colours.bold),
    ...wrap(printable(`What comes is kept in ${mailbox}. Ctrl-C ends it.`), width).map(colours.dim),
    '',
  ];
}

function eventLines(told: InboxEvent, options: ViewOptions): string[] {
  const { width, colours } = options;
  const time = `${timeOfDay(told.time)}  `;
  switch (told.event) {
    case 'message':
      return messageLines(told, options);
    case 'reported': {
      const what =
        told.status === undefined
          ? 'the centre does not say whether it knows that this is here; its sender may have been told that it is not'
          : 'its sender was told that it could not be delivered';
      return hang(time, `message ${told.number}: ${what}`, width).map(colours.yellow);
    }
    case 'registered':
      return hang(time, 'the centre knows where this device is', width).map(colours.dim);
    case 'unregistered': {
      const why =
        told.why === 'silence'
          ? 'the centre does not answer; it is asked again'
          : `the centre refuses this device (${told.why ?? 'no reason'}): is its password right? It is asked again`;
      return hang(time, printable(why), width).map(colours.yellow);
    }
    default:
      return outboxLines(told, options);
  }
}

function messageLines(told: MessageEvent, { width, colours }: ViewOptions): string[] {
  const { number, subject, priority, text, submitted, attachments = [] } = told;
  const what = [
    originOf(told),
    ...(subject === undefined ? [] : [subject]),
    ...(priority === undefined ? [] : [priority]),
  ].join(' · ');
  const front = `${String(number).padStart(4)}  ${dayAndTime(submitted ?? told.delivered)}  `;
  const head = hang(front, printable(what), width).map(colours.bold);
  const lines = text === undefined ? [] : text.replace(/\n+$/, '').split('\n');
  return [
    ...head,
    ...lines.flatMap((line) => indented(printable(line), width)),
    ...attachments.flatMap((one) =>
      indented(printable(attachmentWords(one)), width).map(colours.dim),
    ),
  ];
}

const attachmentWords = ({ name, type, size }: Attachment): string =>
  `[attachment: ${name === undefined ? '' : `${name}, `}${type}, ${grouped(size)} octets]`;

function originOf({ from, reportOn, contentType, length }: MessageEvent): string {
  if (reportOn !== undefined) return `report on message ${reportOn}`;
  return from === '' ? `content of type ${contentType}, ${grouped(length)} octets` : from;
}

const indented = (line: string, width: number): string[] =>
  line === '' ? [''] : wrap(line, Math.max(20, width - 6)).map((part) => `      ${part}`);

const dayAndTime = (time: string): string => time.replace(/T(\d\d:\d\d).*$/, ' $1');

function outboxLines(
  { event, time, number, id = '', why = '' }: OutboxEvent,
  options: ViewOptions,
): string[] {
  const { width, colours } = options;
  const front = `${timeOfDay(time)}  `;
  const say = (words: string) => hang(front, printable(words), width);
  switch (event) {
    case 'queued':
      return say(`message ${number} is in the outbox`).map(colours.dim);
    case 'submitted':
      return say(`message ${number} is submitted: ${id}`);
    case 'refused':
      return say(`the centre refuses message ${number}: ${why}`).map(colours.yellow);
    case 'returned':
      return say(`message ${number} came back: ${why}`).map(colours.yellow);
    case 'deferred':
      return say(`the centre does not take message ${number} now (${why}); it is kept`).map(
        colours.yellow,
      );
    case 'stuck':
      return say(
        `message ${number} was begun with another password, and the centre may have it: give the same as then`,
      ).map(colours.yellow);
    case 'unanswered':
      return say(`nobody answered message ${number}; the same is sent again`).map(colours.dim);
  }
}
