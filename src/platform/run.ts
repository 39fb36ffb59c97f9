/**
 * Lets a machine talk: the one place where a {@link DatagramMachine}, which knows no socket and no
 * clock, meets a platform that has both. It works alike on the real network and on the simulated one.
 */
import type { Endpoint } from '../core/endpoint.ts';
import type { DatagramAction, DatagramMachine, DatagramReceived, Step } from '../core/machine.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';
import { PacedSender, type Pacing } from './paced.ts';
import type { Clock, Platform } from './platform.ts';
import type { UdpOptions, UdpSocket } from './udp.ts';

/** How a machine's conversation is opened, followed and ended from outside. */
export interface ConverseOptions<Event> extends UdpOptions {
  /**
   * Lets what the machine sends leave at this pace. While something has not left, the machine's time stands still:
   * its patience with an answer begins when the question has gone, however long it had to wait for its turn.
   */
  readonly pacing?: Pacing;
  /** Ends the conversation early, which is not an error. */
  readonly signal: CancelSignal;
  /** Is handed each event as the machine tells it. What it throws ends the conversation. */
  tell(event: Event): void;
  /** Is handed the socket's own address once it is open, before the machine starts. */
  opened?(local: Endpoint): void;
}

/**
 * Opens a socket and drives `machine` with it until the machine says `done` or the signal aborts.
 * Actions are performed in order; what follows a `done`, or an abort out of `tell`, is not performed.
 * However it ends, the socket is closed and the wake-up cancelled before the promise settles.
 *
 * @throws UnavailableError when the socket cannot be opened, UsageError when it may not send where the machine wants to
 * @throws whatever the machine, `tell` or `opened` throws: our own bug
 */
export async function converse<State, Event>(
  machine: DatagramMachine<State, Event>,
  platform: Pick<Platform, 'clock' | 'udp'>,
  options: ConverseOptions<Event>,
): Promise<void> {
  if (options.signal.aborted) return;
  // A datagram may come in after the socket is open and before its promise has told us so.
  const early: DatagramReceived[] = [];
  let take = (datagram: DatagramReceived): void => void early.push(datagram);
  const wanted = options.pacing ? { buffer: PACED_BUFFER, ...options } : options;
  const socket = await platform.udp.open(wanted, (bytes, from) =>
    take({ kind: 'received', from, bytes }),
  );
  const conversation = new Conversation(machine, platform.clock, socket, options);
  take = (datagram) => conversation.receive(datagram);
  conversation.begin();
  early.forEach(take);
  return conversation.ended;
}

/** What a sweep needs: a thousand datagrams that wait for their neighbours, at a kilobyte each. */
const PACED_BUFFER = 1024 * 1024;

/** A machine, its state, its socket and the one wake-up that it waits for. */
class Conversation<State, Event> {
  /** Settles when the conversation is over; the socket is closed by then. */
  readonly ended: Promise<void>;
  private settle!: { resolve(): void; reject(thrown: unknown): void };
  private over = false;
  private state!: State;
  private alarm: { readonly at: Millis; cancel(): void } | undefined;
  private readonly sender: PacedSender | undefined;
  /** How far the machine's time is behind the clock's, and since when it stands still. */
  private lag: Millis = 0;
  private stoodSince: Millis | undefined;
  private readonly abort = (): void => this.end(() => this.settle.resolve());

  constructor(
    private readonly machine: DatagramMachine<State, Event>,
    private readonly clock: Clock,
    private readonly socket: UdpSocket,
    private readonly options: ConverseOptions<Event>,
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    const { pacing } = options;
    if (pacing) {
      this.sender = new PacedSender(socket, clock, pacing, {
        drained: () => this.goOn(),
        failed: (thrown) => this.end(() => this.settle.reject(thrown)),
      });
    }
  }

  begin(): void {
    const { signal } = this.options;
    if (signal.aborted) return this.abort();
    signal.addEventListener('abort', this.abort);
    this.advance((now) => {
      this.options.opened?.(this.socket.local);
      return this.machine.start(now);
    });
  }

  receive(datagram: DatagramReceived): void {
    this.sender?.heard(datagram.from.address);
    this.advance((now) => this.machine.step(this.state, datagram, now));
  }

  /** The machine's time. */
  private now(): Millis {
    return (this.stoodSince ?? this.clock.now()) - this.lag;
  }

  /** Everything has left: the machine's time goes on. */
  private goOn(): void {
    if (this.over || this.stoodSince === undefined) return;
    this.lag += this.clock.now() - this.stoodSince;
    this.stoodSince = undefined;
    this.arm(this.machine.wakeAt(this.state));
  }

  private wake(): void {
    this.alarm = undefined;
    this.advance((now) => this.machine.step(this.state, { kind: 'wake' }, now));
  }

  private advance(next: (now: Millis) => Step<State, DatagramAction<Event>>): void {
    if (this.over) return;
    try {
      const { state, actions } = next(this.now());
      this.state = state;
      for (const action of actions) {
        if (this.over) return;
        this.perform(action);
      }
      if (this.sender && this.sender.waiting > 0) this.standStill();
      else if (!this.over) this.arm(this.machine.wakeAt(state));
    } catch (thrown) {
      this.end(() => this.settle.reject(thrown));
    }
  }

  private perform(action: DatagramAction<Event>): void {
    switch (action.kind) {
      case 'send':
        return (this.sender ?? this.socket).send(action.bytes, action.to);
      case 'tell':
        return this.options.tell(action.event);
      case 'done':
        return this.end(() => this.settle.resolve());
    }
  }

  /** Most input leaves the deadline where it was: then the alarm that is set stays set. */
  private arm(at: Millis | undefined): void {
    if (this.alarm?.at === at) return;
    this.disarm();
    if (at !== undefined) {
      this.alarm = { at, cancel: this.clock.wakeAt(at + this.lag, () => this.wake()) };
    }
  }

  private standStill(): void {
    this.stoodSince ??= this.clock.now();
    this.disarm();
  }

  private disarm(): void {
    this.alarm?.cancel();
    this.alarm = undefined;
  }

  private end(settle: () => void): void {
    if (this.over) return;
    this.over = true;
    this.disarm();
    this.sender?.close();
    this.options.signal.removeEventListener('abort', this.abort);
    this.socket.close();
    settle();
  }
}
