/** The picture of a watch: it fits every terminal, hides nothing that matters, and obeys nobody. */
import pc from 'picocolors';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  FOREIGN_PROGRAMS,
  listening,
  running,
  seenExcept,
} from '../../../../test/support/listeners.ts';
import { obeyed, tooWide, uncoloured } from '../../../../test/support/terminal.ts';
import { watched, type Watched } from '../../../../test/support/watched.ts';
import type { WatchState } from '../../../app/watch/result.ts';
import type { WatchRow } from '../../../app/watch/row.ts';
import type { Seen } from '../view.ts';
import { watchLiveView } from './watch-live.ts';
import { watchView } from './watch.ts';

const EVIL = '\u001b[31mevil\u202e\u0007';
const doors = [
  listening('tcp 0.0.0.0:80', running('nginx')),
  listening('tcp [::]:80', running('nginx')),
  listening('tcp 0.0.0.0:5432', running('postgres', { user: 'postgres' })),
  listening('tcp 0.0.0.0:9100', running('a-program-with-a-rather-long-name')),
  listening('tcp [2001:db8:1234:5678:9abc:def0:1234:5678]:22', running('sshd')),
  listening('udp 0.0.0.0:45000', running('chrome')),
  ...Array.from({ length: 20 }, (_, i) => listening(`tcp 127.0.0.1:${i + 7000}`, running('app'))),
];

let told: Watched;
let seen: Seen<WatchRow, WatchState>;
beforeAll(async () => {
  told = await watched(doors, (machine) => {
    machine.at(1000, () =>
      machine.listen(...doors.slice(2), listening('tcp 0.0.0.0:6379', running(EVIL))),
    );
    machine.at(3000, () => machine.report({ coverage: seenExcept(FOREIGN_PROGRAMS) }));
    machine.at(3000, () =>
      machine.listen(...doors.slice(1), listening('udp 0.0.0.0:69', running('漢字'))),
    );
    machine.at(6000, () => machine.end());
  });
  const state = told.states.at(-1)!;
  seen = {
    state,
    happened: [...told.rows.map(({ row }) => ({ row })), { note: `the disk is full ${EVIL}` }],
  };
});

const colours = pc.createColors(true);
const draw = (width: number, height: number, what = seen) =>
  watchLiveView.screen!(what, { width, height, colours, numeric: false });

describe.each([1, 3, 10, 20, 24, 30, 40, 56, 80, 120])('on %i columns', (width) => {
  it.each([6, 10, 16, 24, 50, 100])('and %i lines it fits', (height) => {
    const lines = draw(width, height);
    expect(tooWide(lines.join('\n'), width)).toEqual([]);
    expect(obeyed(lines.join('\n'))).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(height);
  });

  // Narrower ones wrap lines themselves.
  it.skipIf(width < 30)('lines fit too', () => {
    const options = { width, colours, numeric: false };
    const lines = [
      ...watchLiveView.first!(seen.state!, options),
      ...told.rows.flatMap(({ row }) => watchLiveView.row(row, options)),
      ...watchView(told.result, options),
    ];
    expect(tooWide(lines.join('\n'), width)).toEqual([]);
    expect(obeyed(lines.join('\n'))).toEqual([]);
  });
});

describe('on a small terminal', () => {
  const text = (width: number, height: number, what = seen) =>
    draw(width, height, what).map(uncoloured);

  it.each([8, 10, 12, 16, 24])(
    'of 40 columns and %i lines something of what happened shows',
    (height) => {
      const lines = text(40, height);
      const latest = lines.findIndex((line) => line.includes('The disk is full'));
      expect(latest).toBeGreaterThan(0);
      expect(lines.length - latest).toBeGreaterThanOrEqual(3);
    },
  );

  it('of 40 columns and 12 lines the worst doors show, and how many there are', () => {
    const lines = text(40, 12);
    expect(lines[0]).toMatch(/^\d+ doors open/);
    expect(lines.join('\n')).toMatch(/5432\/tcp +exposed[^]* and \d+ more/);
  });

  it('a single door shows, however much has happened', () => {
    const door = seen.state!.survey.listeners.find(({ port }) => port === 5432);
    const survey = { ...seen.state!.survey, listeners: [door!] };
    const lines = text(40, 12, { ...seen, state: { ...seen.state!, survey } });
    expect(lines.join('\n')).toMatch(/5432\/tcp +exposed/);
  });

  it('a sentence that is cut shows that it is', () => {
    const lines = text(40, 9, { ...seen, happened: [{ note: 'word '.repeat(60).trim() }] });
    expect(lines.at(-1)).toMatch(/…$/);
  });

  it('of 10 columns and 3 lines: how many doors, and what came last', () => {
    const rows = { ...seen, happened: told.rows.map(({ row }) => ({ row })) };
    const lines = text(10, 3, rows);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^\d+ doors/);
    const { kind, port } = told.rows.at(-1)!.row;
    expect(lines[1]).toMatch(new RegExp(`^${kind} ${String(port).slice(0, 2)}`));
    for (const height of [1, 2, 3, 5, 9]) {
      expect(tooWide(text(10, height, seen).join('\n'), 10)).toEqual([]);
      expect(text(10, height, seen).length).toBeLessThanOrEqual(height);
    }
  });
});

describe('on a usual terminal', () => {
  const text = (height = 40) => uncoloured(draw(100, height).join('\n'));

  it('stand the doors, worst first, and what happened, latest first', () => {
    expect(text()).toMatch(
      /^\d+ doors open, .*\nwatching box since \d\d:\d\d:\d\d; Ctrl-C ends\nNot seen: [^]*5432\/tcp +exposed[^]*7000\/tcp[^]*WHAT HAPPENED, the latest first\n +The disk is full/,
    );
    expect(text().indexOf('gone')).toBeLessThan(text().indexOf('6379/tcp is new'));
    expect(text()).not.toContain('45000');
  });

  it('what is left out for want of room is counted, and what happened has room', () => {
    const small = text(20);
    expect(small).toMatch(/\n {3}and \d+ more\n/);
    expect(small).toContain('WHAT HAPPENED');
    expect(small).toContain('The disk is full');
  });

  it('nothing has happened yet', () => {
    const quiet = { ...seen, happened: [] };
    expect(uncoloured(draw(100, 50, quiet).join('\n'))).toContain('Nothing has changed yet.');
    expect(draw(100, 50, { happened: [] })).toEqual(['Looking …']);
  });
});

describe('when it has ended', () => {
  it.each<[change: Partial<Watched['result']>, says: string]>([
    [{ kinds: {} }, 'Watched for 6 s: nothing changed.'],
    [{ kinds: { new: 2, gone: 1 } }, 'Watched for 6 s: 2 new, 1 gone.'],
    [{ kinds: { new: 1 }, met: '5432' }, 'Watched for 6 s: 1 new; "5432" came.'],
    [
      { kinds: {}, waiting: 1 },
      'Watched for 6 s: nothing changed for sure. A change was seen too late to be sure of: the next watch tells.',
    ],
    [
      { kinds: { new: 1 }, waiting: 2 },
      'Watched for 6 s: 1 new. 2 changes were seen too late to be sure of: the next watch tells.',
    ],
  ])('%o', (change, says) => {
    const options = { width: 200, colours: pc.createColors(false), numeric: false };
    expect(watchView({ ...told.result, ...change }, options)).toEqual([says]);
  });
});
