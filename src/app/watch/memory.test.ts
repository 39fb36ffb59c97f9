/** What was before a watch, and what it keeps for those after it. */
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
import { NotFoundError, UnavailableError } from '../../core/errors.ts';
import { simulatedStores } from '../../platform/simulated/stores.ts';
import type { Stores } from '../../platform/store.ts';
import { writeBaseline } from '../../survey/drift/baseline-file.ts';
import type { Listener } from '../../survey/listener.ts';

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

  describe('is said by a short watch at its end', () => {
    const never = () => {};

    it.each<[seconds: string, now: Listener[], said: string[]]>([
      ['2', [database()], ['gone 80/tcp']],
      ['3', [database(), listening('tcp 0.0.0.0:80', running('nc'))], ['program 80/tcp']],
      ['3', [listening('tcp 0.0.0.0:81', running('nginx')), database()], ['moved 81/tcp']],
    ])('of %s s: %#', async (seconds, now, said) => {
      const kept = await stores(quiet, [web(), database()]);
      const short = { stores: kept, raw: { for: seconds } };
      const { rows, result } = await watched(now, never, short);
      expect(inShort({ rows })).toEqual(said);
      expect(rows.map(({ row }) => row.already)).toEqual([true]);
      expect(result).toMatchObject({ endedBy: 'time', waiting: 0 });
      // And not again.
      expect((await watched(now, never, short)).rows).toEqual([]);
    });

    it('and may be what was waited for', async () => {
      const kept = await stores(quiet, [web()]);
      const { result } = await watched([], never, {
        stores: kept,
        raw: { for: '3', until: 'gone' },
      });
      expect(result).toMatchObject({ met: 'gone', missing: [], found: ['gone', 'notice'] });
    });

    it('unless it came back', async () => {
      const kept = await stores(quiet, [web(), database()]);
      const { rows, result } = await watched(
        [database()],
        (machine) => machine.at(1500, () => machine.listen(web(), database())),
        { stores: kept, raw: { for: '3' } },
      );
      expect([inShort({ rows }), result.waiting]).toEqual([[], 0]);
    });

    it.each<[why: string, end: number, story: (machine: Changing) => void]>([
      ['it went a moment ago', 3, (machine) => machine.at(2700, () => machine.listen())],
      [
        'the machine slept meanwhile',
        3,
        (machine) => {
          machine.at(1000, () => machine.jump(3_600_000));
          machine.at(1000, () => machine.listen());
        },
      ],
    ])('unless %s: then it is counted, and the next one tells', async (_, end, story) => {
      const kept = simulatedStores();
      const first = await watched([web()], story, { stores: kept, raw: { for: String(end) } });
      expect([inShort(first), first.result.waiting]).toEqual([[], 1]);
      const next = await watched([], never, { stores: kept, raw: { for: '2' } });
      expect([inShort(next), next.result.waiting]).toEqual([['gone 80/tcp'], 0]);
    });

    it('unless somebody ends it, who need not wait for a last look', async () => {
      const kept = await stores(quiet, [web()]);
      const { rows, looks, result } = await watched([], (machine) => endAt(machine, 3000), {
        stores: kept,
      });
      expect([inShort({ rows }), looks.length, result.waiting]).toEqual([[], 1, 1]);
    });
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

describe('what is seen is kept', () => {
  /** Stores whose history takes nothing while `isFull()`. */
  const fragile = (isFull: () => boolean): Stores => {
    const kept = simulatedStores();
    const add: Stores['history']['add'] = async (events, last) => {
      if (isFull()) throw new UnavailableError('"portolan.db" cannot be written: the disk is full');
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
