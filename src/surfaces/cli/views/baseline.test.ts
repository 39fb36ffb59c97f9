import { describe, expect, it } from 'vitest';
import { portolan, type Surroundings } from '../../../../test/support/command.ts';
import { HOSTILE_NAME } from '../../../../test/support/busy-machine.ts';
import { listening, report, running } from '../../../../test/support/listeners.ts';
import { snapshot } from '../../../../test/support/snapshots.ts';
import { simulatedStores } from '../../../platform/simulated/stores.ts';
import { writeBaseline } from '../../../survey/drift/baseline-file.ts';
import { printable, width } from '../text.ts';

const THEN = [
  listening('tcp 127.0.0.1:6379', running('redis-server')),
  listening('tcp 0.0.0.0:80', running('nginx')),
  listening('tcp [::]:22', running('sshd', { path: '/usr/sbin/sshd' })),
];
const NOW = [
  listening('tcp 0.0.0.0:6379', running('redis-server')),
  listening('tcp 0.0.0.0:80', running(HOSTILE_NAME, { path: `/tmp/${HOSTILE_NAME}` })),
  listening('udp 0.0.0.0:40000', running('implant')),
];

async function story(columns: number, env: Surroundings['env'] = {}) {
  const world = { stores: simulatedStores(), columns, isTTY: false, env };
  const said: string[] = [];
  for (const [words, listeners] of [
    ['list', THEN],
    ['save', THEN],
    ['save before-upgrade', THEN],
    ['list', THEN],
    ['show', THEN],
    ['diff', THEN],
    ['diff', NOW],
    ['accept 6379', NOW],
    ['accept', NOW],
    ['accept', NOW],
    ['undo', NOW],
    ['show', NOW],
    ['remove before-upgrade', NOW],
  ] as const) {
    const listed = report(listeners);
    const { out, err, code } = await portolan(['baseline', ...words.split(' ')], {
      ...world,
      listeners: listed,
    });
    expect([words, code, err]).toEqual([words, 0, '']);
    said.push(out);
  }
  return said;
}

describe('what a person reads of baselines', () => {
  it.each([40, 60, 80, 100, 140])('fits %i columns', async (columns) => {
    for (const text of await story(columns)) {
      const long = text
        .split('\n')
        .filter((line) => width(line) > columns)
        // What is to be copied stays in one piece.
        .filter((line) => !line.includes('portolan baseline'));
      expect(long).toEqual([]);
    }
  });

  it('never lets a foreign name command the terminal', async () => {
    for (const text of await story(80, { FORCE_COLOR: '1' })) {
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(text.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0009\u001b\u202e]/);
      expect(text).not.toContain('\u001b[31m');
    }
  });

  it('says what changed, worst first, a paragraph each', async () => {
    const diff = (await story(100))[6]!;
    expect(diff.replaceAll(printable(HOSTILE_NAME), 'NAME')).toBe(
      `4 changes: 1 wider, 1 new, 1 with another program, 1 gone.
Compared with the baseline "default" of 2026-01-01 00:00 UTC.

!  wider 6379/tcp
     6379/tcp is open wider: redis-server was bound to 127.0.0.1 and is bound to 0.0.0.0 now, and
     the local network can reach it.
     Bind it as it was, let a firewall keep others out, or accept it.

!  program 80/tcp
     80/tcp belongs to /tmp/NAME now, where /usr/bin/nginx
     was; it is bound to 0.0.0.0.
     Make sure that it is meant to be there; if not, stop it and find out what started it.

·  new 40000/udp
     40000/udp, in the range that the system hands out, is of implant, which had no port there
     before.
     Make sure that you know why; then accept it, or stop it.

·  gone 22/tcp
     22/tcp is gone: sshd listened there (::).
     If it was stopped on purpose, accept that; else find out why it ended.

To accept all of it: portolan baseline accept
`,
    );
  });

  it('says of every row on which addresses it is, as far as that is known', async () => {
    const dynamic = [
      listening('udp 0.0.0.0:40000', running('firefox')),
      listening('udp [::1]:40001', running('firefox')),
      listening('tcp 127.0.0.1:40002', running('node')),
    ];
    const shown = async (given: Partial<Surroundings>, ...words: string[]) => {
      const world = { ...given, columns: 80, isTTY: false };
      const { out } = await portolan(['baseline', 'show', ...words], world);
      return out
        .split('\n')
        .filter((line) => line.startsWith('dynamic'))
        .toSorted();
    };
    const stores = simulatedStores();
    await portolan(['baseline', 'save'], { stores, listeners: report(dynamic) });
    expect(await shown({ stores })).toEqual([
      expect.stringMatching(/^dynamic\/tcp +\S*node +127\.0\.0\.1$/),
      expect.stringMatching(/^dynamic\/udp +\S*firefox +0\.0\.0\.0, ::1$/),
    ]);
    const files = { 'b.json': new TextEncoder().encode(writeBaseline(snapshot(dynamic))) };
    expect(await shown({ files }, '--file', 'b.json')).toEqual([
      expect.stringMatching(/^dynamic\/tcp +\S*node +\(this machine\)$/),
      expect.stringMatching(/^dynamic\/udp +\S*firefox +\(any\)$/),
    ]);
  });

  it('is quiet when nothing has changed', async () => {
    expect((await story(80))[5]).toBe(
      'Nothing has changed that can be seen; 3 doors are as they were.\n' +
        'Compared with the baseline "default" of 2026-01-01 00:00 UTC.\n',
    );
  });
});
