/**
 * A job on its way to a printer, over one connection. The one place that writes to a print port. Raw printing has no
 * acknowledgement: that all was taken can only be seen by the printer's end of the connection after ours.
 */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { isExpected } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { Clock, Platform } from '../../platform/platform.ts';
import { ConnectError, type TcpConnection, type TcpEnd } from '../../platform/tcp.ts';
import type { Patience } from './wishes.ts';

/**
 * How it ended. `taken`: the printer closed after our last byte. `unconfirmed`: all was handed over, and the printer did not
 * close, or had said its own end before. `cut`: it broke before all was handed over. `unreached`: no byte was sent.
 */
export type DeliveryEnd = 'taken' | 'unconfirmed' | 'cut' | 'interrupted' | 'unreached';

export interface Delivery {
  readonly end: DeliveryEnd;
  /** Bytes that this machine took over. How many of them came to the printer, where it was cut, nobody knows. */
  readonly sent: number;
  readonly took: Millis;
  /** What went otherwise than it should, a sentence. */
  readonly why?: string;
  /** The beginning of what the printer said on the connection. */
  readonly said: Uint8Array;
  /** All of that, in bytes. */
  readonly saidBytes: number;
}

export interface SendOptions {
  readonly to: Endpoint;
  readonly patience: Patience;
  readonly signal: CancelSignal;
  readonly platform: Pick<Platform, 'tcp' | 'clock'>;
  /** What whoever waits should know: a sentence. */
  readonly tell: (note: string) => void;
  readonly progress: (sent: number) => void;
}

/** Kept of what the printer says: a status reply is some hundred bytes. */
const MOST_SAID = 4096;
/** Between two tries to connect: a printer that prints for somebody else takes minutes. */
const BETWEEN_TRIES: Millis = 1000;
/**
 * Between the beginning of a connection and our end of it, at least. Who is busy may take a connection and close it at
 * once: that has to be seen before our end, or it looks like the printer's answer to a short job.
 */
const SETTLING: Millis = 250;
/** Written at a time at least: a piece that is longer than sockets hold is known to have left when they have drained. */
const PIECE = 128 * 1024;

/** @param pieces the job; when it cannot be made to its end, the connection is reset */
export async function send(
  pieces: AsyncIterable<Uint8Array>,
  options: SendOptions,
): Promise<Delivery> {
  const { clock } = options.platform;
  const begun = clock.now();
  const line = new Line(clock);
  const ended = (end: DeliveryEnd, why?: string): Delivery => ({
    end,
    sent: line.sent,
    took: Math.round(clock.now() - begun),
    ...(why !== undefined && { why }),
    said: line.said,
    saidBytes: line.saidBytes,
  });
  const problem = await connect(line, options);
  if (problem !== undefined) {
    return ended(options.signal.aborted ? 'interrupted' : 'unreached', problem);
  }
  // What is on its way is lost, and the printer sees a connection that broke: a cut job, not a whole one that is short.
  const abort = () => line.abort();
  const settled = clock.now() + SETTLING;
  options.signal.addEventListener('abort', abort);
  try {
    const where = formatEndpoint(options.to);
    for await (const piece of inLongPieces(pieces)) {
      if (!line.isOpen) break;
      const isTaken = await line.write(piece, options.patience.stalled);
      options.progress(line.sent);
      if (isTaken || !line.isOpen) continue;
      line.abort();
      return ended('cut', `${where} read nothing for ${inSeconds(options.patience.stalled)}`);
    }
    await line.closed(settled - clock.now());
    if (options.signal.aborted) return ended('interrupted');
    if (!line.isOpen) return ended('cut', lossWords(where, line.how));
    return await finish(line, options, ended);
  } catch (problem) {
    line.abort();
    // The file that is sent cannot be read any further.
    if (isExpected(problem)) return ended('cut', problem.message.replace(/\.$/, ''));
    throw problem;
  } finally {
    options.signal.removeEventListener('abort', abort);
  }
}

async function finish(
  line: Line,
  { to, patience, signal }: SendOptions,
  ended: (end: DeliveryEnd, why?: string) => Delivery,
): Promise<Delivery> {
  const where = formatEndpoint(to);
  const spokeFirst = line.hasPeerEnded;
  line.end();
  await line.closed(patience.closing);
  if (signal.aborted && line.how === 'aborted') return ended('interrupted');
  if (line.isOpen) {
    return ended(
      'unconfirmed',
      `${where} did not close within ${inSeconds(patience.closing)}: what it has not read by now may be lost`,
    );
  }
  if (line.how !== 'ended') {
    return ended(
      'unconfirmed',
      `${lossWords(where, line.how)} after the last byte: the end of the job may be lost`,
    );
  }
  if (spokeFirst) {
    return ended('unconfirmed', `${where} had said its own end before the job was over`);
  }
  return ended('taken');
}

const lossWords = (where: string, how: TcpEnd | undefined): string =>
  how === 'timed out' || how === 'unreachable'
    ? `${where} is no longer there (${how})`
    : `${where} broke the connection`;

const inSeconds = (time: Millis): string => `${Math.round(time / 1000)} s`;

/**
 * Tries until it is taken, or patience ends. No byte was sent yet, so a job cannot be printed twice.
 * @returns why it did not come about
 */
async function connect(
  line: Line,
  { to, patience, signal, platform, tell }: SendOptions,
): Promise<string | undefined> {
  const { clock, tcp } = platform;
  const until = clock.now() + patience.connecting;
  const where = formatEndpoint(to);
  for (let isFirst = true; ; isFirst = false) {
    try {
      await tcp.connect(to, (connection) => line.open(connection), { signal });
      return undefined;
    } catch (problem) {
      if (!(problem instanceof ConnectError)) throw problem;
      const { failure } = problem;
      if (failure === 'aborted') return `interrupted before ${where} took the connection`;
      const words = FAILURES[failure];
      if (clock.now() + BETWEEN_TRIES > until || failure === 'unreachable') {
        return `${where} ${words}; nothing was sent`;
      }
      if (isFirst) {
        tell(`${where} ${words}. Trying again for ${inSeconds(patience.connecting)}.`);
      }
      await pause(clock, BETWEEN_TRIES, signal);
      if (signal.aborted) return `interrupted before ${where} took the connection`;
    }
  }
}

const FAILURES: Readonly<Record<Exclude<ConnectError['failure'], 'aborted'>, string>> = {
  refused: 'takes no connection: nothing listens there, or it is busy with another job',
  'timed out': 'does not answer',
  reset: 'broke the connection off while it was made: it may be busy with another job',
  unreachable: 'cannot be reached from here',
};

function pause(clock: Clock, time: Millis, signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.wakeAt(clock.now() + time, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

async function* inLongPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  const whole = (): Uint8Array => {
    const joined = new Uint8Array(length);
    let at = 0;
    for (const part of waiting) {
      joined.set(part, at);
      at += part.length;
    }
    waiting = [];
    length = 0;
    return joined;
  };
  for await (const piece of pieces) {
    // The last one is long too: what is over is added to what has not gone yet.
    if (length >= 2 * PIECE) yield whole();
    waiting.push(piece);
    length += piece.length;
  }
  if (length > 0) yield whole();
}

/** The connection, and what is known of it. */
class Line {
  sent = 0;
  said = new Uint8Array(0);
  saidBytes = 0;
  isOpen = false;
  hasPeerEnded = false;
  how: TcpEnd | undefined;
  private connection: TcpConnection | undefined;
  private wake: () => void = () => {};

  constructor(private readonly clock: Clock) {}

  open(connection: TcpConnection) {
    this.connection = connection;
    this.isOpen = true;
    return {
      received: (bytes: Uint8Array) => this.hear(bytes),
      ended: () => {
        this.hasPeerEnded = true;
      },
      drained: () => this.wake(),
      closed: (how: TcpEnd) => {
        this.how = how;
        this.isOpen = false;
        this.wake();
      },
    };
  }

  /** False when it was not taken in time. */
  async write(bytes: Uint8Array, patience: Millis): Promise<boolean> {
    const isAtOnce = this.connection!.write(bytes);
    const isTaken = isAtOnce || (await this.awake(patience));
    if (this.isOpen && isTaken) this.sent += bytes.length;
    return isTaken;
  }

  end(): void {
    this.connection!.end();
  }

  /** Resolves when it is closed, or patience has ended. */
  async closed(patience: Millis): Promise<void> {
    const until = this.clock.now() + patience;
    while (this.isOpen && this.clock.now() < until) await this.awake(until - this.clock.now());
  }

  abort(): void {
    this.connection!.abort();
  }

  private awake(patience: Millis): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (isInTime: boolean) => {
        this.wake = () => {};
        cancel();
        resolve(isInTime);
      };
      const cancel = this.clock.wakeAt(this.clock.now() + patience, () => settle(false));
      this.wake = () => settle(true);
      if (!this.isOpen) settle(true);
    });
  }

  private hear(bytes: Uint8Array): void {
    this.saidBytes += bytes.length;
    const room = MOST_SAID - this.said.length;
    if (room <= 0) return;
    const kept = new Uint8Array(this.said.length + Math.min(room, bytes.length));
    kept.set(this.said);
    kept.set(bytes.subarray(0, room), this.said.length);
    this.said = kept;
  }
}
