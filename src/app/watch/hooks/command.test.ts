/** The user's own program: what it gets, and what becomes of it when it fails or goes. */
import { describe, expect, it } from 'vitest';
import { database, doorOpens, web } from '../../../../test/support/hooked.ts';
import { listening, running } from '../../../../test/support/listeners.ts';
import { watched } from '../../../../test/support/watched.ts';
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import type { ProgramOptions } from '../../../platform/programs.ts';
import type { HookEvent } from './hook.ts';

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

  it.each([
    ['a line\nand another', 'a line\ufffdand another'],
    ['\u001b]0;title\u0007', '\ufffd]0;title\ufffd'],
    [`$(touch x) "'`, `$(touch x) "'`],
    ['\u202egnp.exe', '\ufffdgnp.exe'],
  ])('is told of a program called %j, harmless', async (name, said) => {
    const { started, programs } = logger();
    await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(listening('tcp 0.0.0.0:80', running(name))));
        machine.at(9000, () => machine.end());
      },
      { programs, raw: { exec: 'logger' } },
    );
    const { env, input } = started[0]!.options;
    expect(env!['PORTOLAN_PROGRAM']).toBe(said);
    const event = JSON.parse(input!) as HookEvent;
    expect([event.program, event.why.includes(said)]).toEqual([said, true]);
    for (const text of [event.why, event.advice, ...Object.values(env!)]) {
      expect(text).not.toMatch(/[\p{Control}\u202e]/u);
    }
  });

  it('is told the name that the survey says, not the one that the system has cut', async () => {
    const { started, programs } = logger();
    const cut = running('a-program-with-', { path: '/usr/bin/a-program-with-a-long-name' });
    await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(listening('tcp 0.0.0.0:80', cut)));
        machine.at(9000, () => machine.end());
      },
      { programs, raw: { exec: 'logger' } },
    );
    expect(started[0]!.options.env!['PORTOLAN_PROGRAM']).toBe('a-program-with-a-long-name');
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
