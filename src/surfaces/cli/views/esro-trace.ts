/** A conversation by ESRO as a ladder: the invoker at the left, the performer at the right, and what it came to. */
import type { TraceEvent } from '../../../app/esro/trace/event.ts';
import type { TraceStand, TraceSummary } from '../../../app/esro/trace/result.ts';
import { counted, grouped } from '../../../core/count.ts';
import { asideLines, rungLines } from '../ladder.ts';
import { printable, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';

export const esroTraceLiveView: LiveView<TraceEvent, TraceStand> = {
  first: (stand, { width, colours }) => [
    ...wrap(printable(beginning(stand)), width).map(colours.bold),
    '',
    colours.dim(`${'invoker'.padStart(9)}${' '.repeat(10)}performer`),
  ],
  row: (told, options) => {
    const { at, message, from } = told;
    if (told.event === 'told') return asideLines(at, message, options);
    const { again, copy, fate } = told;
    const isPlain = fate === 'delivered' || fate === 'sent' || fate === 'received';
    const notes = [...(copy ? ['a copy'] : again > 0 ? ['again'] : []), ...(isPlain ? [] : [fate])];
    const lost = fate === 'lost' || fate === 'nobody listening';
    return rungLines({ at, outward: from === 'invoker', lost, text: message, notes }, options);
  },
};

function beginning({
  simulated,
  handshake,
  performer,
  seed,
  loss = 0,
  duplication = 0,
}: TraceStand): string {
  const agreed =
    handshake === '3-way'
      ? 'answers are acknowledged (3-way)'
      : 'no answer is acknowledged (2-way)';
  if (!simulated) return `An operation of ${performer}; ${agreed}.`;
  const does = [
    ...(loss > 0 ? [`loses ${percent(loss)} each way`] : []),
    ...(duplication > 0 ? [`doubles ${percent(duplication)}`] : []),
  ];
  const link = does.length === 0 ? 'loses nothing' : does.join(' and ');
  return `Two hosts in memory, seed ${seed}; nothing is sent. The link ${link}; ${agreed}.`;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

export const esroTraceView: View<TraceSummary> = (result, options) => {
  const { datagrams, again, lost, simulated } = result;
  const sentences = [
    operationsWords(result),
    ...(result.performed === undefined ? [] : [performedWords(result.performed)]),
    `${counted(datagrams, 'datagram')}${again > 0 ? `, ${grouped(again)} of them sent again` : ''}${lost ? `, ${grouped(lost)} lost` : ''}.`,
  ];
  return [
    '',
    ...wrap(sentences.join(' '), options.width),
    ...(simulated ? nextLines(result, options) : []),
  ];
};

function operationsWords({ operations, simulated }: TraceSummary): string {
  const [only] = operations;
  if (only && operations.length === 1) {
    const end = `${OUTCOMES[only.outcome]} after ${seconds(only.took)}`;
    // Why a performer that is there gives no answer is said as any other command says it.
    return printable(
      only.outcome === 'failure' && !simulated ? `${end}.` : `${end}: ${only.words}.`,
    );
  }
  const counts = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[]).flatMap((outcome) => {
    const many = operations.filter((one) => one.outcome === outcome).length;
    return many > 0 ? [`${many} ${PLURALS[outcome]}`] : [];
  });
  return `${counted(operations.length, 'operation')}: ${counts.join(', ')}.`;
}

const OUTCOMES = {
  result: 'A result',
  error: 'An error',
  failure: 'A failure',
} as const;
const PLURALS = {
  result: 'with a result',
  error: 'with an error',
  failure: 'failed',
} as const;

const performedWords = (times: number) =>
  times === 0 ? 'Nothing was performed.' : `Performed ${times === 1 ? 'once' : `${times} times`}.`;

const seconds = (milliseconds: number) =>
  milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

function nextLines(
  { seed = 0, loss = 0, others = '' }: TraceSummary,
  options: ViewOptions,
): string[] {
  const next =
    loss === 0
      ? 'portolan esro trace --loss 40'
      : `portolan esro trace --loss ${Math.round(loss * 100)} --seed ${seed + 1}`;
  const words = `Another story: ${printable(next + (others && ` ${others}`))}. What a datagram says: portolan decode esro HEX`;
  return wrap(words, options.width).map(options.colours.dim);
}
