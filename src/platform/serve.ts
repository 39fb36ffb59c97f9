/**
 * Lets a server's machine answer at one address of this machine: the counterpart of `run.ts`, which drives a client's.
 *
 * A socket that is bound to one address hears no broadcast and no multicast, and one that is bound to every address
 * answers from whichever the routes choose. So there are two: everything is said, and what is sent to the address
 * itself is heard, by one of its own; what is sent to everybody comes to the other, where that is wanted.
 */
import type { Endpoint } from '../core/endpoint.ts';
import type { DatagramAction, DatagramReceived, Machine } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import type { Clock, Platform } from './platform.ts';
import type { UdpSocket } from './udp.ts';

/** Where a server answers. */
export interface ServeOptions<Event> {
  readonly address: string;
  /** 0: any that is free, where it is not for everybody. */
  readonly port: number;
  /** Whether it hears broadcasts and the groups too, on the link that the address is on. */
  readonly everybody: boolean;
  /** Multicast groups of IPv4. */
  readonly groups?: readonly string[];
  /** Time to live of everything that is sent. Default: the system's; of multicasts 1. */
  readonly hops?: number;
  /** Whether other programs may have the port as well: those of discovery are shared by custom. */
  readonly shared?: boolean;
  /**
   * How long the machine is left alone once it was woken: one that keeps thousands of deadlines would be woken for each of
   * them. Default: 0.
   */
  readonly rest?: Millis;
  /** Whether a datagram is handed to the machine. @param toAll it was sent to everybody, or to another address of ours */
  mayHear(from: Endpoint, toAll: boolean, bytes: Uint8Array): boolean;
  /** Whether a datagram may be sent: what may not is lost. Whatever the machine thinks, this is held. */
  maySend(to: Endpoint): boolean;
  tell(event: Event): void;
  /** Is handed what the machine throws: our own bug. */
  fail(bug: unknown): void;
}

/** A server at its place. */
export interface Serving<Input> {
  /** Its own address, and the port that it was given. */
  readonly local: Endpoint;
  /** Tells the machine something that is no datagram. */
  say(input: Input): void;
  /** Whether the program goes on as long as the server is open, even if nothing else keeps it. At first it does. */
  hold(isHeld: boolean): void;
  /** Gives the ports back, after what was queued is sent. */
  close(): void;
}

/** @throws BindError when the port cannot be had; UnavailableError when a group cannot be joined */
export async function serve<State, Input, Event>(
  machine: Machine<State, Input | DatagramReceived, DatagramAction<Event>>,
  platform: Pick<Platform, 'clock' | 'udp'>,
  options: ServeOptions<Event>,
): Promise<Serving<Input>> {
  const { address, port, everybody, groups = [], hops, shared = false } = options;
  // Two sockets of ours need to share it, and with that others could take part: so whether it is free is tried alone.
  if (everybody && !shared) (await platform.udp.open({ address, port }, () => {})).close();
  const server = new Server(machine, platform.clock, options);
  const sockets: UdpSocket[] = [];
  let local: Endpoint;
  const hear = (toAll: boolean) => (bytes: Uint8Array, from: Endpoint) => {
    if (options.mayHear(from, toAll, bytes)) server.take({ kind: 'received', from, bytes });
  };
  const sent = { ...(hops !== undefined && { hops }), reuse: everybody || shared };
  const multicast = { interface: address, ...(hops !== undefined && { hops }) };
  try {
    const own = await platform.udp.open(
      { address, port, ...sent, ...(everybody && { multicast }) },
      hear(false),
    );
    sockets.push(own);
    local = own.local;
    if (everybody) {
      const all = { port, ...sent, multicast: { groups, ...multicast } };
      sockets.push(await platform.udp.open(all, hear(true)));
    }
    server.begin(own);
  } catch (problem) {
    sockets.forEach((socket) => socket.close());
    throw problem;
  }
  return {
    local,
    say: (input) => server.take(input),
    hold: (isHeld) => sockets.forEach((socket) => socket.hold(isHeld)),
    close() {
      server.close();
      sockets.forEach((socket) => socket.close());
    },
  };
}

/** A machine, its state, the socket that it speaks by and the one wake-up that it waits for. */
class Server<State, Input, Event> {
  private running: { readonly socket: UdpSocket; state: State } | undefined;
  private alarm: { readonly at: Millis; cancel(): void } | undefined;
  /** Until then it is left alone. */
  private rested: Millis = -Infinity;

  constructor(
    private readonly machine: Machine<State, Input | DatagramReceived, DatagramAction<Event>>,
    private readonly clock: Clock,
    private readonly options: ServeOptions<Event>,
  ) {}

  begin(socket: UdpSocket): void {
    const { state, actions } = this.machine.start(this.clock.now());
    this.running = { socket, state };
    this.perform(actions);
  }

  /** What comes before the machine has started, or after its end, is lost. */
  take(input: Input | DatagramReceived | { readonly kind: 'wake' }): void {
    if (this.running === undefined) return;
    try {
      const step = this.machine.step(this.running.state, input, this.clock.now());
      this.running.state = step.state;
      this.perform(step.actions);
    } catch (bug) {
      this.close();
      this.options.fail(bug);
    }
  }

  close(): void {
    this.running = undefined;
    this.alarm?.cancel();
    this.alarm = undefined;
  }

  private perform(actions: readonly DatagramAction<Event>[]): void {
    for (const action of actions) {
      if (this.running === undefined) return;
      this.performOne(action, this.running.socket);
    }
    if (this.running) this.arm(this.machine.wakeAt(this.running.state));
  }

  private performOne(action: DatagramAction<Event>, socket: UdpSocket): void {
    if (action.kind === 'tell') this.options.tell(action.event);
    else if (action.kind === 'done') this.close();
    else if (this.options.maySend(action.to)) socket.send(action.bytes, action.to);
  }

  /**
   * An alarm that rings too soon costs less than setting another with each datagram. None keeps the program: the sockets do.
   */
  private arm(at: Millis | undefined): void {
    if (at === undefined) return;
    const rung = Math.max(at, this.rested);
    if (this.alarm !== undefined && this.alarm.at <= rung) return;
    this.alarm?.cancel();
    this.alarm = { at: rung, cancel: this.clock.wakeAt(rung, this.ring, true) };
  }

  /** A closure made where the alarm is set would be paid for with each datagram, whether one is set or not. */
  private readonly ring = (): void => {
    this.alarm = undefined;
    if (this.running === undefined) return;
    const at = this.machine.wakeAt(this.running.state);
    const now = this.clock.now();
    if (at === undefined || at > now) return this.arm(at);
    this.rested = now + (this.options.rest ?? 0);
    this.take({ kind: 'wake' });
  };
}
