/** Print jobs in captures: what goes to a port where a language is spoken is one job, from the connection's beginning to its end. */
import { joinBytes } from '../../core/bytes/join.ts';
import type { JobReader, Protocol } from '../../protocols/protocol.ts';
import { isBegun, type Recognized, type Recognizer, type Way } from './recognize.ts';

/** Jobs that are read at a time; each may have a command of a megabyte in it. What is beyond is read as other streams are. */
const MOST_JOBS = 64;
/** Of a job's bytes, kept to be shown. */
const SHOWN = 64 * 1024;

/** One job that is being read. */
export class Job {
  private readonly reader: JobReader;
  private kept: Uint8Array = new Uint8Array(0);

  constructor(private readonly protocol: Protocol) {
    this.reader = protocol.job!();
  }

  take(bytes: Uint8Array): void {
    const room = SHOWN - this.kept.length;
    if (room > 0) this.kept = joinBytes([this.kept, bytes.subarray(0, room)]);
    this.reader.take(bytes);
  }

  /** The job as a message, and the beginning of its bytes. */
  end(): { readonly recognized: Recognized; readonly bytes: Uint8Array } {
    const { protocol, kept } = this;
    return { recognized: { protocol, decoded: this.reader.end() }, bytes: kept };
  }
}

export class Jobs {
  private open = 0;

  constructor(private readonly recognizer: Recognizer) {}

  /** A job that begins with these bytes; undefined where they begin none. */
  begin(bytes: Uint8Array, way: Way): Job | undefined {
    if (this.open >= MOST_JOBS) return undefined;
    const protocol = this.languageOf(bytes, way);
    if (!protocol) return undefined;
    this.open++;
    return new Job(protocol);
  }

  over(): void {
    this.open--;
  }

  /** What is said to its own port is in the language, whatever it begins with; elsewhere it has to begin like it. */
  private languageOf(bytes: Uint8Array, way: Way): Protocol | undefined {
    const isHome = ({ ports }: Protocol) =>
      ports.some(({ transport, port }) => transport === 'tcp' && port === way.to.port);
    const home = this.recognizer.homesOf(way).find(({ job }) => job);
    if (home) return isHome(home) || way.to.port < way.from.port ? home : undefined;
    return this.recognizer.marked('tcp').find((protocol) => {
      if (!protocol.job) return false;
      const decoded = protocol.decode(bytes);
      return decoded.ok || isBegun({ protocol, decoded });
    });
  }
}
