/**
 * Asks one host what it is and how it is, by every witness at once: one host in, observations and gaps out. Queries
 * alone, and never a byte to a print port.
 *
 * How long it takes: as long as the host needs to answer, when it is a printer; those who say nothing while another
 * has told everything are not waited for beyond {@link GRACE}. When nobody answers, as long as `wait`.
 */
import { inPrefix, numbered } from '../../core/cidr.ts';
import { UnavailableError } from '../../core/errors.ts';
import { cancellation, type Cancellation, type CancelSignal } from '../../core/signal.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { WITNESSES, type Observation, type Witness } from '../../devices/observation.ts';
import { linkPrefixes } from '../../platform/interfaces.ts';
import { askDnssd } from './asking/dnssd.ts';
import { askEnpc } from './asking/enpc.ts';
import { announcedPlaces, askIpp } from './asking/ipp.ts';
import type { Asked, AskingPlatform, Listening, Question, Testimony } from './asking/question.ts';
import { askSnmp } from './asking/snmp.ts';
import type { SnmpManner } from './asking/snmp-manner.ts';
import { askWsd } from './asking/wsd.ts';

/** Unless told otherwise: printers that sleep take a second or two to wake, and greetings get lost. */
export const DEFAULT_WAIT: Millis = seconds(5);
/** By then each greeting was said three times, and an answer takes some milliseconds. */
export const GRACE: Millis = 1200;
/** How much longer than `wait` whoever has begun to answer is heard. */
export const LONGEST_TELLING: Millis = seconds(25);

export interface AskHostOptions {
  /** An IP address that may be asked (`core/own-networks.ts`). */
  readonly address: string;
  /** Default: all of them. */
  readonly witnesses?: readonly Witness[];
  readonly snmp?: SnmpManner;
  /** How long to wait for a first answer. Default {@link DEFAULT_WAIT}. */
  readonly wait?: Millis;
  /** Is handed the conversations' own words as they come. */
  readonly listening?: Listening;
}

/** What one host said. */
export interface HostHearing {
  readonly observations: readonly Observation[];
  /** How each witness fared, in the order of `WITNESSES`. */
  readonly asked: readonly Asked[];
  readonly took: Millis;
}

/** Those who tell how a printer is; the others add to who it is. */
const TELLING: ReadonlySet<Witness> = new Set<Witness>(['enpc', 'ipp', 'snmp']);
/** Silence for GRACE says something of datagrams; TLS with a small printer takes longer than that. */
const PATIENT: ReadonlySet<Witness> = new Set<Witness>(['ipp']);

/** @throws UsageError for a community that does not fit the wire */
export async function askHost(
  { address, witnesses = WITNESSES, snmp = {}, wait = DEFAULT_WAIT, listening }: AskHostOptions,
  platform: AskingPlatform,
  signal: CancelSignal,
): Promise<HostHearing> {
  const { clock } = platform;
  const began = clock.now();
  const link = linkTo(address, platform);
  const chosen = WITNESSES.filter((witness) => witnesses.includes(witness));
  const round = new Round(chosen, signal);
  const alarms = [
    clock.wakeAt(began + GRACE, () => round.loseGrace()),
    clock.wakeAt(began + wait, () => round.endSilent()),
    clock.wakeAt(began + wait + LONGEST_TELLING, () => round.endAll()),
  ];
  const common = {
    address,
    wait,
    platform,
    heard: () => ({ at: clock.wallTime(), link }),
    listening,
  };
  const testimonies = await Promise.all(
    chosen.map(async (witness) => {
      const question: Question = {
        ...common,
        signal: round.signalOf(witness),
        answered: () => round.answered(witness),
      };
      const testimony = await ask(witness, question, snmp).catch((problem: unknown) =>
        notAsked(witness, problem),
      );
      round.finished(witness);
      return testimony;
    }),
  ).finally(() => {
    round.endAll();
    for (const cancel of alarms) cancel();
  });
  const last = chosen.indexOf('ipp');
  if (last !== -1) {
    const question: Question = { ...common, signal, answered() {} };
    testimonies[last] = await askElsewhere(question, testimonies[last]!, testimonies);
  }
  return {
    observations: testimonies.flatMap(({ observations }) => observations),
    asked: testimonies.map(({ asked }) => asked),
    took: clock.now() - began,
  };
}

/** Who is silent at port 631 and says that it speaks IPP at another is asked there. */
async function askElsewhere(
  question: Question,
  before: Testimony,
  testimonies: readonly Testimony[],
): Promise<Testimony> {
  if (before.asked.end === 'answered' || question.signal.aborted) return before;
  const observations = testimonies.flatMap((testimony) => testimony.observations);
  const [place] = announcedPlaces(observations, question.address);
  if (place === undefined) return before;
  const { clock } = question.platform;
  const own = cancellation(question.signal);
  const forget = clock.wakeAt(clock.now() + question.wait, () => own.cancel());
  const found = await askIpp({ ...question, signal: own.signal }, place).finally(() => {
    forget();
    own.cancel();
  });
  return found.asked.end === 'answered' ? found : before;
}

function ask(witness: Witness, question: Question, snmp: SnmpManner): Promise<Testimony> {
  switch (witness) {
    case 'enpc':
      return askEnpc(question);
    case 'ipp':
      return askIpp(question);
    case 'snmp':
      return askSnmp(question, snmp);
    case 'dnssd':
      return askDnssd(question);
    case 'wsd':
      return askWsd(question);
  }
}

/** A machine without IPv6, or without a socket left, can ask by what remains. */
function notAsked(by: Witness, problem: unknown): Testimony {
  if (!(problem instanceof UnavailableError)) throw problem;
  const asked: Asked = { by, end: 'left out', where: 'nowhere', why: problem.message };
  return { asked, observations: [] };
}

/** The interface whose subnet the address is in. */
export function linkTo(
  address: string,
  { interfaces }: Pick<AskingPlatform, 'interfaces'>,
): string | undefined {
  const { zone, ...number } = numbered(address);
  return (
    zone ??
    interfaces().find((link) => linkPrefixes([link]).some((prefix) => inPrefix(prefix, number)))
      ?.name
  );
}

/** Who has answered, who has ended, and who is not waited for any longer. */
class Round {
  private readonly conversations: ReadonlyMap<Witness, Cancellation>;
  private readonly speaking = new Set<Witness>();
  private readonly done = new Set<Witness>();
  private isGraceOver = false;

  constructor(witnesses: readonly Witness[], signal: CancelSignal) {
    this.conversations = new Map(witnesses.map((witness) => [witness, cancellation(signal)]));
  }

  signalOf(witness: Witness): CancelSignal {
    return this.conversations.get(witness)!.signal;
  }

  answered(witness: Witness): void {
    this.speaking.add(witness);
  }

  finished(witness: Witness): void {
    this.done.add(witness);
    this.weigh();
  }

  loseGrace(): void {
    this.isGraceOver = true;
    this.weigh();
  }

  /** Time is up for whoever has not answered; IPP has its own patience, and may be in the middle of TLS. */
  endSilent(): void {
    this.end((witness) => !this.speaking.has(witness) && !PATIENT.has(witness));
  }

  endAll(): void {
    this.end(() => true);
  }

  /** After the grace: silent ones are let go once one has told all, and the less telling once the telling are done. */
  private weigh(): void {
    if (!this.isGraceOver) return;
    const hasTold = [...this.done].some(
      (witness) => TELLING.has(witness) && this.speaking.has(witness),
    );
    if (!hasTold) return;
    this.end(
      (witness) => TELLING.has(witness) && !PATIENT.has(witness) && !this.speaking.has(witness),
    );
    const isToldWhole = [...this.conversations.keys()].every(
      (witness) => !TELLING.has(witness) || this.done.has(witness),
    );
    if (isToldWhole) this.endAll();
  }

  private end(whether: (witness: Witness) => boolean): void {
    for (const [witness, conversation] of this.conversations) {
      if (whether(witness)) conversation.cancel();
    }
  }
}
