/** Which protocol bytes are of, by where they were seen and by what they are. */
import type { Decoded } from '../../core/bytes/reader.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { DecodedMessage, Protocol } from '../../protocols/protocol.ts';
import { takesNoise } from '../marks.ts';

export interface Recognized {
  readonly protocol: Protocol;
  readonly decoded: Decoded<DecodedMessage>;
}

/** Two ends, and how they talk. */
export interface Way {
  readonly transport: 'udp' | 'tcp';
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** Ends whose protocol is remembered. */
const MOST_ENDS = 4096;

/** What begins as a protocol's messages do, and goes wrong after that. */
export const isBegun = ({ decoded }: Recognized) =>
  !decoded.ok && decoded.error.kind !== 'magic' && decoded.fields.length > 0;

/** The protocol that understands the bytes, or else the one that got furthest: for bytes that nobody can place. */
export function guess(bytes: Uint8Array, protocols: readonly Protocol[]): Recognized | undefined {
  const tries = protocols.map((protocol) => ({ protocol, decoded: protocol.decode(bytes) }));
  const wholes = withoutCarriers(tries.filter(({ decoded }) => decoded.ok));
  const whole = surest(wholes, bytes) ?? wholes[0];
  // What ends before its first field does is no more one protocol than another.
  return whole ?? tries.find((tried) => !tried.protocol.unmarked && isBegun(tried));
}

/** What carries another protocol gives way to it where that one knows more of the bytes. */
const withoutCarriers = (wholes: readonly Recognized[]): readonly Recognized[] =>
  wholes.filter(
    ({ protocol: { name }, decoded: { fields } }) =>
      !wholes.some(
        ({ protocol, decoded }) =>
          protocol.over === name &&
          decoded.fields.some((field, at) => field.name !== fields[at]?.name),
      ),
  );

/** Some greet in the same words (`220`): the only one that fits, or the one whose server can be heard in them. */
function surest(wholes: readonly Recognized[], bytes: Uint8Array): Recognized | undefined {
  if (wholes.length < 2) return wholes[0];
  return wholes.find(({ protocol }) =>
    protocol.probes?.some((probe) => {
      const heard = probe.judge(bytes, undefined);
      return heard !== undefined && heard.likely !== true;
    }),
  );
}

/** Recognizes what was said between two ends. */
export class Recognizer {
  /** Where each end that was understood once is at home: a reply may come from anywhere. */
  private readonly ends = new Map<string, Protocol>();

  private readonly markedOf = new Map<Way['transport'], readonly Protocol[]>();

  /** @param homes protocols that are at home at ports other than their own too, by port */
  constructor(
    private readonly protocols: readonly Protocol[],
    private readonly homes: ReadonlyMap<number, Protocol> = new Map(),
  ) {}

  /**
   * First the protocol at home at either port, then the one that an end spoke before, then those whose messages
   * have marks that nothing else has. What is broken is believed to be a message only at home.
   */
  recognize(bytes: Uint8Array, way: Way): Recognized | undefined {
    const home = this.homesOf(way).map((protocol) => ({
      protocol,
      decoded: protocol.decode(bytes),
    }));
    const found =
      home.find(({ decoded }) => decoded.ok) ??
      this.byEnd(bytes, way) ??
      this.byMarks(bytes, way) ??
      home.find(isBegun);
    if (found?.decoded.ok) this.remember(way, found.protocol);
    return found;
  }

  /** The protocols that are at home at the ports of a way, the destination's first. */
  homesOf({ transport, from, to }: Way): readonly Protocol[] {
    const found = [to.port, from.port].flatMap((port) => {
      const given = this.homes.get(port);
      const own = this.protocols.filter(({ ports }) =>
        ports.some((one) => one.transport === transport && one.port === port),
      );
      return given ? [given, ...own] : own;
    });
    return [...new Set(found)];
  }

  /** Those of a transport that can be told from everything else. */
  marked(transport: Way['transport']): readonly Protocol[] {
    const known = this.markedOf.get(transport);
    if (known) return known;
    const found = this.protocols.filter(
      (protocol) =>
        !protocol.unmarked &&
        !takesNoise(protocol) &&
        protocol.ports.some((port) => port.transport === transport),
    );
    this.markedOf.set(transport, found);
    return found;
  }

  private byMarks(bytes: Uint8Array, { transport }: Way): Recognized | undefined {
    return surest(wholesOf(this.marked(transport), bytes), bytes);
  }

  private byEnd(bytes: Uint8Array, way: Way): Recognized | undefined {
    const known = [way.to, way.from].flatMap((end) => this.ends.get(keyOf(way, end)) ?? []);
    return wholesOf(known, bytes)[0];
  }

  private remember(way: Way, protocol: Protocol): void {
    for (const end of [way.from, way.to]) {
      const key = keyOf(way, end);
      this.ends.delete(key);
      this.ends.set(key, protocol);
    }
    for (const [oldest] of this.ends) {
      if (this.ends.size <= MOST_ENDS) return;
      this.ends.delete(oldest);
    }
  }
}

const keyOf = ({ transport }: Way, { address, port }: Endpoint) =>
  `${transport} ${address} ${port}`;

const wholesOf = (protocols: readonly Protocol[], bytes: Uint8Array): Recognized[] =>
  protocols
    .map((protocol) => ({ protocol, decoded: protocol.decode(bytes) }))
    .filter(({ decoded }) => decoded.ok);
