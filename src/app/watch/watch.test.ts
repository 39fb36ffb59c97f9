/** Watching a machine in virtual time: what is said when, and what is not worth a word. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../../test/support/listeners.ts';
import { inShort, watched, type Changing } from '../../../test/support/watched.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { simulatedStores } from '../../platform/simulated/stores.ts';
import type { Stores } from '../../platform/store.ts';
import { writeBaseline } from '../../survey/drift/baseline-file.ts';
import type { Listener } from '../../survey/listener.ts';
import { watch } from '../watch.ts';

const web = () => listening('tcp 0.0.0.0:80', running('nginx'));
const database = (address = '127.0.0.1') =>
  listening(`tcp ${address}:5432`, running('postgres', { unit: 'postgresql.service' }));

/** Ends the story some time after its last event. */
const endAt = (machine: Changing, time: number) => machine.at(time, () => machine.end());

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

describe('time that was missed', () => {
  it('after a sleep there is one look, and what comes back late has not been gone', async () => {
    const { rows, notes, looks } = await watched([web(), database()], (machine) => {
      machine.at(10_000, () => {
        machine.jump(2 * 3_600_000);
        machine.listen(database());
      });
      machine.at(13_500, () => machine.listen(web(), database()));
      endAt(machine, 20_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      'the machine slept for 2 h (or its clock was set forward): looking anew',
    ]);
    expect(inShort({ rows })).toEqual([]);
    expect(looks.filter((at) => at > 9000 && at < 11_000)).toHaveLength(1);
  });

  it('what is gone after it is told when it stays so', async () => {
    const { rows } = await watched([web(), database()], (machine) => {
      machine.at(10_000, () => {
        machine.jump(8 * 3_600_000);
        machine.listen(database());
      });
      endAt(machine, 20_000);
    });
    expect(inShort({ rows })).toEqual(['gone 80/tcp']);
    expect(rows[0]!.row.time).toMatch(/^2026-01-01T08:00:1/);
  });

  it('a clock that is set back is said, and nothing was missed', async () => {
    const { rows, notes, looks } = await watched([web()], (machine) => {
      machine.at(10_000, () => machine.jump(-3 * 60_000));
      endAt(machine, 20_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      'the clock was set back by 3 min: nothing was missed, but times of day come again',
    ]);
    expect([inShort({ rows }), looks.length]).toEqual([[], 1]);
  });

  it('a clock that is put right by a second is nothing', async () => {
    const { notes } = await watched([web()], (machine) => {
      machine.at(3000, () => machine.jump(1000));
      machine.at(6000, () => machine.jump(-1000));
      endAt(machine, 9000);
    });
    expect(notes).toEqual([]);
  });
});

describe('a collector that fails', () => {
  it('is tried again, said once, and once more when it works', async () => {
    const { rows, notes } = await watched([web()], (machine) => {
      machine.at(2000, () => machine.fail(new UsageError('too many open files')));
      machine.at(30_000, () => machine.fail());
      machine.at(40_000, () => machine.listen(web(), database()));
      endAt(machine, 60_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      "this machine's listeners cannot be read: too many open files; trying again",
      "this machine's listeners can be read again",
    ]);
    expect(inShort({ rows })).toEqual(['new 5432/tcp']);
  });

  it('from the first is the end', async () => {
    await expect(
      watched([], (machine) => machine.fail(new UsageError('no collector here'))),
    ).rejects.toThrow('no collector here');
  });

  it('with an error of ours is a bug, and loud', async () => {
    await expect(
      watched([], (machine) => {
        machine.at(1000, () => machine.fail(new TypeError('x is not a function')));
        endAt(machine, 5000);
      }),
    ).rejects.toThrow(TypeError);
  });

  it('what is not seen for want of permission is not gone', async () => {
    const { rows } = await watched([web(), database()], (machine) => {
      machine.at(2000, () => {
        machine.listen(database());
        machine.report({
          coverage: {
            complete: false,
            looked: ['udp'],
            gaps: [{ what: 'sockets', why: 'no', partial: true }],
          },
        });
      });
      endAt(machine, 60_000);
    });
    expect(inShort({ rows })).toEqual([]);
  });
});

describe('what was before', () => {
  const stores = async (story: (machine: Changing) => void, begin: Listener[]) => {
    const kept = simulatedStores();
    await watched(begin, story, { stores: kept });
    return kept;
  };
  const quiet = (machine: Changing) => endAt(machine, 2000);

  it('what changed while nobody watched is said first', async () => {
    const kept = await stores(quiet, [web(), database()]);
    const { rows } = await watched([database('0.0.0.0')], (machine) => endAt(machine, 9000), {
      stores: kept,
    });
    expect(inShort({ rows }).toSorted()).toEqual(['gone 80/tcp', 'wider 5432/tcp']);
    expect(rows.find(({ row }) => row.kind === 'wider')!.row.already).toBe(true);
  });

  it('unless one wants to begin anew', async () => {
    const kept = await stores(quiet, [web(), database()]);
    const { rows } = await watched([], quiet, { stores: kept, raw: { fresh: true } });
    expect(inShort({ rows })).toEqual([]);
  });

  it('a door that an earlier watch saw go is reopened', async () => {
    const kept = await stores(
      (machine) => {
        machine.at(1000, () => machine.listen());
        endAt(machine, 3000);
      },
      [web()],
    );
    const { rows } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(web()));
        endAt(machine, 3000);
      },
      { stores: kept },
    );
    expect(inShort({ rows })).toEqual(['reopened 80/tcp']);
  });

  it('what differs from a baseline is said first, and then what changes', async () => {
    const kept = await stores(quiet, [web(), database()]);
    const snapshot = (await kept.history.last())!;
    await kept.baselines.change('good', 'saved', '2026-01-01T00:00:00Z', () => snapshot);
    const { rows, result } = await watched(
      [database(), listening('tcp 0.0.0.0:23', running('telnetd'))],
      (machine) => {
        machine.at(2000, () => machine.listen(database()));
        endAt(machine, 4000);
      },
      { stores: kept, raw: { baseline: 'good' } },
    );
    expect(inShort({ rows })).toEqual(['new 23/tcp', 'gone 80/tcp', 'gone 23/tcp']);
    expect(rows.map(({ at }) => at < 500)).toEqual([true, true, false]);
    expect(result).toMatchObject({ baseline: 'good', kinds: { new: 1, gone: 2 } });
  });

  it('the baseline may be a file', async () => {
    const kept = await stores(quiet, [web(), database()]);
    const bytes = new TextEncoder().encode(writeBaseline((await kept.history.last())!));
    const { rows, result } = await watched([web(), database('0.0.0.0')], quiet, {
      files: { 'ports.json': bytes },
      raw: { file: 'ports.json' },
    });
    expect([inShort({ rows }), result.baseline]).toEqual([['wider 5432/tcp'], 'ports.json']);
  });

  it('a baseline that is not there is not found', async () => {
    await expect(watched([], quiet, { raw: { baseline: 'none' } })).rejects.toThrow(NotFoundError);
  });
});

describe('the end', () => {
  const opens = (machine: Changing) => {
    machine.at(1000, () => machine.listen(web()));
    machine.at(2000, () => machine.listen(web(), database()));
    machine.at(60_000, () => machine.end());
  };

  it.each<[words: Record<string, string>, endedBy: string, met: string | undefined, rows: number]>([
    [{ until: '5432' }, 'enough', '5432', 2],
    [{ until: 'tcp/5432,8080' }, 'enough', 'tcp/5432', 2],
    [{ until: 'nginx' }, 'enough', 'nginx', 1],
    [{ until: 'new' }, 'enough', 'new', 1],
    [{ until: 'gone', for: '5' }, 'time', undefined, 2],
    [{ count: '1' }, 'count', undefined, 1],
    [{ for: '3' }, 'time', undefined, 2],
    [{}, 'signal', undefined, 2],
    [{ only: '5432', count: '1' }, 'count', undefined, 1],
  ])('%o: %s', async (raw, endedBy, met, count) => {
    const { result, rows } = await watched([], opens, { raw });
    expect([result.endedBy, result.met, rows.length]).toEqual([endedBy, met, count]);
    expect(result.missing).toEqual(raw['until'] === 'gone' ? ['"gone" did not come'] : []);
  });

  it('what one waits for may be there already', async () => {
    const { result, rows } = await watched([database()], opens, { raw: { until: '5432' } });
    expect([result.met, rows]).toEqual(['5432', []]);
  });

  it('says all words that were met, for --fail-on', async () => {
    const { result } = await watched([], opens, { raw: { for: '4' } });
    expect(result.found).toEqual(expect.arrayContaining(['new', 'expected', 'notice', 'warning']));
  });
});

describe('for programs', () => {
  it('the document and the table are what was declared', async () => {
    const { rows, result } = await watched([web(), database()], (machine) => {
      machine.at(1000, () => machine.listen(database('0.0.0.0'), listening('udp [::]:69')));
      endAt(machine, 4000);
    });
    expect(rows).toHaveLength(3);
    const events = rows.map(({ row }) => row);
    const isLegal = new Ajv({ strict: true, strictRequired: false }).compile(watch.output);
    isLegal(JSON.parse(JSON.stringify({ events, ...result })));
    expect(isLegal.errors ?? []).toEqual([]);
    const flat = events.map((row) => watch.live!.row(row));
    expect(new Set(flat.map((row) => Object.keys(row).join())).size).toBe(1);
    expect(flat.flatMap((row) => Object.values(row))).not.toContain(undefined);
    expect(flat.find(({ kind }) => kind === 'gone')).toMatchObject({
      port: 80,
      address: '0.0.0.0',
      program: 'nginx',
      verdict: '',
    });
  });
});

describe('what is seen is kept', () => {
  /** Stores whose history takes nothing while `isFull()`. */
  const fragile = (isFull: () => boolean): Stores => {
    const kept = simulatedStores();
    const add: Stores['history']['add'] = async (events, last) => {
      if (isFull()) throw new UsageError('"portolan.db" cannot be written: the disk is full');
      await kept.history.add(events, last);
    };
    return { ...kept, history: { ...kept.history, add } };
  };

  it('before it is said', async () => {
    const kept = simulatedStores();
    const order: string[] = [];
    const stores: Stores = {
      ...kept,
      history: {
        ...kept.history,
        async add(events, last) {
          await kept.history.add(events, last);
          order.push(...events.map(({ drift }) => `kept ${drift.kind}`));
        },
      },
    };
    const { rows } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => machine.listen(web()));
        endAt(machine, 3000);
      },
      { stores },
    );
    expect([order, inShort({ rows })]).toEqual([['kept new'], ['new 80/tcp']]);
    expect(await kept.history.events()).toMatchObject([
      { at: rows[0]!.row.time, drift: { kind: 'new', port: 80 } },
    ]);
  });

  it('a full disk is said once; watching goes on; all is there when there is room again', async () => {
    let isFull = false;
    const stores = fragile(() => isFull);
    const { rows, notes } = await watched(
      [],
      (machine) => {
        machine.at(1000, () => (isFull = true));
        machine.at(2000, () => machine.listen(web()));
        machine.at(4000, () => machine.listen(web(), database()));
        machine.at(6000, () => (isFull = false));
        endAt(machine, 60_000);
      },
      { stores },
    );
    expect(inShort({ rows })).toEqual(['new 80/tcp', 'new 5432/tcp']);
    expect(notes.map(({ text }) => text)).toEqual([
      'what is seen is not remembered: "portolan.db" cannot be written: the disk is full; watching goes on',
      'what is seen is remembered again, and so is what was seen meanwhile',
    ]);
    expect((await stores.history.events()).map(({ drift }) => drift.port)).toEqual([80, 5432]);
  });
});
