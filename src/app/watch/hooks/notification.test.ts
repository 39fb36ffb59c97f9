/** The desktop: harmless texts, few words, and no complaint twice. */
import { describe, expect, it } from 'vitest';
import { database, web } from '../../../../test/support/hooked.ts';
import { listening, running } from '../../../../test/support/listeners.ts';
import { watched } from '../../../../test/support/watched.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { never } from '../../../core/signal.ts';
import { simulatedPrograms } from '../../../platform/simulated/programs.ts';
import type { HookEvent } from './hook.ts';
import { notification, notifierFor } from './notification.ts';

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
