/** From packets of a capture to what their ends say to each other; what is left out is counted with its reason. */
import type { Frame } from './capture.ts';
import { Fragments } from './fragments.ts';
import { passExtensions, readIp, type IpPacket } from './ip.ts';
import { openLink } from './link.ts';
import { Streams, type StreamPiece } from './streams.ts';
import { readTransport, type Payload } from './transport.ts';

/** What a packet had to say. */
export type Utterance =
  | ({ readonly kind: 'datagram' } & Payload)
  | ({ readonly kind: 'stream' } & StreamPiece);

/** Reasons that are told apart; all further ones are one. */
const MOST_REASONS = 100;
const OTHER = 'other packets';

export class Dissector {
  private readonly fragments = new Fragments();
  private readonly streams = new Streams();
  private readonly reasons = new Map<string, number>();

  /** Total: any packet gives something said, or counts as skipped, or waits for others. */
  take(frame: Frame): readonly Utterance[] {
    const inside = openLink(frame.link, frame.bytes);
    if ('skipped' in inside) return this.skip(inside.skipped);
    const cut = frame.length - frame.bytes.length;
    const read = readIp(frame.bytes.subarray(inside.at));
    if ('skipped' in read) return this.skip(read.skipped);
    const { packet } = read;
    if (!packet.fragment) return this.transport(packet);
    if (packet.missing > 0 || cut > 0) return this.skip('fragments that were captured in part');
    const payload = this.fragments.add(packet.fragment, packet.payload);
    return payload ? this.transport(unfragmented(packet, payload)) : [];
  }

  /** How many packets were skipped, by reason, the most first. */
  skipped(): ReadonlyMap<string, number> {
    this.fragments.end();
    if (this.fragments.incomplete > 0) {
      this.reasons.set('fragments whose others are missing', this.fragments.incomplete);
    }
    return new Map([...this.reasons].toSorted(([, a], [, b]) => b - a));
  }

  private transport(packet: IpPacket): readonly Utterance[] {
    const read = readTransport(packet);
    if ('skipped' in read) return this.skip(read.skipped);
    if ('datagram' in read) return [{ kind: 'datagram', ...read.datagram }];
    return this.streams.take(read.segment).map((piece) => ({ kind: 'stream', ...piece }));
  }

  private skip(reason: string): readonly Utterance[] {
    const isKnown = this.reasons.has(reason) || this.reasons.size < MOST_REASONS;
    const key = isKnown ? reason : OTHER;
    this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
    return [];
  }
}

/** More headers may stand in the part that was broken up (RFC 8200, section 4.5). */
function unfragmented({ from, to, protocol }: IpPacket, payload: Uint8Array): IpPacket {
  const isSix = from.includes(':');
  const passed = isSix ? passExtensions(payload, protocol, 0) : undefined;
  const at = passed?.at ?? 0;
  return {
    from,
    to,
    protocol: passed?.protocol ?? protocol,
    payload: payload.subarray(at),
    missing: 0,
  };
}
