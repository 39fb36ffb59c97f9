/**
 * One connection to a print port. It says nothing at first; with its first byte it is a job and waits for its turn; then it
 * prints, read no faster than the job is dealt with; and the last word is ours: that the job is on the disk.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Millis } from '../../../core/units.ts';
import type { TcpConnection, TcpEnd, TcpHandlers } from '../../../platform/tcp.ts';
import {
  IDLE,
  LEAST_WHILE_OTHERS_WAIT,
  LONGEST_JOB,
  LONGEST_TIME,
  MOST_UNREAD,
  PATIENCE,
} from './bounds.ts';
import type { JobEnd } from './record.ts';
import type { JobTaking } from './taking.ts';

/** What the port of a connection does with it. */
export interface VisitHost {
  now(): Millis;
  /** It has a job: whether it may wait for its turn. The turn may come at once. */
  joins(visit: Visit): boolean;
  /** Begins its job. @throws UnavailableError when none can be taken now */
  begin(visit: Visit): Promise<JobTaking>;
  /** It could not begin. */
  refused(visit: Visit, problem: unknown): void;
  /** It has printed, or will not any more: the next one's turn. */
  leaves(visit: Visit): void;
  /** The connection is over. */
  gone(visit: Visit): void;
}

export class Visit {
  /** `silent`: not a byte so far. `over`: nothing more is taken. */
  stage: 'silent' | 'waiting' | 'printing' | 'over' = 'silent';
  private readonly unread: Uint8Array[] = [];
  private unreadBytes = 0;
  private bytes = 0;
  private isPaused = false;
  /** Whether a piece is being dealt with. */
  private isBusy = false;
  /** How its bytes ended; undefined while more may come. */
  private how: JobEnd | undefined;
  private isClosed = false;
  /** A client that does not read what it is told is told nothing more. */
  private isDeaf = false;
  private wake: (() => void) | undefined;
  /** When it came, when its last byte came, when its job began. */
  private readonly came: Millis;
  private heard: Millis;
  private began: Millis = 0;
  /** Since when its pace is measured, and what came since. */
  private measured: Millis = 0;
  private sinceMeasured = 0;
  /** Since when others wait for it. */
  private waitedFor: Millis | undefined;
  private taking: JobTaking | undefined;

  constructor(
    private readonly connection: TcpConnection,
    private readonly host: VisitHost,
  ) {
    this.came = this.heard = host.now();
  }

  get remote(): Endpoint {
    return this.connection.remote;
  }

  get handlers(): TcpHandlers {
    return {
      received: (bytes) => this.received(bytes),
      ended: () => this.ended(),
      drained: () => void (this.isDeaf = false),
      closed: (how) => this.closed(how),
    };
  }

  /** Its turn has come. */
  turn(): void {
    this.stage = 'printing';
    this.began = this.heard = this.measured = this.host.now();
    this.resume();
    void this.print();
  }

  reply(bytes: Uint8Array): void {
    if (this.isDeaf || this.isClosed) return;
    this.isDeaf = !this.connection.write(bytes);
  }

  /** Nothing more is taken of it; what came is a job all the same, if its turn had come. */
  cut(how: JobEnd): void {
    if (this.how !== undefined) return;
    this.how = how;
    if (this.stage === 'printing') this.stir();
    else this.turnAway();
  }

  /** It goes without having been heard. */
  turnAway(): void {
    const { stage } = this;
    this.stage = 'over';
    this.connection.abort();
    if (stage !== 'silent') this.host.leaves(this);
  }

  /** Breaks the connection off, if it still stands. */
  hangUp(): void {
    if (!this.isClosed) this.connection.abort();
  }

  /** Looks whether it has gone on for too long. @param othersWait for their turn at this port */
  check(othersWait: boolean): void {
    const now = this.host.now();
    if (this.stage === 'silent' && now - this.came >= IDLE) return this.turnAway();
    if (this.stage !== 'printing') return;
    this.waitedFor = othersWait ? (this.waitedFor ?? now) : undefined;
    if (this.waitedFor !== undefined && now - this.waitedFor >= PATIENCE) this.taking?.hurry();
    if (this.how !== undefined) return;
    if (now - this.began >= LONGEST_TIME) return this.cut('slow');
    // While we are at work on what came, it is not the client who is slow.
    if (this.isBusy || this.unread.length > 0) {
      this.heard = now;
      return this.measure(now);
    }
    if (now - this.heard >= IDLE) return this.cut('silent');
    if (!othersWait) return this.measure(now);
    if (now - this.measured < PATIENCE) return;
    if (this.sinceMeasured < LEAST_WHILE_OTHERS_WAIT) {
      return this.cut(this.sinceMeasured === 0 ? 'silent' : 'slow');
    }
    this.measure(now);
  }

  private measure(now: Millis): void {
    this.measured = now;
    this.sinceMeasured = 0;
  }

  private received(bytes: Uint8Array): void {
    if (this.stage === 'over' || this.how !== undefined) return;
    this.heard = this.host.now();
    this.sinceMeasured += bytes.length;
    this.bytes += bytes.length;
    this.unread.push(bytes);
    this.unreadBytes += bytes.length;
    if (this.stage === 'silent') {
      this.stage = 'waiting';
      // Until its turn comes, the rest waits at the client.
      this.pause();
      if (!this.host.joins(this)) this.turnAway();
      return;
    }
    if (this.unreadBytes >= MOST_UNREAD) this.pause();
    if (this.bytes > LONGEST_JOB) this.how = 'too long';
    this.stir();
  }

  private ended(): void {
    if (this.stage === 'silent') {
      this.stage = 'over';
      this.connection.end();
      return;
    }
    this.how ??= 'complete';
    this.stir();
  }

  private closed(how: TcpEnd): void {
    const { stage } = this;
    this.isClosed = true;
    this.how ??= how === 'ended' ? 'complete' : 'broken';
    this.stir();
    // Whoever waits with what he has sent is served all the same; who sent nothing is no more.
    if (stage !== 'printing' && stage !== 'waiting') this.stage = 'over';
    this.host.gone(this);
  }

  private async print(): Promise<void> {
    const taking = await this.begin();
    if (taking) await this.follow(taking);
    this.stage = 'over';
    this.host.leaves(this);
  }

  private async begin(): Promise<JobTaking | undefined> {
    try {
      return (this.taking = await this.host.begin(this));
    } catch (problem) {
      this.host.refused(this, problem);
      this.connection.abort();
      return undefined;
    }
  }

  private async follow(taking: JobTaking): Promise<void> {
    try {
      await this.takeAll(taking);
    } catch (problem) {
      await taking.drop(problem);
      return this.connection.abort();
    }
    try {
      await taking.end(this.how!);
      if (this.how === 'complete') this.connection.end();
      else this.connection.abort();
    } catch {
      // It has told of that itself.
      this.connection.abort();
    }
  }

  private async takeAll(taking: JobTaking): Promise<void> {
    for (;;) {
      const piece = this.unread.shift();
      if (piece) {
        this.unreadBytes -= piece.length;
        if (this.unreadBytes < MOST_UNREAD / 2) this.resume();
        this.isBusy = true;
        await taking.take(piece);
        this.isBusy = false;
      } else if (this.how !== undefined) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  private stir(): void {
    this.wake?.();
    this.wake = undefined;
  }

  private pause(): void {
    if (!this.isPaused) this.connection.pause();
    this.isPaused = true;
  }

  private resume(): void {
    if (this.isPaused) this.connection.resume();
    this.isPaused = false;
  }
}
