/** What reaches whom, and when: what is held back, chosen, tried again, and left to the next watch. */
import { describe, expect, it } from 'vitest';
import {
  database,
  doorOpens,
  hooked,
  server,
  toldInShort,
  web,
} from '../../../../test/support/hooked.ts';
import { listening, running } from '../../../../test/support/listeners.ts';
import type { Changing } from '../../../../test/support/watched.ts';
import { NotFoundError, UnavailableError } from '../../../core/errors.ts';
import type { Folders, WebDoor } from '../../../platform/platform.ts';
import { simulatedFolders } from '../../../platform/simulated/folders.ts';
import { readQueue } from './queue-text.ts';

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
    expect(toldInShort(heard)).toEqual(['gone 80', 'reopened 80']);
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
    expect(toldInShort(heard).toSorted()).toEqual(['gone 5432', 'gone 80', 'new 5432']);
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
    expect(toldInShort(heard)).toEqual(['new 5432']);
  });
});

describe('what could not be told', () => {
  const away = () => server(() => undefined);

  it('waits on the disk, without the address, and the next watch tells it', async () => {
    const folders = simulatedFolders();
    const { notes } = await hooked(doorOpens, { web: away().web, folders });
    expect(notes.at(-1)!.text).toBe(
      'hooks could not be told everything: 1 event waits on the disk, for a day; the next watch with the same hooks tells it',
    );
    const text = folders.state.text('watch-queue.ndjson')!;
    expect(text).not.toContain('secret-path');
    const { heard, web: door } = server();
    await hooked((machine) => machine.at(5000, () => machine.end()), {
      web: door,
      folders,
      seed: 2,
    });
    expect(toldInShort(heard)).toEqual(['new 80']);
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
    expect(toldInShort(heard)).toEqual(['new 80']);
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

  it('for want of time does not count as watching', async () => {
    // It answers long after the end.
    const slow: WebDoor = {
      get: () => Promise.reject(new Error('nobody asks')),
      post: (_, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new NotFoundError('it does not answer'))),
        ),
    };
    const { result, notes } = await hooked(
      (machine) => machine.at(1000, () => machine.listen(web)),
      {
        web: slow,
        raw: { for: '4' },
      },
    );
    expect(result.seconds).toBe(4);
    expect(Date.parse(result.endedAt) - Date.parse(result.startedAt)).toBe(4000);
    expect(notes.at(-1)!.at).toBe(9000);
  });

  it('a disk that takes nothing is said once; what is in memory is told all the same', async () => {
    const folders = simulatedFolders();
    const full: Folders = {
      ...folders,
      state: {
        ...folders.state,
        update: async () => {
          throw new UnavailableError('"watch-queue.ndjson" cannot be written: the disk is full');
        },
      },
    };
    const { heard, web: door } = server((_, count) => (count === 1 ? { status: 500 } : {}));
    const { notes } = await hooked(doorOpens, { web: door, folders: full });
    expect(toldInShort(heard)).toEqual(['new 80', 'new 80']);
    expect(notes.map(({ text }) => text).filter((text) => text.includes('disk'))).toEqual([
      'what the hooks are to be told is kept in memory alone: "watch-queue.ndjson" cannot be written: the disk is full',
    ]);
    const left = await hooked(doorOpens, { web: away().web, folders: full, seed: 2 });
    expect(left.notes.at(-1)!.text).toBe(
      'hooks could not be told everything: 1 event may be lost, since none can be kept',
    );
  });
});
