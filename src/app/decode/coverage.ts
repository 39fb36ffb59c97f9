/** What of a capture was looked at, what was in it, and what was left out and why. */
import { formatTime, type CaptureTime } from '../../captures/capture.ts';
import type { Way } from './recognize.ts';

export interface DecodeCoverage {
  readonly messages: number;
  /** Messages that are broken. */
  readonly errors: number;
  /** The rest is told of captures alone. */
  readonly packets?: number;
  /** When the first packet was seen, and the last. */
  readonly first?: string;
  readonly last?: string;
  /** Messages by protocol, the ones that nobody asked for among them; the most first. */
  readonly protocols?: readonly { readonly protocol: string; readonly messages: number }[];
  /** What ends said to each other that is of no protocol known here, by port; the most first. */
  readonly unknown?: readonly UnknownPort[];
  /** Packets that were not looked into, by reason; the most first. */
  readonly skipped?: readonly { readonly reason: string; readonly packets: number }[];
  /** Why the capture was not read to its end: a sentence. */
  readonly problem?: string;
  /** Of a stream that was read part by part. */
  readonly stream?: StreamCoverage;
}

export interface StreamCoverage {
  readonly bytes: number;
  /** How many parts, by kind: `command`, `text`. */
  readonly parts: Readonly<Record<string, number>>;
  /** What nobody explains, by name, in the order of the first. */
  readonly unknown: readonly NotedPart[];
  /** What cannot be done as it says. */
  readonly faults: readonly NotedPart[];
  /** Others of these two that found no room in the lists. */
  readonly more?: number;
}

export interface NotedPart {
  readonly name: string;
  /** Where the first is: bytes from the beginning. */
  readonly offset: number;
  readonly count: number;
  /** Of faults: why. */
  readonly says?: string;
}

export interface UnknownPort {
  readonly transport: 'udp' | 'tcp';
  /** The lower one of the two ends, which mostly is the server's. */
  readonly port: number;
  /** Datagrams, or turns of a stream. */
  readonly count: number;
  /** What the atlas has it for. */
  readonly service?: string;
}

/** Ports that are counted one by one; and that are told of. */
const MOST_PORTS = 4096;
const TOLD_PORTS = 12;

/** Counts while a capture is read. */
export class Tally {
  packets = 0;
  messages = 0;
  errors = 0;
  filtered = 0;
  problem: string | undefined;
  private first: CaptureTime | undefined;
  private last: CaptureTime | undefined;
  private readonly protocols = new Map<string, number>();
  private readonly unknown = new Map<string, number>();

  packet(time: CaptureTime | undefined): void {
    this.packets += 1;
    this.first ??= time;
    this.last = time ?? this.last;
  }

  heard(protocol: string): void {
    this.protocols.set(protocol, (this.protocols.get(protocol) ?? 0) + 1);
  }

  notUnderstood({ transport, from, to }: Way): void {
    const key = `${transport} ${Math.min(from.port, to.port)}`;
    const count = this.unknown.get(key);
    if (count === undefined && this.unknown.size >= MOST_PORTS) return;
    this.unknown.set(key, (count ?? 0) + 1);
  }

  /**
   * @param skipped packets that were not looked into, by reason
   * @param serviceOf what a port is for
   */
  coverage(
    skipped: ReadonlyMap<string, number>,
    serviceOf: (port: number, transport: UnknownPort['transport']) => string | undefined,
  ): DecodeCoverage {
    const left = this.filtered > 0 ? [{ reason: FILTERED, packets: this.filtered }] : [];
    return {
      messages: this.messages,
      errors: this.errors,
      packets: this.packets,
      ...(this.first && { first: formatTime(this.first) }),
      ...(this.last && { last: formatTime(this.last) }),
      protocols: most(this.protocols).map(([protocol, messages]) => ({ protocol, messages })),
      unknown: most(this.unknown)
        .slice(0, TOLD_PORTS)
        .map(([key, count]) => {
          const [transport, port] = key.split(' ') as [UnknownPort['transport'], string];
          const service = serviceOf(Number(port), transport);
          return { transport, port: Number(port), count, ...(service && { service }) };
        }),
      skipped: [...left, ...[...skipped].map(([reason, packets]) => ({ reason, packets }))],
      ...(this.problem !== undefined && { problem: this.problem }),
    };
  }
}

const FILTERED = 'between other ports or hosts than were asked for';

const most = (counts: ReadonlyMap<string, number>) =>
  [...counts].toSorted(([, one], [, other]) => other - one);
