/** The registry's commands on the simulated machine: import, status, export, and every kind of damage. */
import { describe, expect, it } from 'vitest';
import { machine, portolan, type Surroundings } from '../../../test/support/command.ts';
import { makeRegistry, record, registryXml } from '../../../test/support/registry.ts';
import { EDITION_FILES } from '../../atlas/registry/edition.ts';
import { writeCsv } from '../../atlas/registry/write-csv.ts';
import { UsageError } from '../../core/errors.ts';
import type { Folder, Folders } from '../../platform/platform.ts';
import { simulatedFolders } from '../../platform/simulated/folders.ts';
import { openAtlas } from '../atlas.ts';

const { records } = makeRegistry(60);
const chart = record({ service: 'chart', port: '47111', transport: 'tcp', description: 'Charts' });
const bytes = (text: string) => new TextEncoder().encode(text);

const FILES = {
  'first.xml': bytes(registryXml([...records, chart])),
  'second.csv': bytes(
    writeCsv([
      ...records.slice(1),
      { ...chart, description: 'Sea charts', modified: '2026-02-03' },
      record({ service: 'bearing', transport: 'udp', description: 'A bearing' }),
    ]),
  ),
  'broken.xml': bytes(registryXml([...records, { ...chart, port: '9-8' }])),
  'page.html': bytes('<!DOCTYPE html><title>Sign in'),
};

/** Runs `portolan registry …` of a user with these folders. */
const registry = (words: string, folders: Folders, more: Surroundings = {}) =>
  portolan(['registry', ...words.split(' ')], { files: FILES, folders, ...more });

async function status(folders: Folders): Promise<Record<string, unknown>> {
  const { out, code } = await registry('status --json', folders);
  expect(code).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
}

/** What the atlas of this user says, whole. */
function answers(folders: Folders): unknown {
  const atlas = openAtlas(machine({ folders }));
  return [atlas.sources(), [80, 631, 1, 47_111].map((port) => atlas.lookup(port))];
}

async function with1st(): Promise<Folders> {
  const folders = simulatedFolders();
  expect(await registry('import first.xml', folders)).toMatchObject({ code: 0, err: '' });
  return folders;
}

const fileOf = (folders: Folders, file: keyof typeof EDITION_FILES) => {
  const { folder } = JSON.parse(folders.data.text('registry/current.json')!) as { folder: string };
  return `registry/${folder}/${EDITION_FILES[file]}`;
};

describe('an import', () => {
  it('says what answers from now on, and that there is nothing to compare it with', async () => {
    const { out, err, code } = await registry('import first.xml', simulatedFolders());
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toMatch(
      /^IANA's registry of 2026-05-04 answers from now on\.\n {2}Has +61 records; claims on /,
    );
    expect(out).toContain('  Came from  first.xml (XML, ');
    expect(out).toContain('It is the first edition here, so there is nothing to compare it with.');
  });

  it('answers, in place of the floor', async () => {
    const folders = await with1st();
    expect((await portolan(['47111'], { folders })).out).toContain('Charts');
    expect((await portolan(['47111'])).out).not.toContain('Charts');
    expect((await portolan(['search', 'harts'], { folders })).out).toContain('47111');
  });

  it('lists what changed since the last, in every form', async () => {
    const folders = await with1st();
    const { out } = await registry('import second.csv', folders);
    expect(out).toContain('Since the edition of 2026-05-04: 1 added, 1 removed, 1 changed.');
    expect(out).toContain('description: "Charts" -> "Sea charts"');
    const changes = async (form: string) =>
      (await registry(`import second.csv ${form}`, await with1st())).out;
    expect((await changes('--ndjson')).trimEnd().split('\n')).toHaveLength(3);
    expect((await changes('--csv')).split('\r\n')[0]).toBe(
      'change,service,port,transport,description,fields',
    );
    expect(await changes('--markdown')).toContain('| changed | chart | 47111 | tcp | Sea charts |');
    expect(JSON.parse(await changes('--json'))).toMatchObject({
      edition: { format: 'csv', from: 'second.csv', records: 61 },
      previous: { from: 'first.xml' },
      changes: [
        { change: 'changed', fields: [{ field: 'description' }, { field: 'modified' }] },
        { change: 'added', service: 'bearing' },
        { change: 'removed' },
      ],
    });
  });

  it('counts the changes that are too many to list', async () => {
    const folders = simulatedFolders();
    await portolan(['registry', 'import', 'a.csv'], {
      folders,
      files: { 'a.csv': bytes(writeCsv([chart])) },
    });
    const { out } = await registry('import first.xml', folders);
    expect(out).toMatch(/And 20 more: --json and --csv have all\.\n$/);
  });

  it('done twice is the same edition, and nothing changed', async () => {
    const folders = await with1st();
    const before = answers(folders);
    const { out } = await registry('import first.xml', folders);
    expect(out).toContain('Nothing changed since the edition of 2026-05-04.');
    expect(answers(folders)).toEqual(before);
  });

  it('keeps the edition before, and no older one', async () => {
    const folders = await with1st();
    const first = fileOf(folders, 'records');
    await registry('import second.csv', folders);
    expect(folders.data.text(first)).toBeDefined();
    await portolan(['registry', 'import', 'c.csv'], {
      folders,
      files: { 'c.csv': bytes(writeCsv([chart])) },
    });
    expect(folders.data.text(first)).toBeUndefined();
    expect((await status(folders))['faults']).toEqual([]);
  });

  it.each([
    [
      'broken.xml',
      2,
      /^portolan: broken\.xml, line \d+, <number>: the range 9-8 is upside down: the lower port comes first\. Nothing was imported; what was there stays\.\n$/,
    ],
    [
      'page.html',
      2,
      /^portolan: page\.html, line 1: this is a web page \(HTML\), not the registry\. Nothing/,
    ],
    ['nowhere.xml', 2, /^portolan: There is no file "nowhere\.xml"/],
  ])('of %s leaves all as it was', async (file, code, says) => {
    for (const folders of [simulatedFolders(), await with1st()]) {
      const before = [await status(folders), answers(folders)];
      const ending = await registry(`import ${file}`, folders);
      expect(ending).toEqual({ code, out: '', err: expect.stringMatching(says) as string });
      expect([await status(folders), answers(folders)]).toEqual(before);
    }
  });

  it('that is interrupted leaves all as it was', async () => {
    const folders = await with1st();
    const before = [await status(folders), answers(folders)];
    const stop = new AbortController();
    stop.abort();
    const ending = await registry('import second.csv', folders, { signal: stop.signal });
    expect(ending).toMatchObject({
      code: 2,
      err: 'portolan: second.csv was not imported: interrupted. What was there stays.\n',
    });
    expect([await status(folders), answers(folders)]).toEqual(before);
  });

  it('whose disk is full at any write leaves what answered', async () => {
    const folders = await with1st();
    const before = [await status(folders), answers(folders)];
    const elsewhere = simulatedFolders();
    await registry('import second.csv', elsewhere);
    const [other = ''] = /[0-9a-f]{16}/.exec(fileOf(elsewhere, 'ports')) ?? [];
    for (let fails = 0; fails <= Object.keys(EDITION_FILES).length; fails++) {
      const ending = await registry('import second.csv', {
        ...folders,
        data: full(folders.data, fails),
      });
      expect(ending).toMatchObject({ code: 2, out: '' });
      expect(ending.err).toMatch(/^portolan: ".+" cannot be written: the disk is full\n$/);
      // Nor does it keep what is of no use.
      expect(folders.data.text(fileOf(folders, 'ports').replace(/[0-9a-f]{16}/, other))).toBe(
        undefined,
      );
      expect([await status(folders), answers(folders)]).toEqual(before);
    }
    expect(await registry('import second.csv', folders)).toMatchObject({ code: 0, err: '' });
  });

  it('whose files go away while it is at work leaves what answered', async () => {
    const folders = await with1st();
    const before = [await status(folders), answers(folders)];
    const data: Folder = {
      ...folders.data,
      async write(name, text) {
        await folders.data.write(name, text);
        if (name.endsWith('names-search.txt')) {
          await folders.data.remove(name.replace('names-search.txt', 'ports.tsv'));
        }
      },
    };
    const ending = await registry('import second.csv', { ...folders, data });
    expect(ending).toMatchObject({ code: 2, out: '' });
    expect(ending.err).toMatch(/"~\/data\/registry\/.*" is missing just after it was written/);
    expect([await status(folders), answers(folders)]).toEqual(before);
  });

  it('may be done by two at once: one of the two answers, whole', async () => {
    const folders = await with1st();
    const both = await Promise.all([
      registry('import second.csv', folders),
      registry('import first.xml', folders),
      registry('import second.csv', folders),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await status(folders)).toMatchObject({ answers: 'edition', faults: [] });
  });
});

/** A folder whose disk is full from the write with this number on. */
function full(folder: Folder, from: number): Folder {
  let writes = 0;
  return {
    ...folder,
    async write(name, text) {
      if (writes++ >= from) {
        throw new UsageError(`"${folder.path(name)}" cannot be written: the disk is full`);
      }
      return folder.write(name, text);
    },
  };
}

describe('the status', () => {
  it('of the floor says that it is names only, and how to get more', async () => {
    const { out } = await registry('status', simulatedFolders());
    expect(out).toMatch(/^The floor answers: names only, of 20\d\d-\d\d-\d\d(?:, .*)?\.\n/);
    expect(out).toContain('portolan registry update  ');
    expect(out).toContain('portolan registry import FILE  ');
    expect(await portolan(['registry'])).toEqual(await registry('status', simulatedFolders()));
  });

  it('of an edition says which, how old, from where, and its checksum', async () => {
    // The simulated day is 2026-01-01.
    const folders = simulatedFolders();
    await portolan(['registry', 'import', 'old.xml'], {
      folders,
      files: { 'old.xml': bytes(registryXml([chart]).replace('2026-05-04', '2025-08-01')) },
    });
    const { out } = await registry('status', folders);
    expect(out).toMatch(/^IANA's registry of 2025-08-01 answers, whole, 153 days old\.\n/);
    expect(out).toMatch(/ {2}SHA-256 +[0-9a-f]{64}\n/);
    expect(out).toMatch(/ {2}Imported +2026-01-01 00:00:00 UTC\n/);
    expect(out).toContain('It may have changed since: portolan registry update');
    expect(await status(folders)).toMatchObject({
      answers: 'edition',
      ageDays: 153,
      edition: { from: 'old.xml', records: 1 },
      faults: [],
    });
  });

  it.each([
    ['2026-01-01', 'answers, whole, of today.'],
    ['2025-12-31', 'answers, whole, one day old.'],
    ['', "IANA's registry of an unknown date answers, whole."],
  ])('of an edition of "%s"', async (date, says) => {
    const folders = simulatedFolders();
    await portolan(['registry', 'import', 'a.xml'], {
      folders,
      files: { 'a.xml': bytes(registryXml([chart]).replace('2026-05-04', date)) },
    });
    expect((await registry('status', folders)).out).toContain(says);
  });

  it('has every form for programs', async () => {
    const folders = await with1st();
    expect((await registry('status --csv', folders)).out.split('\r\n')).toHaveLength(3);
    expect((await registry('status --ndjson', folders)).out.trimEnd().split('\n')).toHaveLength(1);
    expect((await registry('status --markdown', folders)).out).toMatch(/^\| answers \| date \|/);
  });

  it('says what was not read, since it is unknown', async () => {
    const folders = simulatedFolders();
    const odd = registryXml([chart]).replace('<name>chart', '<colour>red</colour><name>chart');
    await portolan(['registry', 'import', 'a.xml'], { folders, files: { 'a.xml': bytes(odd) } });
    const { out } = await registry('status', folders);
    expect(out).toContain('Not read   unknown to this version: colour (1)');
  });
});

describe('an export', () => {
  it('has every record in every form, as it was imported', async () => {
    const folders = simulatedFolders();
    await registry('import second.csv', folders);
    const csv = new TextDecoder().decode(FILES['second.csv']);
    const all = records.length - 1 + 2;
    expect((await registry('export', folders)).out).toBe(csv);
    expect((await registry('export --csv', folders)).out.replaceAll('\r\n', '\n')).toBe(csv);
    const { records: exported, ...rest } = JSON.parse(
      (await registry('export --json', folders)).out,
    ) as { records: object[] };
    expect([exported.length, rest]).toEqual([all, {}]);
    expect((await registry('export --ndjson', folders)).out.trimEnd().split('\n')).toEqual(
      exported.map((one) => JSON.stringify(one)),
    );
    expect((await registry('export --markdown', folders)).out.trimEnd().split('\n')).toHaveLength(
      all + 2,
    );
  });

  it('of the floor is refused, with what to do', async () => {
    const ending = await registry('export', simulatedFolders());
    expect(ending).toMatchObject({ code: 3, out: '' });
    expect(ending.err).toContain('"portolan registry update" fetches it');
  });
});

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
    expect(ending).toMatchObject({ code: 2, out: '' });
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
        throw new UsageError(`"${folders.data.path(name)}" cannot be read: this user may not`);
      },
    },
  };
  expect((await registry('status', closed)).out).toContain(
    'The imported edition does not answer: "~/data/registry/current.json" cannot be read: this user may',
  );
  await useAll(closed);
});
