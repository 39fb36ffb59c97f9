/** One watch of a sentinel, from opening the doors to the last line. */
import type { Atlas } from '../../atlas/atlas.ts';
import { isExpected, UnavailableError, UsageError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import { seconds } from '../../core/units.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { FileSink, Platform } from '../../platform/platform.ts';
import type { User } from '../../platform/privileges.ts';
import type { Context, Input } from '../operation.ts';
import { bounded } from '../live.ts';
import { captureBegin, captureOf } from './capture.ts';
import { carefully } from './careful.ts';
import { Doors } from './hearing/doors.ts';
import type { Promised, SentinelEvent } from './event.ts';
import { entryEvent, instant, sweepEvent } from './events.ts';
import { Recorder, type Finding, type Outlets } from './recorder.ts';
import { explainRefusals, refusalNotes, type Refused } from '../refusals.ts';
import { sourceOf } from './hearing/source.ts';
import type { SentinelResult, Stand } from './stand.ts';
import { Tally } from './hearing/tally.ts';
import type { Visit } from './hearing/visit.ts';
import { wantedPlaces, type Place } from './wanted.ts';
import { readWhere, type Where } from './where.ts';

/** As much of a capture is written; who wants more of it captures packets. */
const LARGEST_CAPTURE = 64 * 1024 * 1024;
/** Different sources are told apart up to so many. */
const MOST_SOURCES = 100_000;

/** @throws UsageError when no door could be opened, or rights could not be given up */
export async function standWatch(input: Input, context: Context): Promise<SentinelResult> {
  const places = wantedPlaces(
    (input['ports'] as readonly string[] | undefined) ?? [],
    context.atlas,
  );
  const where = readWhere(input['listen'] as string);
  const bounds = bounded(input, context);
  try {
    const watch = new Watch(input, bounds.context, promisedBy(context.atlas, places), where);
    return await watch.stand(places);
  } finally {
    bounds.close();
  }
}

/** Looked up beforehand: afterwards the files may be out of this process's reach. */
function promisedBy(atlas: Atlas, places: readonly Place[]): Promised {
  const known = new Map(
    places.map(({ port, transport }) => [
      `${port}/${transport}`,
      atlas.claims(port, transport).find(({ service }) => service !== '-')?.service,
    ]),
  );
  return (port, transport) => known.get(`${port}/${transport}`) || undefined;
}

class Watch {
  private readonly platform: Platform;
  private readonly recorder: Recorder;
  private readonly doors: Doors;
  private readonly cards: readonly Protocol[];
  private readonly since: string;
  private readonly sources = new Set<string>();
  private knocks = 0;
  private counted = 0;
  private sink: FileSink | undefined;
  private captured = 0;
  private isKept = true;
  private prepared!: () => void;
  private fail: (bug: unknown) => void = () => {};

  constructor(
    private readonly input: Input,
    private readonly context: Context,
    private readonly promised: Promised,
    private readonly where: Where,
  ) {
    this.platform = context.platform;
    const { clock } = this.platform;
    this.since = instant(clock.wallTime());
    this.cards = carefully(PROTOCOLS, (sentences) => this.note(sentences));
    const rates = { perSource: input['rate'] as number, inAll: input['rate-all'] as number };
    const ready = new Promise<void>((resolve) => {
      this.prepared = resolve;
    });
    this.recorder = new Recorder(clock, new Tally(rates, clock.now()), this.outlets(), ready);
    const manners = {
      mostBytes: input['bytes'] as number,
      mostTime: seconds(input['stay'] as number),
    };
    this.doors = new Doors(this.platform, manners, this.recorder);
  }

  async stand(places: readonly Place[]): Promise<SentinelResult> {
    try {
      const refused = await this.openDoors(places);
      const user = await this.prepare();
      const stand = this.standing(refused, user);
      this.context.emit({ kind: 'state', state: stand });
      for (const note of refusalNotes(refused)) this.note(note);
      this.prepared();
      await this.ended();
      this.doors.close();
      await this.recorder.close();
      return { ...stand, ...this.sums() };
    } finally {
      this.doors.close();
      await this.sink?.close();
    }
  }

  private async openDoors(places: readonly Place[]): Promise<Refused[]> {
    const { addresses, isEither } = this.where;
    for (const address of addresses) {
      for (const place of places) await this.doors.open(place, address);
    }
    const { opened, refused } = this.doors;
    // Who meant both versions of IP can do without one that this machine has not.
    const isAbsent = (failure: string) => failure === 'no family' || failure === 'not own';
    const grave = refused.filter(({ error }) => !isEither || !isAbsent(error.failure));
    const command = commandOf(this.input);
    const { platform } = this;
    const explained = await explainRefusals(grave, platform, this.context.signal, command);
    if (opened.length > 0) return explained;
    const notes = refusalNotes(explained);
    const said = ['no port could be opened.', ...notes].join('\n');
    // An address that this machine has not was named; whatever else it was, the machine refused.
    const isMeant = grave.length > 0 && grave.every(({ error }) => error.failure === 'not own');
    throw isMeant ? new UsageError(said) : new UnavailableError(said);
  }

  /**
   * Opens what needs rights, gives them up, and opens the rest. Who has a home has a store there, and a folder
   * that its files belong in. Nobody has none: then the store is the administrator's, opened while we are that, and
   * SQLite works on with the files that it holds.
   */
  private async prepare(): Promise<User | undefined> {
    const heir = this.heir();
    const path = this.input['pcap'] as string | undefined;
    if (path !== undefined) {
      this.sink = await this.platform.files.create(path, heir);
      await this.capture(captureBegin());
    }
    if (heir === undefined || heir.home === undefined) await this.openStore();
    if (heir === undefined) return undefined;
    if (heir.home !== undefined) await this.attempt(() => this.platform.stores.prepare());
    this.become(heir);
    if (heir.home !== undefined && this.isKept) await this.openStore();
    return heir;
  }

  private become(heir: User): void {
    try {
      this.platform.privileges.become(heir);
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      const said = `${problem.message}, or keep it as it is: --user root`;
      throw problem instanceof UsageError ? new UsageError(said) : new UnavailableError(said);
    }
  }

  /** Whom to become; undefined when there is nothing to give up, or it is wanted so. */
  private heir(): User | undefined {
    const { privileges } = this.platform;
    const name = this.input['user'] as string | undefined;
    if (!privileges.isElevated()) {
      if (name === undefined) return undefined;
      throw new UsageError(
        `only the administrator can become somebody else: leave out --user ${name}`,
      );
    }
    if (name !== 'root' && name !== '0') return privileges.heir(name);
    this.note("it stays the administrator, as you wanted; what it hears is anybody's to say");
    return undefined;
  }

  private openStore(): Promise<void> {
    return this.attempt(() => this.platform.stores.knocks.add([], this.input['keep'] as number));
  }

  /** Without a store there are lines still. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      this.isKept = false;
      this.note(`knocks are told and not kept: ${problem.message}`);
    }
  }

  private standing(refused: readonly Refused[], user: User | undefined): Stand {
    const path = this.input['pcap'] as string | undefined;
    return {
      opened: this.doors.opened.map((door) => {
        const service = this.promised(door.port, door.transport);
        return service === undefined ? door : { ...door, promised: service };
      }),
      refused,
      isReachable: this.where.isReachable,
      ...(user && { user: user.name }),
      ...(this.isKept && { store: this.platform.stores.path }),
      ...(path !== undefined && { capture: path }),
    };
  }

  private sums() {
    return {
      since: this.since,
      until: instant(this.platform.clock.wallTime()),
      knocks: this.knocks,
      counted: this.counted,
      sources: this.sources.size,
      lost: this.recorder.lost,
    };
  }

  /** Settles when it is time to end. @throws our own bug, out of a timer */
  private ended(): Promise<void> {
    const { signal } = this.context;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      onceAborted(signal, resolve);
    });
  }

  private outlets(): Outlets {
    return {
      keep: async (entries) => {
        if (this.isKept) {
          await this.platform.stores.knocks.add(entries, this.input['keep'] as number);
        }
      },
      capture: async (visits) => {
        for (const visit of visits) await this.capture(captureOf(visit));
      },
      tell: (finding) => this.tell(finding),
      missed: () => this.doors.missed(),
      note: (sentence) => this.note(sentence),
      fail: (bug) => this.fail(bug),
    };
  }

  private async capture(bytes: Uint8Array): Promise<void> {
    if (this.sink === undefined) return;
    if (this.captured + bytes.length > LARGEST_CAPTURE) {
      throw new UsageError(`it has ${LARGEST_CAPTURE / 1024 / 1024} MiB, and grows no larger`);
    }
    await this.sink.write(bytes);
    this.captured += bytes.length;
  }

  private tell(finding: Finding): void {
    this.context.emit({ kind: 'row', row: this.eventOf(finding) });
  }

  private eventOf(finding: Finding): SentinelEvent {
    switch (finding.kind) {
      case 'sweep':
        return sweepEvent(finding.sweep);
      case 'entry':
        if (finding.entry.kind === 'counted') this.counted += finding.entry.count;
        return entryEvent(finding.entry, this.promised, this.cards);
      case 'visit':
        this.count(finding.visit);
        return entryEvent(finding.visit.knock, this.promised, this.cards);
    }
  }

  private count({ knock }: Visit): void {
    this.knocks += 1;
    if (this.sources.size < MOST_SOURCES) this.sources.add(sourceOf(knock.source.address));
  }

  private note(sentence: string): void {
    this.context.emit({ kind: 'note', text: sentence });
  }
}

function onceAborted(signal: CancelSignal, then: () => void): void {
  signal.addEventListener('abort', then);
  if (signal.aborted) then();
}

/** The command that was given, to be given again. */
function commandOf(input: Input): string {
  const words = (input['ports'] as readonly string[] | undefined) ?? [];
  const flags = ['listen', 'bytes', 'stay', 'pcap'].flatMap((name) => {
    const value = input[name];
    const isUsual = value === undefined || USUAL[name] === value;
    return isUsual ? [] : [`--${name}`, String(value)];
  });
  return ['portolan', 'sentinel', ...words, ...flags].map(quoted).join(' ');
}

const USUAL: Input = { listen: 'loopback', bytes: 256, stay: 5 };

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
