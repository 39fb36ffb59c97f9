/** A port where the printer answers by HTTP: few connections, for a short time, from the user's own network alone. */
import { seconds, type Millis } from '../../core/units.ts';
import { BindError } from '../../platform/bind-error.ts';
import type { Platform } from '../../platform/platform.ts';
import type { TcpConnection, TcpHandlers } from '../../platform/tcp.ts';
import {
  CONTINUE,
  encodeResponse,
  RequestReader,
  type HttpHeard,
  type HttpRequest,
} from '../../protocols/http/server.ts';
import type { Answered } from '../../printer/pages.ts';
import type { Door } from './doors.ts';
import type { Hearing } from './hearing.ts';

/** Connections at once: a client has one. */
const MOST_CONNECTIONS = 32;
/** Of one address: nobody is to keep the others out. */
const MOST_OF_ONE = 8;
/** So long one may stay, whatever it does. */
const LONGEST_STAY: Millis = seconds(20);
/** Requests on one connection. */
const MOST_REQUESTS = 64;

export interface WebDoor {
  /** Where it is: any free port where the one that was wanted is taken, and another will do. */
  readonly port: number;
  close(): void;
}

/** @throws BindError when the port cannot be had */
export async function openWeb(
  door: Door,
  address: string,
  platform: Pick<Platform, 'clock' | 'tcp'>,
  hearing: Hearing,
  answer: (request: HttpRequest) => Answered,
): Promise<WebDoor> {
  const open = new Set<TcpConnection>();
  const accept = (connection: TcpConnection): TcpHandlers => {
    const { remote } = connection;
    const turnAway = () => {
      connection.abort();
      return { received() {} };
    };
    if (!hearing.mayHear(door.by, remote, false, 'a connection')) return turnAway();
    const present = [...open].filter((other) => other.remote.address === remote.address);
    if (present.length >= MOST_OF_ONE) {
      hearing.note(door.by, remote, 'one connection more', 'limited');
      return turnAway();
    }
    open.add(connection);
    const forget = platform.clock.wakeAt(platform.clock.now() + LONGEST_STAY, () =>
      connection.abort(),
    );
    const visit = new Visit(connection, door, hearing, answer);
    return {
      received: (bytes) => visit.received(bytes),
      ended: () => connection.end(),
      closed() {
        forget();
        open.delete(connection);
      },
    };
  };
  const listen = (port?: number) =>
    platform.tcp.listen(
      { address, limit: MOST_CONNECTIONS, ...(port !== undefined && { port }) },
      accept,
    );
  const listener = await listen(door.port).catch((problem: unknown) => {
    const isTaken = problem instanceof BindError && problem.failure === 'taken';
    if (isTaken && door.isMovable === true) return listen();
    throw problem;
  });
  return {
    port: listener.local.port,
    close() {
      listener.close();
      for (const connection of open) connection.abort();
    },
  };
}

/** One connection. */
class Visit {
  private readonly reader = new RequestReader();
  private requests = 0;

  constructor(
    private readonly connection: TcpConnection,
    private readonly door: Door,
    private readonly hearing: Hearing,
    private readonly answer: (request: HttpRequest) => Answered,
  ) {}

  received(bytes: Uint8Array): void {
    for (const heard of this.reader.take(bytes)) this.respond(heard);
  }

  private respond(heard: HttpHeard): void {
    const { connection } = this;
    if (heard.kind === 'waits') return void connection.write(CONTINUE);
    if (heard.kind === 'refused') {
      this.note(`no request: ${heard.why}`, 'refused');
      connection.write(encodeResponse({ status: heard.status }, false));
      return connection.end();
    }
    this.requests += 1;
    const { response, message, outcome } = this.answer(heard.request);
    this.note(message, outcome);
    const goesOn = heard.request.goesOn && this.requests < MOST_REQUESTS;
    connection.write(encodeResponse(response, goesOn));
    if (!goesOn) connection.end();
  }

  private note(message: string, outcome: 'answered' | 'refused'): void {
    this.hearing.note(this.door.by, this.connection.remote, message, outcome);
  }
}
