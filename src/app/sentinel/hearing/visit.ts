/**
 * One connection to a sentinel: it is heard until it has said enough, or for too long, and never answered. There
 * is nothing here that could write: of the connection only what listens is taken.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import { joinBytes } from '../../../core/bytes/join.ts';
import type { Millis } from '../../../core/units.ts';
import type { Clock } from '../../../platform/platform.ts';
import type { TcpConnection, TcpHandlers } from '../../../platform/tcp.ts';
import type { Knock, KnockEnd } from '../../../survey/knock.ts';

/** What a sentinel may do with a connection. Writing is not among it. */
export type Heard = Pick<TcpConnection, 'remote' | 'end' | 'abort'> & {
  readonly local: Endpoint;
};

/** Some of what was said, when it came. */
export interface Piece {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly time: number;
  /** As far as it is kept. */
  readonly bytes: Uint8Array;
  /** How long it was. */
  readonly length: number;
}

/** A connection that is over. */
export interface Visit {
  readonly knock: Knock;
  readonly pieces: readonly Piece[];
}

/** How a connection is heard. */
export interface VisitOptions {
  readonly clock: Clock;
  /** As many bytes are kept; then it has said enough. */
  readonly mostBytes: number;
  /** As long it may stay, however slowly it talks. */
  readonly mostTime: Millis;
  /** Told once, when it is over. */
  done(visit: Visit): void;
}

/** A connection that is being heard. */
export interface OpenVisit {
  readonly handlers: TcpHandlers;
  /** Ends it from our side. */
  finish(how: KnockEnd): void;
}

/** Hears a connection. */
export function hear(connection: Heard, options: VisitOptions): OpenVisit {
  const { clock, mostBytes } = options;
  const time = clock.wallTime();
  const begun = clock.now();
  const pieces: Piece[] = [];
  let kept = 0;
  let length = 0;
  let isOver = false;
  const finish = (ended: KnockEnd) => {
    if (isOver) return;
    isOver = true;
    forget();
    // Whoever ended it gets the same back. Whom we send away gets a reset: then nothing of it stays in the
    // system, while after an orderly end the address would be remembered for a minute, one for each knock.
    if (ended === 'left') connection.end();
    else connection.abort();
    options.done({
      knock: {
        kind: 'knock',
        time,
        transport: 'tcp',
        source: connection.remote,
        local: connection.local,
        bytes: joinBytes(pieces.map(({ bytes }) => bytes)),
        length,
        stayed: Math.round(clock.now() - begun),
        ended,
      },
      pieces,
    });
  };
  const forget = clock.wakeAt(begun + options.mostTime, () => finish('late'));
  return {
    finish,
    handlers: {
      received(bytes) {
        if (isOver) return;
        // A copy: the original may be a view into something much larger.
        const part = bytes.slice(0, mostBytes - kept);
        pieces.push({ time: clock.wallTime(), bytes: part, length: bytes.length });
        kept += part.length;
        length += bytes.length;
        if (kept >= mostBytes) finish('enough');
      },
      ended: () => finish('left'),
      closed: () => finish('reset'),
    },
  };
}
