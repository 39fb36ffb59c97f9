/** A conversation between two simulated hosts: the real endpoints, virtual time, nothing sent. */
import type { Millis } from '../../../core/units.ts';
import type { Platform } from '../../../platform/platform.ts';
import { createNetwork, type Crossing, type Network } from '../../../platform/simulated/network.ts';
import { FAILURE } from '../../../protocols/esro/pdu.ts';
import { ESRO_PORT, type Handshake } from '../../../protocols/esro/service.ts';
import { dataTitle } from '../../../protocols/esro/titles.ts';
import { timersFrom, type EsroTimers } from '../../../protocols/esro/timers.ts';
import { OperationError, OperationFailed, type Answer, type Call, type Sap } from '../call.ts';
import { openEndpoint, type EsroEndpoint, type Manner } from '../endpoint.ts';
import { ended, endWords } from './ended.ts';
import type { Side, TraceEvent, TraceTold } from './event.ts';
import type { ANSWERS } from './parameters.ts';
import type { TracedOperation, TraceSummary, TraceStand } from './result.ts';
import { UnitTeller } from './units.ts';

/** What is to be simulated. */
export interface Simulation {
  readonly seed: number;
  /** Of the link between them, each way, 0 to 1. */
  readonly loss: number;
  readonly duplication: number;
  readonly handshake: Handshake;
  /** One after the other. */
  readonly operations: number;
  /** Octets of each argument; the result has as many. */
  readonly size: number;
  readonly answer: (typeof ANSWERS)[number];
  /** How long the performing user takes. */
  readonly work: Millis;
  /** Octets of the largest datagram: what is longer goes in segments. Absent: nothing may be longer than 1400. */
  readonly largest?: number;
  readonly timers: Partial<EsroTimers>;
  /** All that was asked for besides loss and seed, as words of a command line. */
  readonly others: string;
}

const INVOKER = '10.0.7.2';
const PERFORMER = '10.0.7.3';
/** Any will do: ESRO gives them no meaning. */
const SAP = 13;
const OPERATION = 2;
const ERROR = 7;
/** A link on which a ladder is easy to read. */
const DELAY: Millis = 20;
const JITTER: Millis = 10;

export const standOf = ({
  handshake,
  seed,
  loss,
  duplication,
  others,
}: Simulation): TraceStand => ({
  simulated: true,
  handshake,
  performer: `${PERFORMER}:${ESRO_PORT}`,
  seed,
  loss,
  duplication,
  others,
});

/** Lets it happen, and gives everything that did, in the order of time. */
export async function simulate(
  wanted: Simulation,
): Promise<{ readonly events: readonly TraceEvent[]; readonly result: TraceSummary }> {
  const network = createNetwork({ seed: wanted.seed });
  const story = new Story(network);
  const operations = await network.run(converse(wanted, network, story));
  // What is still to come: answers that nobody acknowledged, and numbers that are held.
  await network.runUntil(network.clock.now() + afterwards(timersFrom(wanted.timers)));
  const events = story.events();
  const units = events.filter((event) => event.event === 'unit');
  const sent = units.filter(({ copy }) => !copy);
  const result: TraceSummary = {
    ...standOf(wanted),
    operations,
    performed: story.performed,
    datagrams: sent.length,
    again: sent.filter(({ again }) => again > 0).length,
    lost: sent.filter(({ fate }) => fate === 'lost').length,
    took: events.at(-1)?.at ?? 0,
  };
  return { events, result };
}

/** Longer than anything can go on once the last operation has ended for its invoker. */
const afterwards = (timers: EsroTimers): Millis =>
  (timers.retransmissions + 1) * Math.max(timers.invokeResend, timers.answerResend) +
  timers.lastWait +
  timers.responseLimit +
  2 * (timers.inactivity + timers.referenceWait);

async function converse(
  wanted: Simulation,
  network: Network,
  story: Story,
): Promise<TracedOperation[]> {
  const { loss, duplication, size, handshake, largest, timers } = wanted;
  const link = { loss, duplication, delay: DELAY, jitter: JITTER };
  const there = network.host('performer', { addresses: [PERFORMER], link });
  const here = network.host('invoker', { addresses: [INVOKER] });
  const manner: Manner = {
    timers,
    ...(largest !== undefined && { segments: () => true, limits: { datagram: largest } }),
  };
  await openEndpoint(there, {
    ...manner,
    address: PERFORMER,
    port: ESRO_PORT,
    saps: { [SAP]: performing(wanted, there, story) },
  });
  const endpoint = await openEndpoint(here, { ...manner, address: INVOKER });
  const operations: TracedOperation[] = [];
  for (let i = 0; i < wanted.operations; i++) {
    const argument = new Uint8Array(size).fill(i);
    const operation = await ended(() => ask(endpoint, argument, handshake), network.clock.now);
    story.tell('invoker', `${endWords(operation)}${mark(wanted, i)}`);
    operations.push(operation);
  }
  return operations;
}

/** Which of several it is: each fills its argument with its own number. */
const mark = ({ operations }: Simulation, index: number | undefined): string =>
  operations === 1 || index === undefined ? '' : ` (#${index + 1})`;

const ask = (endpoint: EsroEndpoint, argument: Uint8Array, handshake: Handshake) =>
  endpoint.invoke({ address: PERFORMER, port: ESRO_PORT }, SAP, OPERATION, argument, { handshake });

const NOT_KNOWN = 'the performer does not know whether its answer arrived';
/** The provider has answered for its user. */
const TOO_LATE = 'the performer did not answer in time, and the invoker is told so';

/** The performing user. */
function performing(wanted: Simulation, host: Platform, story: Story): Sap {
  const { handshake, answer, work } = wanted;
  const tell = ({ argument }: Call, words: string) =>
    story.tell('performer', `${words}${mark(wanted, argument[0])}`);
  const known =
    handshake === '3-way'
      ? 'the performer knows that its answer arrived'
      : 'the performer takes it for over, since nobody asks again';
  return {
    handshake,
    async perform(call) {
      story.performed += 1;
      const asked = dataTitle(call.argument.length, call.encoding);
      tell(call, `the performer is asked for operation ${call.operation}: ${asked}`);
      if (answer === 'nothing') return new Promise(() => {});
      if (work > 0)
        await new Promise<void>((done) => void host.clock.wakeAt(host.clock.now() + work, done));
      return answerOf(call, answer);
    },
    confirmed: (call) => tell(call, known),
    unconfirmed: (call, value) =>
      tell(call, value === FAILURE.userNotResponding ? TOO_LATE : NOT_KNOWN),
  };
}

function answerOf(call: Call, answer: 'result' | 'error' | 'failure'): Answer {
  if (answer === 'error') throw new OperationError(ERROR);
  if (answer === 'failure') throw new OperationFailed(FAILURE.userNotResponding);
  return { encoding: call.encoding, result: call.argument };
}

/** Everything that happens, as it happens. */
class Story {
  performed = 0;
  private readonly told: TraceTold[] = [];

  constructor(private readonly network: Network) {}

  tell(from: Side, message: string): void {
    this.told.push({ event: 'told', at: this.network.clock.now(), from, message });
  }

  /** In the order of time; what was told before what was sent of it. */
  events(): TraceEvent[] {
    const teller = new UnitTeller();
    const units = this.network.transcript.map((crossing) => teller.tell(seen(crossing)));
    return [...this.told, ...units]
      .toSorted((a, b) => a.at - b.at)
      .map((event) => ({ ...event, at: Math.round(event.at) }));
  }
}

const seen = ({ at, from, bytes, fate, copy }: Crossing) => ({
  at,
  from: from.host as Side,
  bytes,
  fate,
  ...(copy && { copy }),
});
