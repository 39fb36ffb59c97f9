/** The conversation with one port, as a story in time; and what no port can make it do. */
import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  record,
  subarray,
  uint8Array,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../core/bytes/line.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import type { Asking } from './asking.ts';
import {
  GREETING_WAIT,
  INTERVIEW_TIME,
  Interview,
  MAX_HEARD,
  PAUSE,
  type InterviewAction,
  type InterviewInput,
  type InterviewState,
} from './interview.ts';
import { probesOf } from './judge.ts';
import { MAX_HELLOS, planFor } from './plan.ts';
import type { Hearing } from './sighting.ts';

const PROBES = probesOf(PROTOCOLS, 'tcp');
const exactly = (a: string, b: string) => a === b;

const optionsFor = (
  port: number,
  suggested: readonly string[],
  more: Partial<Asking> = {},
): Asking => ({
  plan: planFor(suggested, PROBES, exactly),
  asker: { agent: 'portolan/0' },
  probes: PROBES,
  gate: { port },
  witnesses: () => [],
  ...more,
});

/** Drives the machine by hand, and keeps what it did. */
class Story {
  readonly did: InterviewAction[] = [];
  private state!: InterviewState;
  now = 0;

  constructor(private readonly interview: Interview) {
    this.take(interview.start(0));
  }

  tell(input: InterviewInput): this {
    this.take(this.interview.step(this.state, input, this.now));
    return this;
  }

  /** Lets time pass to the next wake-up. */
  wake(): this {
    this.now = Math.max(this.now, this.interview.wakeAt(this.state) ?? this.now);
    this.take(this.interview.step(this.state, { kind: 'wake' }, this.now));
    return this;
  }

  get said(): string[] {
    return this.did.flatMap((action) => (action.kind === 'say' ? [latin1(action.bytes)] : []));
  }

  get hearing(): Hearing | undefined {
    const done = this.did.find((action) => action.kind === 'done');
    return done?.kind === 'done' ? done.hearing : undefined;
  }

  private take({ state, actions }: { state: InterviewState; actions: readonly InterviewAction[] }) {
    this.state = state;
    this.did.push(...actions);
  }
}

const story = (...args: Parameters<typeof optionsFor>) =>
  new Story(new Interview(optionsFor(...args)));
const opened = { kind: 'opened' } as const;
const says = (text: string): InterviewInput => ({ kind: 'received', bytes: latin1Bytes(text) });

describe('who speaks first', () => {
  it('is told nothing, and known', () => {
    const one = story(8080, ['http']).tell(opened).tell(says('SSH-2.0-OpenSSH_9.2p1\r\n')).wake();
    expect(one.said).toEqual([]);
    expect(one.hearing).toMatchObject({
      kind: 'sighting',
      sighting: { service: 'ssh', product: 'OpenSSH', how: 'greeting' },
    });
    expect(one.now).toBe(PAUSE);
  });

  it('is told nothing when nobody understands it: it may be a console', () => {
    const one = story(2000, []).tell(opened).tell(says('Welcome. Password: ')).wake();
    expect(one.said).toEqual([]);
    expect(one.hearing).toEqual({ kind: 'unclear', evidence: 'Welcome. Password: ' });
  });

  it('is asked further on the same connection when several speak so', () => {
    const one = story(2525, []).tell(opened).tell(says('220 box ready\r\n')).wake();
    expect(one.said).toEqual(['EHLO localhost\r\n']);
    one.tell(says('250 box\r\n')).wake();
    expect(one.did.filter(({ kind }) => kind === 'open')).toHaveLength(1);
    expect(one.hearing).toMatchObject({ sighting: { service: 'smtp', how: 'smtp' } });
  });

  it('keeps what was likely when the further question says nothing', () => {
    const one = story(2121, []).tell(opened).tell(says('220 box ready\r\n')).wake();
    one.tell(says('500 what?\r\n')).wake();
    expect(one.hearing).toMatchObject({ sighting: { likely: true, how: 'greeting' } });
  });

  it('has more time where it is promised to', () => {
    const one = story(22, ['ssh']).tell(opened).wake();
    expect(one.now).toBeGreaterThan(GREETING_WAIT);
    expect(story(80, ['http']).tell(opened).wake().now).toBe(GREETING_WAIT);
  });
});

describe('who waits to be asked', () => {
  it('is asked what it is promised to first', () => {
    const one = story(6379, ['redis']).tell(opened).wake();
    expect(one.said).toEqual(['*1\r\n$4\r\nPING\r\n']);
    one.tell(says('+PONG\r\n')).wake();
    expect(one.hearing).toMatchObject({ sighting: { service: 'redis', how: 'redis' } });
  });

  it('is known by its answer to the words of others', () => {
    const one = story(5432, ['postgresql']).tell(opened).wake();
    one.tell(says('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n')).wake();
    expect(one.hearing).toMatchObject({ sighting: { service: 'http', how: 'postgresql' } });
  });

  it('leads to the right question by its answer to a wrong one', () => {
    const one = story(4000, []).tell(opened).wake();
    expect(one.said[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    one.tell(says('ERROR\r\n')).wake();
    expect(one.did.slice(-2).map(({ kind }) => kind)).toEqual(['close', 'open']);
    one.tell(opened);
    expect(one.said.at(-1)).toBe('version\r\n');
    one.tell(says('VERSION 1.6.18\r\n')).wake();
    expect(one.hearing).toMatchObject({ sighting: { product: 'memcached', version: '1.6.18' } });
  });

  it('is asked over a new connection each time, and not for ever', () => {
    const one = story(4000, ['redis', 'http']);
    for (let opens = 0; !one.hearing; one.wake()) {
      const wanted = one.did.filter(({ kind }) => kind === 'open').length;
      if (wanted > opens) one.tell(opened);
      opens = wanted;
    }
    expect(one.hearing).toEqual({ kind: 'unclear' });
    expect(one.said.length).toBeLessThanOrEqual(MAX_HELLOS);
    expect(new Set(one.said).size).toBe(one.said.length);
    expect(one.now).toBeLessThanOrEqual(INTERVIEW_TIME);
  });
});

describe('who does not want', () => {
  it('is unreachable', () => {
    const one = story(80, []).tell({ kind: 'over', failed: 'refused' });
    expect(one.hearing).toEqual({ kind: 'unreachable', why: 'refused' });
  });

  it('is not pressed when it closes without a word', () => {
    const one = story(80, ['http']).tell(opened).tell({ kind: 'over' });
    expect([one.said, one.hearing]).toEqual([[], { kind: 'unclear' }]);
  });

  it('keeps us no longer than an interview takes', () => {
    const one = story(80, []).wake();
    expect(one.hearing).toEqual({ kind: 'unreachable', why: 'timed out' });
    expect(one.now).toBe(INTERVIEW_TIME);
  });

  it('fills no memory', () => {
    const one = story(80, []).tell(opened).wake();
    const flood = { kind: 'received', bytes: new Uint8Array(50_000).fill(0x41) } as const;
    one.tell(flood).tell(flood);
    // At the limit it is judged at once, as what it is: nothing.
    expect(MAX_HEARD).toBeLessThan(100_000);
    expect(one.did.slice(-2).map(({ kind }) => kind)).toEqual(['close', 'open']);
  });
});

describe('a printer', () => {
  it('is listened to, and told nothing', () => {
    for (const port of [515, 9100, 9107, 9999]) {
      const one = story(port, ['http', 'redis']).tell(opened).wake();
      expect([one.said, one.hearing]).toEqual([[], { kind: 'silent', why: 'print port' }]);
    }
  });

  it('that greets on a print port is known, and told nothing all the same', () => {
    const one = story(9100, []).tell(opened).tell(says('220 box ready\r\n')).wake();
    expect(one.said).toEqual([]);
    expect(one.hearing).toMatchObject({ kind: 'sighting', sighting: { likely: true } });
  });

  it('may turn out to be one while it is asked', () => {
    const witnesses: string[] = [];
    const one = story(8080, [], { witnesses: () => witnesses })
      .tell(opened)
      .wake();
    expect(one.said).toHaveLength(1);
    witnesses.push('3289/udp answered as enpc');
    one.wake();
    expect(one.said).toHaveLength(1);
    expect(one.hearing).toEqual({ kind: 'silent', why: 'printer' });
  });
});

/** What a port may do next: anything. */
const happening: Arbitrary<InterviewInput | 'wake'> = oneof(
  constant('wake' as const),
  constant(opened),
  record({ kind: constant('received' as const), bytes: uint8Array({ maxLength: 400 }) }),

  constantFrom(
    '220 x\r\n',
    'ERROR\r\n',
    '-ERR unknown command\r\n',
    '\u0015\u0003\u0001\u0000\u0002\u0002F',
  ).map((text) => says(text)),
  record({ kind: constant('over' as const) }),
);

/** The ports where bytes become print, told here once more: the gate's own list is on trial. */
const isPaper = (port: number) => [515, 621, 9999].includes(port) || (port >= 9100 && port <= 9116);

const anyPort = oneof(
  constantFrom(515, 621, 9100, 9103, 9116, 9999, 22, 80, 5432),
  integer({ min: 1, max: 65_535 }),
);

describe('whatever a port does', () => {
  it('nothing goes past the gate, and it ends', () => {
    assert(
      property(
        anyPort,
        subarray(['ssh', 'http', 'redis', 'printer', 'ipp', 'https', 'domain']),
        boolean(),
        option(anyPort, { nil: undefined }),
        array(happening, { maxLength: 60 }),
        (port, suggested, isPrinter, behind, happenings) => {
          const gate = { port, ...(behind !== undefined && { behind: [behind] }) };
          const witnesses = () => (isPrinter ? ['631/tcp is open'] : []);
          const one = story(port, suggested, { gate, witnesses });
          let heardFirst = false;
          for (const input of happenings) {
            if (input === 'wake') one.wake();
            else {
              heardFirst ||= input.kind === 'received' && one.said.length === 0;
              one.tell(input);
            }
          }
          const isPrint = isPaper(port) || (behind !== undefined && isPaper(behind));
          const most = isPrint || (isPrinter && !heardFirst) ? 0 : MAX_HELLOS;
          expect(one.said.length).toBeLessThanOrEqual(most);
          for (let i = 0; i < 20; i++) one.wake();
          expect(one.hearing).toBeDefined();
          expect(one.did.filter(({ kind }) => kind === 'done')).toHaveLength(1);
          // Nothing after the end.
          expect(one.did.at(-1)?.kind).toBe('done');
        },
      ),
      { numRuns: 2000 },
    );
  });
});
