/** A conversation with a real performer: one operation, every datagram told as it goes or comes. */
import { formatEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import type { Millis } from '../../../core/units.ts';
import type { UdpDoor } from '../../../platform/udp.ts';
import type { Handshake } from '../../../protocols/esro/service.ts';
import { dataTitle } from '../../../protocols/esro/titles.ts';
import { timersFrom } from '../../../protocols/esro/timers.ts';
import type { Context, Input } from '../../operation.ts';
import type { InvokeResult } from '../invoking/result.ts';
import { runInvoke } from '../invoking/run.ts';
import { serviceNamed } from '../services/index.ts';
import { readTimers } from '../words.ts';
import type { Side, TraceUnit } from './event.ts';
import type { TracedOperation, TraceStand, TraceSummary } from './result.ts';
import { UnitTeller } from './units.ts';

/**
 * Invokes as `esro invoke` does, and waits until it is over: after a 3-way handshake as long as the answer may come again.
 * @throws UsageError for words that make no sense, and for whose network it is not
 */
export async function traceLive(input: Input, context: Context): Promise<TraceSummary> {
  const ladder = new Ladder(context, handshakeOf(input));
  const timers = timersFrom(readTimers(input['timers'] as string | undefined));
  const platform = { ...context.platform, udp: ladder.overheard };
  const asked = { ...input, linger: timers.inactivity / 1000 };
  const found = await runInvoke(asked, { ...context, platform });
  return ladder.summary(found);
}

/** Nothing on the wire tells. */
function handshakeOf(input: Input): Handshake {
  const service = serviceNamed((input['service'] as string | undefined) ?? '');
  return (input['handshake'] as Handshake | undefined) ?? service?.agreement.handshake ?? '2-way';
}

/** How it ended: in the service's words, as text where it is text, else as octets. */
function operationOf(found: InvokeResult): TracedOperation {
  const { outcome, encoding = '', octets = '', text, error, failure, lines } = found;
  const data = text === undefined ? dataTitle(octets.length / 2, encoding) : JSON.stringify(text);
  const value = error?.value ?? failure?.value;
  return {
    outcome,
    ...(value !== undefined && { value }),
    words: lines?.join('; ') ?? error?.says ?? failure?.says ?? data,
    took: Math.round(found.took),
  };
}

/** What is seen of the conversation, as it is seen. */
class Ladder {
  private readonly teller = new UnitTeller();
  private readonly units: TraceUnit[] = [];
  /** When the first datagram left, and to whom. */
  private begun: { readonly at: Millis; readonly performer: Endpoint } | undefined;

  constructor(
    private readonly context: Context,
    private readonly handshake: Handshake,
  ) {}

  /** The platform's door, and each datagram to or from the performer is shown that goes through it. */
  get overheard(): UdpDoor {
    const { udp } = this.context.platform;
    return {
      open: async (options, receive) => {
        const socket = await udp.open(options, (bytes, from) => {
          if (from.address === this.begun?.performer.address) this.see('performer', bytes);
          receive(bytes, from);
        });
        return {
          local: socket.local,
          send: (bytes, to) => {
            this.begin(to);
            this.see('invoker', bytes);
            socket.send(bytes, to);
          },
          sendBuffer: () => socket.sendBuffer(),
          waiting: () => socket.waiting(),
          unsent: () => socket.unsent(),
          dropped: () => socket.dropped(),
          hold: (isHeld) => socket.hold(isHeld),
          close: () => socket.close(),
        };
      },
    };
  }

  summary(found: InvokeResult): TraceSummary {
    const operation = operationOf(found);
    return {
      ...this.stand(found.to),
      operations: [operation],
      datagrams: this.units.length,
      again: this.units.filter(({ again }) => again > 0).length,
      took: this.since(),
    };
  }

  private begin(performer: Endpoint): void {
    if (this.begun) return;
    this.context.emit({ kind: 'state', state: this.stand(performer) });
    this.begun = { at: this.context.platform.clock.now(), performer };
  }

  private stand(performer: Endpoint): TraceStand {
    return { simulated: false, handshake: this.handshake, performer: formatEndpoint(performer) };
  }

  private see(from: Side, bytes: Uint8Array): void {
    const fate = from === 'invoker' ? 'sent' : 'received';
    const unit = this.teller.tell({ at: this.since(), from, bytes, fate });
    this.units.push(unit);
    this.context.emit({ kind: 'row', row: unit });
  }

  private since(): Millis {
    const now = this.context.platform.clock.now();
    return Math.round(now - (this.begun?.at ?? now));
  }
}
