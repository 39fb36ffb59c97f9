/** Watching a machine in virtual time: what is said when, and what is not worth a word. */
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../../test/support/listeners.ts';
import {
  database,
  endAt,
  inShort,
  watched,
  web,
  type Changing,
} from '../../../test/support/watched.ts';
import { UsageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import type { Listener } from '../../survey/listener.ts';

describe('what changes is said within a second', () => {
  it.each<[what: string, before: Listener[], after: Listener[], said: string[]]>([
    ['a door that opens', [], [web()], ['new 80/tcp']],
    ['one that closes', [web()], [], ['gone 80/tcp']],
    ['one that opens further', [database()], [database('0.0.0.0')], ['wider 5432/tcp']],
    ['one that opens less far', [database('0.0.0.0')], [database()], ['narrower 5432/tcp']],
    [
      'another program behind it',
      [web()],
      [listening('tcp 0.0.0.0:80', running('nc'))],
      ['program 80/tcp'],
    ],
    [
      'a program that moves',
      [listening('tcp 0.0.0.0:8000', running('app'))],
      [listening('tcp 0.0.0.0:8001', running('app'))],
      ['moved 8001/tcp'],
    ],
    [
      'three things at once',
      [web(), database()],
      [
        listening('tcp 0.0.0.0:80', running('nc')),
        database('0.0.0.0'),
        listening('udp 0.0.0.0:53', running('named')),
      ],
      ['program 80/tcp', 'wider 5432/tcp', 'new 53/udp'],
    ],
  ])('%s', async (_, before, after, said) => {
    // At any moment between two glances.
    for (const happens of [3001, 3100, 3200, 3300, 3399]) {
      const { rows } = await watched(before, (machine) => {
        machine.at(happens, () => machine.listen(...after));
        endAt(machine, 6000);
      });
      expect(inShort({ rows }).toSorted()).toEqual(said.toSorted());
      for (const { at } of rows) expect(at - happens).toBeLessThan(1000);
    }
  });

  it('a row has the listener as the survey shows it, and what was there', async () => {
    const { rows } = await watched([database()], (machine) => {
      machine.at(1000, () => machine.listen(database('0.0.0.0')));
      machine.at(3000, () => machine.listen());
      endAt(machine, 5000);
    });
    expect(rows.map(({ row }) => row)).toMatchObject([
      {
        id: expect.stringMatching(/^\w+-\w+$/) as string,
        time: expect.stringMatching(/^2026-01-01T00:00:01\.\d{3}Z$/) as string,
        kind: 'wider',
        severity: 'warning',
        listener: { address: '0.0.0.0', verdict: 'exposed', processes: [{ name: 'postgres' }] },
        before: { address: '127.0.0.1', verdict: 'expected' },
        entry: { port: 5432 },
      },
      { kind: 'gone', listener: { address: '0.0.0.0', port: 5432 }, before: undefined },
    ]);
    expect(new Set(rows.map(({ row }) => row.id)).size).toBe(2);
  });

  it('a container that comes is found by the next whole look', async () => {
    const { rows } = await watched([web()], (machine) => {
      const process = running('redis-server');
      machine.at(1000, () =>
        machine.report({
          elsewhere: [
            {
              namespace: 'net:[7]',
              container: { engine: 'docker', id: 'f'.repeat(64), name: 'cache' },
              process,
              listeners: [listening('tcp 0.0.0.0:6379', process)],
            },
          ],
        }),
      );
      endAt(machine, 60_000);
    });
    expect(rows.map(({ row }) => [row.kind, row.place])).toEqual([['new', 'docker:cache']]);
    expect(rows[0]!.row.listener).toMatchObject({ port: 6379 });
  });

  it.each([
    [{}, []],
    [{ everywhere: true }, [['new', 'netns:blue']]],
  ])('another network namespace is told of only when asked for: %j', async (raw, said) => {
    const process = running('redis-server');
    const elsewhere = [
      {
        namespace: 'net:[7]',
        name: 'blue',
        process,
        listeners: [listening('tcp 0.0.0.0:6379', process)],
      },
    ];
    const { rows, result } = await watched(
      [web()],
      (machine) => {
        machine.at(1000, () => machine.report({ elsewhere }));
        endAt(machine, 60_000);
      },
      { raw: { until: '6379', ...raw } },
    );
    expect(rows.map(({ row }) => [row.kind, row.place])).toEqual(said);
    expect(result.met).toBe(said.length === 0 ? undefined : '6379');
  });
});

describe('a restart is nothing', () => {
  it('a thousand of them, of all lengths that settle', async () => {
    const chance = seededRandom(4);
    const { rows, looks } = await watched([web(), database()], (machine) => {
      let time = 1000;
      for (let i = 0; i < 1000; i++) {
        machine.at(time, () => machine.listen(database()));
        time += chance() * 290;
        machine.at(time, () => machine.listen(web(), database()));
        time += 130 + chance() * 900;
      }
      endAt(machine, time + 2000);
    });
    expect(inShort({ rows })).toEqual([]);
    expect(looks.length).toBeGreaterThan(300);
  });

  it('a program that becomes another one on its way up', async () => {
    const { rows } = await watched([web()], (machine) => {
      const [pid] = web().processes.map((process) => process.pid);
      const starting = listening('tcp 0.0.0.0:80', running('sh', { pid: pid! + 1 }));
      const started = listening('tcp 0.0.0.0:80', running('nginx', { pid: pid! + 1 }));
      machine.at(1000, () => machine.listen(starting));
      machine.at(1500, () => machine.listen(started));
      endAt(machine, 5000);
    });
    expect(inShort({ rows })).toEqual([]);
  });

  it('longer than it takes to settle it is two lines', async () => {
    const { rows } = await watched([web()], (machine) => {
      machine.at(1000, () => machine.listen());
      machine.at(4000, () => machine.listen(web()));
      endAt(machine, 6000);
    });
    expect(inShort({ rows })).toEqual(['gone 80/tcp', 'reopened 80/tcp']);
  });

  it('unless one is asked to wait longer', async () => {
    const story = (machine: Changing) => {
      machine.at(1000, () => machine.listen());
      machine.at(4000, () => machine.listen(web()));
      endAt(machine, 6000);
    };
    expect(inShort(await watched([web()], story, { raw: { settle: '3.5' } }))).toEqual([]);
    await expect(watched([web()], story, { raw: { settle: 'long' } })).rejects.toThrow(
      new UsageError('settle takes 0 to 600 seconds, not "long"'),
    );
  });
});

describe('what no glance shows', () => {
  it('a program that becomes another one behind its socket is found all the same', async () => {
    const { rows } = await watched([web()], (machine) => {
      const pid = web().processes[0]!.pid;
      machine.listen(listening('tcp 0.0.0.0:80', running('nginx', { pid })));
      machine.at(1000, () =>
        machine.listen(listening('tcp 0.0.0.0:80', running('xmrig', { pid }))),
      );
      endAt(machine, 60_000);
    });
    expect(inShort({ rows })).toEqual(['program 80/tcp']);
  });

  it('a door whose program is not there yet is looked at again before it is told', async () => {
    const { rows } = await watched([], (machine) => {
      machine.at(1000, () => machine.listen(listening('tcp 0.0.0.0:80')));
      machine.at(1500, () => machine.listen(web()));
      endAt(machine, 4000);
    });
    expect(inShort({ rows })).toEqual(['new 80/tcp']);
    expect(rows[0]!.row.listener!.processes).toMatchObject([{ name: 'nginx' }]);
  });

  it('one that never gets any is told', async () => {
    const { rows } = await watched([], (machine) => {
      machine.at(1000, () => machine.listen(listening('udp 0.0.0.0:51000')));
      machine.at(1000, () => machine.listen(listening('udp 0.0.0.0:2049')));
      endAt(machine, 4000);
    });
    expect(inShort({ rows })).toEqual(['new 2049/udp']);
  });
});

describe('clients that come and go in the ports of the system', () => {
  const client = (port: number) => listening(`udp 0.0.0.0:${port}`, running('resolver'));
  const server = web();

  it('are no news, and cost next to nothing', async () => {
    const { rows, looks } = await watched([server, client(40_000)], (machine) => {
      for (let i = 0; i < 600; i++) {
        machine.at(1000 + i * 100, () => machine.listen(server, client(40_001 + i)));
      }
      endAt(machine, 61_000);
    });
    expect(inShort({ rows })).toEqual([]);
    // The first, two for the burst, one for every half of a minute, and the one that comes anyway.
    expect(looks.length).toBeLessThanOrEqual(6);
  });

  it('do not hide what happens beside them', async () => {
    const { rows } = await watched([client(40_000)], (machine) => {
      for (let i = 0; i < 600; i++) {
        const others = i < 300 ? [] : [server];
        machine.at(1000 + i * 100, () => machine.listen(client(40_001 + i), ...others));
      }
      endAt(machine, 61_000);
    });
    expect(inShort({ rows })).toEqual(['new 80/tcp']);
    expect(rows[0]!.at - 31_000).toBeLessThan(1000);
  });

  it('a program that had none of them before is told, within a second when all is quiet', async () => {
    const { rows } = await watched([client(40_000)], (machine) => {
      machine.at(5000, () =>
        machine.listen(client(40_000), listening('tcp 0.0.0.0:41000', running('implant'))),
      );
      endAt(machine, 8000);
    });
    expect(inShort({ rows })).toEqual(['new 41000/tcp']);
    expect(rows[0]!.at - 5000).toBeLessThan(1000);
  });
});
