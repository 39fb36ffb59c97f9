/** From the packets of a capture to messages, one after the other. */
import { formatTime, type Frame } from '../../captures/capture.ts';
import { Dissector, type Utterance } from '../../captures/dissect.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { carriedBy } from './carried.ts';
import { Tally } from './coverage.ts';
import { isWrong, readable, type MessagePacket, type ReadableMessage } from './message.ts';
import { Recognizer, type Recognized } from './recognize.ts';
import { Talks, type Said } from './talks.ts';

/** What is wanted of a capture. */
export interface Wanted {
  /** Messages of this protocol alone; undefined: of all. */
  readonly protocol?: Protocol;
  /** Packets from or to this port alone. With a protocol: it is what is spoken there. */
  readonly port?: number;
  /** Packets from or to this address alone, as {@link Endpoint} writes it. */
  readonly host?: string;
}

type Seen = Pick<MessagePacket, 'number' | 'time'>;

export class CaptureDecoder {
  readonly tally = new Tally();
  private readonly dissector = new Dissector();
  private readonly recognizer: Recognizer;
  private readonly talks: Talks<Seen>;

  constructor(
    private readonly protocols: readonly Protocol[],
    private readonly wanted: Wanted,
  ) {
    const { protocol, port } = wanted;
    const homes = new Map(protocol && port !== undefined ? [[port, protocol]] : []);
    this.recognizer = new Recognizer(protocols, homes);
    this.talks = new Talks(this.recognizer);
  }

  /** The messages that a packet completes. */
  take(frame: Frame): ReadableMessage[] {
    this.tally.packet(frame.time);
    const seen: Seen = {
      number: frame.number,
      ...(frame.time && { time: formatTime(frame.time) }),
    };
    const uttered = this.dissector.take(frame);
    const near = uttered.filter((one) => this.isWanted(one));
    if (near.length < uttered.length) this.tally.filtered += 1;
    return near.flatMap((one) => this.heard(one, seen));
  }

  /** What was not whole yet when the capture ended. */
  end(): ReadableMessage[] {
    return this.talks.end().flatMap((said) => this.messages(said));
  }

  coverage(serviceOf: Parameters<Tally['coverage']>[1]) {
    return this.tally.coverage(this.dissector.skipped(), serviceOf);
  }

  private heard(uttered: Utterance, seen: Seen): ReadableMessage[] {
    if (uttered.kind === 'stream') {
      return this.talks.take(uttered, seen).flatMap((said) => this.messages(said));
    }
    const { from, to, bytes, missing } = uttered;
    // Some only say that they are still there.
    if (bytes.length + missing === 0) return [];
    return this.messages({ transport: 'udp', from, to, bytes, missing, seen });
  }

  private messages(said: Said<Seen>): ReadableMessage[] {
    const found = said.recognized ?? this.recognizer.recognize(said.bytes, said);
    if (!found) {
      this.tally.notUnderstood(said);
      return [];
    }
    const carried = carriedBy(found, this.protocols);
    const inner = carried ? this.message(carried.recognized, carried.bytes, said) : [];
    return [...this.message(found, said.bytes, said), ...inner];
  }

  private message(
    { protocol, decoded }: Recognized,
    bytes: Uint8Array,
    { transport, from, to, missing, seen }: Said<Seen>,
  ): ReadableMessage[] {
    this.tally.heard(protocol.name);
    if (this.wanted.protocol && this.wanted.protocol.name !== protocol.name) return [];
    const packet = { ...seen, transport, from, to, ...(missing > 0 && { missing }) };
    const message = readable(protocol, bytes, decoded, packet);
    this.tally.messages += 1;
    if (isWrong(message)) this.tally.errors += 1;
    return [message];
  }

  private isWanted({ from, to }: Utterance): boolean {
    const { port, host } = this.wanted;
    const fits = (test: (end: Endpoint) => boolean) => test(from) || test(to);
    return (
      (port === undefined || fits((end) => end.port === port)) &&
      (host === undefined || fits((end) => end.address === host))
    );
  }
}
