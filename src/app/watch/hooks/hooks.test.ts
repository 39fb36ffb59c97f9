/** Hooks: what reaches whom, what is tried again, what waits on the disk, and what is never told. */
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../../../test/support/listeners.ts';
import { watched, type Changing, type WatchedOptions } from '../../../../test/support/watched.ts';
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import { never } from '../../../core/signal.ts';
import type { Folders } from '../../../platform/platform.ts';
import type { ProgramOptions } from '../../../platform/programs.ts';
import {
  simulatedFolders,
  simulatedWeb,
  type SimulatedPage,
} from '../../../platform/simulated/folders.ts';
import { simulatedPrograms } from '../../../platform/simulated/programs.ts';
import type { HookEvent } from './hook.ts';
import { notification, notifierFor } from './notification.ts';
import { overflow, readQueue, writeQueue, type Waiting } from './queue-text.ts';

const web = listening('tcp 0.0.0.0:80', running('nginx'));
const database = listening('tcp 127.0.0.1:5432', running('postgres'));
const HOOK = 'https://hooks.example/secret-path';

/** A server that hears events; `answer` is asked at each. */
function server(
  answer: (event: HookEvent, heard: number) => SimulatedPage | undefined = () => ({}),
) {
  const heard: HookEvent[] = [];
  const headers: Readonly<Record<string, string>>[] = [];
  const receive = (_: string, said: Readonly<Record<string, string>>, body: string) => {
    const event = JSON.parse(body) as HookEvent;
    heard.push(event);
    headers.push(said);
    return answer(event, heard.length);
  };
  return { heard, headers, web: simulatedWeb(() => undefined, receive) };
}

const doorOpens = (machine: Changing) => {
  machine.at(1000, () => machine.listen(web));
  machine.at(20_000, () => machine.end());
};

const hooked = (
  story: (machine: Changing) => void,
  options: WatchedOptions,
  ...begin: (typeof web)[]
) => watched(begin, story, { ...options, raw: { webhook: HOOK, ...options.raw } });

const inShort = (events: readonly HookEvent[]) => events.map(({ kind, port }) => `${kind} ${port}`);

describe('a webhook', () => {
  it('gets the event as JSON, with whose it is, a name for it, and the secret header', async () => {
    const { heard, headers, web: door } = server();
    const raw = { 'webhook-header': 'Authorization: Bearer s3cret' };
    const { rows, notes } = await hooked(doorOpens, { web: door, raw });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ host: 'box', ...JSON.parse(JSON.stringify(rows[0]!.row)) });
    expect(headers[0]).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': rows[0]!.row.id,
      authorization: 'Bearer s3cret',
    });
    expect(notes).toEqual([]);
  });

  it('that is away for a while gets all of it, in order, and two words are said', async () => {
    const { heard, web: door } = server((_, count) => (count <= 4 ? { status: 503 } : {}));
    const { notes } = await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(3000, () => machine.listen(web, database));
        machine.at(60_000, () => machine.end());
      },
      { web: door },
    );
    expect(inShort(heard)).toEqual(['new 80', 'new 80', 'new 80', 'new 80', 'new 80', 'new 5432']);
    expect(notes.map(({ text }) => text)).toEqual([
      'the webhook at hooks.example could not be told, and will be: it answers 503',
      'the webhook at hooks.example answers again',
    ]);
  });

  it('is waited for longer each time, and as long as it says', async () => {
    const times: number[] = [];
    const { web: door } = server(() => ({ status: 429, headers: { 'retry-after': '40' } }));
    const slow = {
      ...door,
      post: async (...all: Parameters<typeof door.post>) => {
        times.push(Date.parse(JSON.parse(all[1].body).time as string));
        return door.post(...all);
      },
    };
    await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(100_000, () => machine.end());
      },
      { web: slow },
    );
    // At once, after 40 s and after 80 s; the end tries none that failed.
    expect(times).toHaveLength(3);
  });

  it('nobody answers: tried about 1, 2, 4, 8 … seconds later, never all at one moment', async () => {
    const counts = new Set<number>();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { heard, web: door } = server(() => undefined);
      await hooked(
        (machine) => {
          machine.at(1000, () => machine.listen(web));
          machine.at(121_000, () => machine.end());
        },
        { web: door, seed },
      );
      // The waits are from half of the doubled time to all of it.
      expect(heard.length).toBeGreaterThanOrEqual(7);
      expect(heard.length).toBeLessThanOrEqual(9);
      counts.add(heard.length);
    }
  });

  it('that refuses an event five times is spared it, and gets the next', async () => {
    const { heard, web: door } = server(({ port }) => (port === 80 ? { status: 422 } : {}));
    const { notes } = await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(3000, () => machine.listen(web, database));
        machine.at(90_000, () => machine.end());
      },
      { web: door },
    );
    expect(inShort(heard)).toEqual([...Array.from({ length: 5 }, () => 'new 80'), 'new 5432']);
    expect(notes.map(({ text }) => text).slice(0, 2)).toEqual([
      'the webhook at hooks.example could not be told, and will be: it answers 422',
      'the webhook at hooks.example does not take an event, which is given up: it answers 422',
    ]);
  });

  it('that leads elsewhere is told nothing there', async () => {
    const { web: door } = server(() => ({
      status: 307,
      headers: { location: 'https://other.example/' },
    }));
    const { notes } = await hooked(doorOpens, { web: door });
    expect(notes[0]!.text).toContain('it answers 307: it leads elsewhere, where nothing is sent');
  });

  it.each([
    ['ftp://hooks.example/', 'webhook takes an http or https address, not "ftp://hooks.example/"'],
    ['hooks.example', 'webhook takes an http or https address'],
    ['https://me:pass@hooks.example/', 'webhook takes no name and password in the address'],
  ])('%s is none', async (webhook, says) => {
    const refused = hooked(doorOpens, { raw: { webhook } });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(says);
  });

  it('a header that is none is refused, and not repeated', async () => {
    const refused = hooked(doorOpens, { raw: { 'webhook-header': 's3cret\r\nX: y' } });
    await expect(refused).rejects.toThrow('webhook-header is not like "Name: value"');
    await expect(refused).rejects.not.toThrow('s3cret');
  });
});

describe('a door that is gone', () => {
  const restart = (away: number) => (machine: Changing) => {
    machine.at(1000, () => machine.listen());
    machine.at(1000 + away, () => machine.listen(web));
    machine.at(30_000, () => machine.end());
  };

  it('and back in time is not heard of, though it was a line', async () => {
    const { heard, web: door } = server();
    const { rows } = await hooked(restart(4000), { web: door }, web);
    expect(rows.map(({ row }) => row.kind)).toEqual(['gone', 'reopened']);
    expect(heard).toEqual([]);
  });

  it('for longer is heard of, and so is that it is back', async () => {
    const { heard, web: door } = server();
    await hooked(restart(9000), { web: door }, web);
    expect(inShort(heard)).toEqual(['gone 80', 'reopened 80']);
  });

  it('for as long as one wants to hold it back', async () => {
    const { heard, web: door } = server();
    await hooked(restart(9000), { web: door, raw: { hold: '15' } }, web);
    expect(heard).toEqual([]);
  });
});

describe('what hooks are told of', () => {
  it('can be chosen', async () => {
    const { heard, web: door } = server();
    const raw = { 'hook-on': 'gone,exposed', hold: '0' };
    await hooked(
      (machine) => {
        machine.at(1000, () =>
          machine.listen(web, listening('tcp 0.0.0.0:5432', running('postgres'))),
        );
        machine.at(3000, () => machine.listen());
        machine.at(9000, () => machine.end());
      },
      { web: door, raw },
    );
    expect(inShort(heard).toSorted()).toEqual(['gone 5432', 'gone 80', 'new 5432']);
    await expect(hooked(doorOpens, { raw: { 'hook-on': 'nonsense' } })).rejects.toThrow(
      'hook-on does not know "nonsense"; it knows wider, new, ',
    );
  });

  it('is what is asked for alone', async () => {
    const { heard, web: door } = server();
    await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web, database));
        machine.at(9000, () => machine.end());
      },
      { web: door, raw: { only: '5432' } },
    );
    expect(inShort(heard)).toEqual(['new 5432']);
  });
});

describe('what could not be told', () => {
  const away = () => server(() => undefined);

  it('waits on the disk, without the address, and the next watch tells it', async () => {
    const folders = simulatedFolders();
    const { notes } = await hooked(doorOpens, { web: away().web, folders });
    expect(notes.at(-1)!.text).toBe(
      'hooks could not be told everything: 1 event left to the next watch',
    );
    const text = folders.state.text('watch-queue.ndjson')!;
    expect(text).not.toContain('secret-path');
    const { heard, web: door } = server();
    await hooked((machine) => machine.at(5000, () => machine.end()), {
      web: door,
      folders,
      seed: 2,
    });
    expect(inShort(heard)).toEqual(['new 80']);
    expect(folders.state.text('watch-queue.ndjson')).toBe('');
  });

  it('waits for its own hook, not for another one', async () => {
    const folders = simulatedFolders();
    await hooked(doorOpens, { web: away().web, folders });
    const { heard, web: door } = server();
    await hooked((machine) => machine.at(5000, () => machine.end()), {
      web: door,
      folders,
      seed: 2,
      raw: { webhook: 'https://hooks.example/another' },
    });
    expect(heard).toEqual([]);
    expect(readQueue(folders.state.text('watch-queue.ndjson'))).toHaveLength(1);
  });

  it('of a watch that was killed is told by the next one, once its claim has run out', async () => {
    const folders = simulatedFolders();
    await killed(folders);
    const { heard, web: door } = server();
    await hooked((machine) => machine.at(120_000, () => machine.end()), {
      web: door,
      folders,
      seed: 2,
    });
    expect(inShort(heard)).toEqual(['new 80']);
  });

  it('of a watch that lives is left to it', async () => {
    const folders = simulatedFolders();
    await killed(folders);
    const { heard, web: door } = server();
    await hooked((machine) => machine.at(10_000, () => machine.end()), {
      web: door,
      folders,
      seed: 2,
    });
    expect(heard).toEqual([]);
    expect(readQueue(folders.state.text('watch-queue.ndjson'))).toHaveLength(1);
  });

  /** Leaves a queue as kill -9 leaves it: what the file held while the watch ran. */
  async function killed(folders: Folders): Promise<void> {
    let text: string | undefined;
    const scratch = simulatedFolders();
    await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(9000, () => (text = scratch.state.text('watch-queue.ndjson')));
        machine.at(9001, () => machine.end());
      },
      { web: away().web, folders: scratch },
    );
    expect(readQueue(text)).toHaveLength(1);
    await folders.state.write('watch-queue.ndjson', text!);
  }

  it('a disk that takes nothing is said once; what is in memory is told all the same', async () => {
    const folders = simulatedFolders();
    const full: Folders = {
      ...folders,
      state: {
        ...folders.state,
        update: async () => {
          throw new UsageError('"watch-queue.ndjson" cannot be written: the disk is full');
        },
      },
    };
    const { heard, web: door } = server((_, count) => (count === 1 ? { status: 500 } : {}));
    const { notes } = await hooked(doorOpens, { web: door, folders: full });
    expect(inShort(heard)).toEqual(['new 80', 'new 80']);
    expect(notes.map(({ text }) => text).filter((text) => text.includes('disk'))).toEqual([
      'what the hooks are to be told is kept in memory alone: "watch-queue.ndjson" cannot be written: the disk is full',
    ]);
  });

  const waiting = (id: string, since: number, severity: HookEvent['severity']): Waiting => ({
    event: { id, time: '', kind: 'new', severity, why: '', advice: '', host: 'box' },
    target: 'webhook',
    since,
    due: since,
    tries: 0,
    owner: 'x',
    ownedUntil: 0,
  });

  it('is bounded: the oldest go first, alerts last', () => {
    const items = [waiting('a', 1, 'alert'), waiting('b', 3, 'notice'), waiting('c', 2, 'none')];
    const gone = (most: number) => overflow(items, most).map(({ event }) => event.id);
    expect([3, 2, 1, 0].map(gone)).toEqual([[], ['c'], ['c', 'b'], ['c', 'b', 'a']]);
  });

  it('a damaged file costs its damaged lines alone', () => {
    const good = writeQueue([waiting('a', 1, 'alert')]);
    const text = `{"event"\n${good}null\n[]\n"x"\n{}\n${good.replace('"new"', '"nonsense"')}\u0000\n`;
    expect(readQueue(text).map(({ event }) => event.id)).toEqual(['a']);
  });
});

describe('a program', () => {
  const logger = (end: object = { code: 0, out: '', err: '' }) => {
    const started: { words: readonly string[]; options: ProgramOptions }[] = [];
    const program = (words: readonly string[], options: ProgramOptions) => {
      started.push({ words, options });
      return end as { code: number; out: string; err: string };
    };
    return { started, programs: { logger: program } };
  };

  it('gets its arguments, the event on its input, and the main things in its environment', async () => {
    const { started, programs } = logger();
    const { rows } = await watched([], doorOpens, {
      programs,
      raw: { exec: 'logger', arg: ['-t', '$(x)'] },
    });
    const [{ words, options }] = started as [(typeof started)[0]];
    expect(words).toEqual(['-t', '$(x)']);
    expect(JSON.parse(options.input!)).toMatchObject({
      id: rows[0]!.row.id,
      host: 'box',
      kind: 'new',
    });
    expect(options.env).toMatchObject({
      PORTOLAN_KIND: 'new',
      PORTOLAN_PORT: '80',
      PORTOLAN_TRANSPORT: 'tcp',
      PORTOLAN_PROGRAM: 'nginx',
      PORTOLAN_ADDRESS: '0.0.0.0',
      PORTOLAN_SEVERITY: 'warning',
      PORTOLAN_HOST: 'box',
      PORTOLAN_WHY: rows[0]!.row.why,
    });
  });

  it('what it says is said', async () => {
    const { programs } = logger({ code: 0, out: 'done\n', err: 'careful\n' });
    const { notes } = await watched([], doorOpens, { programs, raw: { exec: 'logger' } });
    expect(notes.map(({ text }) => text)).toEqual(['logger: done', 'logger: careful']);
  });

  it('that fails is tried again, five times in all', async () => {
    const { started, programs } = logger({ code: 3, out: '', err: '' });
    const { notes } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(60_000, () => machine.end());
      },
      { programs, raw: { exec: 'logger' } },
    );
    expect(started).toHaveLength(5);
    expect(notes.map(({ text }) => text)).toEqual([
      '"logger" could not be told, and will be: it ended with 3',
      '"logger" does not take an event, which is given up: it ended with 3',
    ]);
  });

  it('that is not there stops the watch before it begins', async () => {
    const begun = watched([], doorOpens, { raw: { exec: 'loger' } });
    await expect(begun).rejects.toThrow(UsageError);
    await expect(begun).rejects.toThrow('there is no program "loger" here');
  });

  it('that goes away meanwhile is said once', async () => {
    const programs = {
      logger: () => {
        throw new NotFoundError('there is no program "logger" here');
      },
    };
    const { notes } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(3000, () => machine.listen(web, database));
        machine.at(9000, () => machine.end());
      },
      { programs, raw: { exec: 'logger' } },
    );
    expect(notes.map(({ text }) => text)).toEqual([
      '"logger" cannot be told of anything: there is no program "logger" here',
    ]);
  });

  it('arguments without a program are a slip', async () => {
    await expect(watched([], doorOpens, { raw: { arg: ['x'] } })).rejects.toThrow(UsageError);
  });
});

describe('the desktop', () => {
  const TEXT = `"nginx" & <b>co</b> \\n $(x) ; 'y'`;

  it('texts reach each system as arguments or variables, never inside a script', () => {
    const linux = notifierFor('linux', 'title', TEXT, true);
    expect(linux.words).toEqual([
      '--app-name=Portolan',
      '--urgency=critical',
      '--',
      'title',
      `"nginx" &amp; &lt;b&gt;co&lt;/b&gt; \\\\n $(x) ; 'y'`,
    ]);
    const mac = notifierFor('darwin', 'title', TEXT, false);
    expect(mac.words.slice(-2)).toEqual(['title', TEXT]);
    expect(mac.words.slice(0, -2).join(' ')).not.toContain('nginx');
    const windows = notifierFor('win32', 'title', TEXT, false);
    expect(windows.words.join(' ')).not.toContain('nginx');
    expect(windows.env).toEqual({ PORTOLAN_TITLE: 'title', PORTOLAN_TEXT: TEXT });
  });

  it('is told what, where and why, harmless', async () => {
    const shown: (readonly string[])[] = [];
    const programs = {
      'notify-send': (words: readonly string[]) => {
        shown.push(words);
        return { code: 0, out: '', err: '' };
      },
    };
    const evil = listening('tcp 127.0.0.1:81', running('\u001b[31mevil\u202e'));
    await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(evil));
        machine.at(9000, () => machine.end());
      },
      { programs, raw: { notify: true } },
    );
    expect(shown).toHaveLength(1);
    expect(shown[0]!.at(-2)).toBe('new: 81/tcp on box');
    expect(shown[0]!.at(-1)).toContain('\ufffd[31mevil\ufffd');
  });

  it.each<[what: string, programs: Parameters<typeof simulatedPrograms>[0], why: string]>([
    [
      'without a program for it',
      {},
      'there is no program "notify-send" here; it comes with libnotify-bin',
    ],
    [
      'without a desktop',
      { 'notify-send': () => ({ code: 1, out: '', err: 'Cannot autolaunch D-Bus\nmore' }) },
      'notify-send: Cannot autolaunch D-Bus',
    ],
  ])('%s: said once, and not tried again', async (_, programs, why) => {
    const { notes } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(3000, () => machine.listen(web, database));
        machine.at(9000, () => machine.end());
      },
      { ...(programs && { programs }), raw: { notify: true } },
    );
    expect(notes.map(({ text }) => text)).toEqual([
      `the desktop cannot be told of anything: ${why}`,
    ]);
  });

  it('many changes at once are few words', async () => {
    const shown: (string | undefined)[] = [];
    const programs = {
      'notify-send': (words: readonly string[]) => {
        shown.push(words.at(-2));
        return { code: 0, out: '', err: '' };
      },
    };
    const doors = Array.from({ length: 20 }, (_, i) =>
      listening(`tcp 0.0.0.0:${i + 81}`, running('x')),
    );
    const { rows } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(...doors));
        machine.at(9000, () => machine.end());
      },
      { programs, raw: { notify: true } },
    );
    expect(rows).toHaveLength(20);
    expect(shown).toEqual([
      expect.stringMatching(/^new: \d+\/tcp on box$/),
      expect.stringMatching(/^new: \d+\/tcp on box$/),
      '18 more changes on box',
    ]);
  });

  it('our own bugs are loud', async () => {
    const broken = simulatedPrograms({
      'notify-send': () => {
        throw new TypeError('x');
      },
    });
    const event = { kind: 'new', why: '' } as HookEvent;
    await expect(notification(broken, 'linux').tell(event, never)).rejects.toThrow(TypeError);
    const gone = simulatedPrograms({
      'notify-send': () => {
        throw new NotFoundError('gone');
      },
    });
    expect(await notification(gone, 'linux').tell(event, never)).toMatchObject({ kind: 'nobody' });
  });
});
