/** What becomes of an edition whose files are damaged: the floor answers, or all goes on, and it is said. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { answers, fileOf, registry, status, with1st } from '../../../test/support/edition.ts';
import { EDITION_FILES } from '../../atlas/registry/edition.ts';
import { UnavailableError } from '../../core/errors.ts';
import type { Folder, Folders } from '../../platform/platform.ts';

/** What can become of a file. */
const DAMAGES: Readonly<Record<string, (folder: Folder, name: string) => Promise<void>>> = {
  removed: (folder, name) => folder.remove(name),
  emptied: (folder, name) => folder.write(name, ''),
  truncated: (folder, name) => folder.write(name, folder.text(name)!.slice(0, -20)),
  'full of garbage': (folder, name) => folder.write(name, '\0garbage\n\tfor ever'),
  'garbage of the same length': (folder, name) =>
    folder.write(name, 'x'.repeat(folder.text(name)!.length)),
  'half of another': (folder, name) => {
    const text = folder.text(name)!;
    const half = text.length >> 1;
    return folder.write(name, text.slice(half) + text.slice(0, half));
  },
};

const changeOne = (folder: Folder, name: string) =>
  folder.write(name, folder.text(name)!.replace('a', 'b'));

/** Runs what people run; nothing of it may be taken for a bug of ours. */
async function useAll(folders: Folders): Promise<void> {
  for (const words of ['80 47111', 'http', 'port 80 --json']) {
    const { code } = await portolan(words.split(' '), { folders });
    expect([words, code]).toEqual([words, 0]);
  }
}

it.each(Object.keys(EDITION_FILES) as (keyof typeof EDITION_FILES)[])(
  'one character that changed (%s) is found when the state is asked for, and never taken for our bug',
  async (file) => {
    const folders = await with1st();
    await changeOne(folders.data, fileOf(folders, file));
    const { answers: who, faults = [] } = await status(folders);
    expect(
      who === 'floor' || (faults as string[]).some((fault) => fault.endsWith('is damaged')),
    ).toBe(true);
    for (const words of ['80', 'port 0-2000 --json', 'search chart', 'registry export']) {
      expect((await portolan(words.split(' '), { folders })).code).toBeLessThan(70);
    }
  },
);

describe.each(Object.entries(DAMAGES))('a file %s', (_, damage) => {
  it.each(['ports', 'names'] as const)(
    'of what answers (%s): the floor answers and says so',
    async (file) => {
      const folders = await with1st();
      const name = fileOf(folders, file);
      await damage(folders.data, name);
      expect(await status(folders)).toMatchObject({
        answers: 'floor',
        damage: expect.stringContaining(`"~/data/${name}" is `) as string,
      });
      const { out } = await registry('status', folders);
      expect(out).toMatch(/^The imported edition does not answer: ".*" is (?:missing|damaged)\.\n/);
      expect(out).toContain('The floor answers: names only');
      const { out: port } = await portolan(['80', '--json'], { folders });
      expect(JSON.parse(port)).toMatchObject({
        sources: expect.arrayContaining([
          expect.objectContaining({
            id: 'iana',
            limits: expect.stringMatching(
              /^The imported edition cannot be read .* so the floor answers/,
            ) as string,
          }),
        ]) as object[],
      });
      await useAll(folders);
      expect((await registry('export', folders)).code).toBe(3);
      // Its records are sound, so it can be compared with.
      const { out: again } = await registry('import first.xml', folders);
      expect(again).toContain('Nothing changed since the edition of 2026-05-04.');
      expect(await status(folders)).toMatchObject({ answers: 'edition', faults: [] });
    },
  );

  it.each(['search', 'namesSearch', 'records', 'about'] as const)(
    'beside it (%s): the edition answers, and the status says so',
    async (file) => {
      const folders = await with1st();
      const before = answers(folders);
      const found = await portolan(['search', 'chart'], { folders });
      const name = fileOf(folders, file);
      await damage(folders.data, name);
      expect(answers(folders)).toEqual(before);
      expect(await portolan(['search', 'chart'], { folders })).toEqual(found);
      expect((await status(folders))['faults']).toEqual([
        expect.stringMatching(/^"~\/data\/registry\/.*" is (?:missing|damaged)$/),
      ]);
      expect((await registry('status', folders)).out).toContain('What is damaged comes back with:');
    },
  );

  it('that has the records: they are neither exported nor compared with', async () => {
    const folders = await with1st();
    await damage(folders.data, fileOf(folders, 'records'));
    const ending = await registry('export', folders);
    expect(ending).toMatchObject({ code: 3, out: '' });
    expect(ending.err.replaceAll(/\s+/g, ' ')).toContain('or import the registry again');
    const { out } = await registry('import second.csv', folders);
    expect(out).toContain('The edition before could not be compared with it: ');
    expect((await status(folders))['faults']).toEqual([]);
  });

  it('that says which edition answers: whatever it says, all goes on', async () => {
    const folders = await with1st();
    await damage(folders.data, 'registry/current.json');
    await useAll(folders);
    expect((await registry('import first.xml', folders)).code).toBe(0);
    expect(await status(folders)).toMatchObject({ answers: 'edition', faults: [] });
  });
});

it.each(['', '{', '[]', 'null', '{"storage": 1}', '\0\0\0\0'])(
  'a description that is %j: the floor answers and says why',
  async (description) => {
    const folders = await with1st();
    await folders.data.write('registry/current.json', description);
    expect(await status(folders)).toMatchObject({
      answers: 'floor',
      damage: expect.stringMatching(
        /^(?:its description is (?:no JSON|not whole)|it was kept in)/,
      ) as string,
    });
    await useAll(folders);
  },
);

it.each(['ports', 'names'] as const)(
  'a character of what answers (%s) that is another: it is an answer, or a sentence',
  async (file) => {
    const folders = await with1st();
    const name = fileOf(folders, file);
    const text = folders.data.text(name)!;
    const codes = new Set<number>();
    for (let at = 0; at < text.length; at += 97) {
      await folders.data.write(name, `${text.slice(0, at)}\t${text.slice(at + 1)}`);
      for (const words of ['80 47111', 'made-7']) {
        const { code, err } = await portolan(words.split(' '), { folders });
        codes.add(code);
        expect(err).toMatch(/^$|is damaged|no service is called/);
      }
    }
    expect([...codes].every((code) => [0, 2, 3].includes(code))).toBe(true);
  },
);

it('an import never writes over the edition that answers', async () => {
  const folders = await with1st();
  const written: string[] = [];
  const data: Folder = {
    ...folders.data,
    async write(name, text) {
      written.push(name);
      return folders.data.write(name, text);
    },
  };
  for (let i = 0; i < 3; i++) {
    const answering = fileOf(folders, 'ports').replace('ports.tsv', '');
    written.length = 0;
    expect((await registry('import first.xml', { ...folders, data })).code).toBe(0);
    expect(written.at(-1)).toBe('registry/current.json');
    expect(written.filter((name) => name.startsWith(answering))).toEqual([]);
  }
  expect((await status(folders))['faults']).toEqual([]);
});

it('an edition that another version kept is replaced by the floor, which says so', async () => {
  const folders = await with1st();
  const kept = folders.data.text('registry/current.json')!;
  await folders.data.write('registry/current.json', kept.replace('"storage": 1', '"storage": 0'));
  expect((await registry('status', folders)).out).toMatch(
    /^The imported edition does not answer: it was kept in another form, by another version of\s+Portolan\.\n/,
  );
  await useAll(folders);
});

it('a folder that may not be read is said, and the floor answers', async () => {
  const folders = await with1st();
  const closed: Folders = {
    ...folders,
    data: {
      ...folders.data,
      text(name) {
        throw new UnavailableError(
          `"${folders.data.path(name)}" cannot be read: this user may not`,
        );
      },
    },
  };
  expect((await registry('status', closed)).out).toContain(
    'The imported edition does not answer: "~/data/registry/current.json" cannot be read: this user may',
  );
  await useAll(closed);
});
