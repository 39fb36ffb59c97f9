/**
 * Lets the machines of `identify` talk: the one place where they meet sockets. What is written comes from the
 * gate, as an action, and from nowhere else.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { isExpected } from '../../core/errors.ts';
import type { Step, Wake } from '../../core/machine.ts';
import { cancellation, type Cancellation, type CancelSignal } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { Inquiry, InquiryAction, InquiryInput, InquiryState } from '../../identify/inquiry.ts';
import {
  INTERVIEW_TIME,
  type Interview,
  type InterviewAction,
  type InterviewInput,
  type InterviewState,
} from '../../identify/interview.ts';
import type { Hearing } from '../../identify/sighting.ts';
import type { Platform, UdpSocket } from '../../platform/platform.ts';
import { ConnectError, type TcpConnection, type TcpHandlers } from '../../platform/tcp.ts';

type Doors = Pick<Platform, 'clock' | 'tcp' | 'udp'>;

/** What both machines have in common. */
interface Talker<State, Input, Action> {
  start(now: Millis): Step<State, Action>;
  step(state: State, input: Input | Wake, now: Millis): Step<State, Action>;
  wakeAt(state: State): Millis | undefined;
}

/** A machine, its state, and the one wake-up that it waits for. */
abstract class Talk<State, Input, Action> {
  readonly hearing: Promise<Hearing>;
  protected over = false;
  private settle!: (hearing: Hearing) => void;
  private state!: State;
  private alarm: { readonly at: Millis; cancel(): void } | undefined;
  private readonly giveUp = () => this.finish({ kind: 'unclear' });

  constructor(
    private readonly machine: Talker<State, Input, Action>,
    protected readonly doors: Doors,
    protected readonly signal: CancelSignal,
  ) {
    this.hearing = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  begin(): void {
    this.signal.addEventListener('abort', this.giveUp);
    if (this.signal.aborted) return this.giveUp();
    this.advance((now) => this.machine.start(now));
  }

  tell(input: Input | Wake): void {
    this.advance((now) => this.machine.step(this.state, input, now));
  }

  /** Also when the machine itself has a fault: nothing must stay open. */
  finish(hearing: Hearing): void {
    if (this.over) return;
    this.over = true;
    this.signal.removeEventListener('abort', this.giveUp);
    this.alarm?.cancel();
    this.close();
    this.settle(hearing);
  }

  protected abstract perform(action: Action): void;
  protected abstract close(): void;

  private advance(next: (now: Millis) => Step<State, Action>): void {
    if (this.over) return;
    const { state, actions } = next(this.doors.clock.now());
    this.state = state;
    for (const action of actions) {
      if (this.over) return;
      this.perform(action);
    }
    if (!this.over) this.arm(this.machine.wakeAt(this.state));
  }

  private arm(at: Millis | undefined): void {
    if (this.alarm?.at === at) return;
    this.alarm?.cancel();
    this.alarm = undefined;
    if (at === undefined) return;
    const cancel = this.doors.clock.wakeAt(at, () => {
      this.alarm = undefined;
      this.tell({ kind: 'wake' });
    });
    this.alarm = { at, cancel };
  }
}

class TcpTalk extends Talk<InterviewState, InterviewInput, InterviewAction> {
  private connection: TcpConnection | undefined;
  private attempt: Cancellation | undefined;

  constructor(
    machine: Interview,
    private readonly to: Endpoint,
    doors: Doors,
    signal: CancelSignal,
  ) {
    super(machine, doors, signal);
  }

  protected perform(action: InterviewAction): void {
    switch (action.kind) {
      case 'open':
        return this.open();
      case 'say':
        this.connection?.write(action.bytes);
        return;
      case 'close':
        return this.close();
      case 'done':
        return this.finish(action.hearing);
    }
  }

  protected close(): void {
    this.attempt?.cancel();
    this.attempt = undefined;
    this.connection?.abort();
    this.connection = undefined;
  }

  private open(): void {
    const attempt = cancellation();
    this.attempt = attempt;
    // What is told of a connection that was closed since is of no interest.
    const tell = (input: InterviewInput) => {
      if (this.attempt === attempt) this.tell(input);
    };
    const opened = (connection: TcpConnection): TcpHandlers => {
      if (this.attempt === attempt) this.connection = connection;
      else connection.abort();
      return {
        received: (bytes) => tell({ kind: 'received', bytes }),
        ended: () => tell({ kind: 'over' }),
        closed: () => tell({ kind: 'over' }),
      };
    };
    // From the very address that is asked: then it is this machine's, or there is no connection.
    const source = { address: this.to.address };
    const { signal } = attempt;
    this.doors.tcp
      .connect(this.to, opened, { timeout: INTERVIEW_TIME, source, signal })
      .then(() => tell({ kind: 'opened' }))
      .catch((problem: unknown) => tell({ kind: 'over', failed: reasonOf(problem) }));
  }
}

/** @throws what is our own bug */
function reasonOf(problem: unknown): string {
  if (problem instanceof ConnectError) return problem.failure;
  if (isExpected(problem)) return problem.message;
  throw problem;
}

class UdpTalk extends Talk<InquiryState, InquiryInput, InquiryAction> {
  constructor(
    machine: Inquiry,
    private readonly socket: UdpSocket,
    private readonly to: Endpoint,
    doors: Doors,
    signal: CancelSignal,
  ) {
    super(machine, doors, signal);
  }

  protected perform(action: InquiryAction): void {
    if (action.kind === 'done') this.finish(action.hearing);
    else this.socket.send(action.bytes, this.to);
  }

  protected close(): void {
    this.socket.close();
  }
}

/** Asks a TCP port of this machine. */
export function talkTcp(
  machine: Interview,
  to: Endpoint,
  doors: Doors,
  signal: CancelSignal,
): Promise<Hearing> {
  const talk = new TcpTalk(machine, to, doors, signal);
  talk.begin();
  return talk.hearing;
}

/** Asks a UDP port of this machine, from the address that is asked: then it is this machine's. */
export async function talkUdp(
  machine: Inquiry,
  to: Endpoint,
  doors: Doors,
  signal: CancelSignal,
): Promise<Hearing> {
  let receive: (bytes: Uint8Array, from: Endpoint) => void = () => {};
  let socket: UdpSocket;
  try {
    const address = to.address;
    socket = await doors.udp.open({ address }, (bytes, from) => receive(bytes, from));
  } catch (problem) {
    return { kind: 'unreachable', why: reasonOf(problem) };
  }
  const talk = new UdpTalk(machine, socket, to, doors, signal);
  receive = (bytes, from) => {
    if (from.port === to.port && from.address === to.address) {
      talk.tell({ kind: 'received', bytes });
    }
  };
  talk.begin();
  return talk.hearing;
}
