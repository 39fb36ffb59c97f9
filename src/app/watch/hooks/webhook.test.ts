/** A web address: what it gets, what is tried again, and what is never told to anybody else. */
import { describe, expect, it } from 'vitest';
import {
  database,
  doorOpens,
  hanging,
  hooked,
  server,
  toldInShort,
  web,
} from '../../../../test/support/hooked.ts';
import { UsageError } from '../../../core/errors.ts';

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
    expect(toldInShort(heard)).toEqual([
      'new 80',
      'new 80',
      'new 80',
      'new 80',
      'new 80',
      'new 5432',
    ]);
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
        times.push(Date.parse(JSON.parse(String(all[1].body)).time as string));
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
    expect(toldInShort(heard)).toEqual([...Array.from({ length: 5 }, () => 'new 80'), 'new 5432']);
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

  it('that hangs at the end is waited for no longer than is said', async () => {
    const { notes } = await hooked(
      (machine) => {
        machine.at(1000, () => machine.listen(web));
        machine.at(3000, () => machine.end());
      },
      { web: hanging },
    );
    expect(notes[0]).toEqual({
      at: 4000,
      text: 'waiting for the webhook at hooks.example, 4 s more at most',
    });
    expect(notes.at(-1)!.at).toBe(8000);
  });
});
