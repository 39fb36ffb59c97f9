/** A watch as a whole: how it ends, and what programs get of it. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { listening } from '../../../test/support/listeners.ts';
import { database, endAt, watched, web, type Changing } from '../../../test/support/watched.ts';
import { watch } from '../watch.ts';

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
