/** The registry's commands on the simulated machine: import, status, export. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import {
  FILES,
  answers,
  bytes,
  chart,
  fileOf,
  records,
  registry,
  status,
  with1st,
} from '../../../test/support/edition.ts';
import { registryXml } from '../../../test/support/registry.ts';
import { EDITION_FILES } from '../../atlas/registry/edition.ts';
import { writeCsv } from '../../atlas/registry/write-csv.ts';
import { UnavailableError } from '../../core/errors.ts';
import type { Folder } from '../../platform/platform.ts';
import { simulatedFolders } from '../../platform/simulated/folders.ts';

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
      expect(ending).toMatchObject({ code: 3, out: '' });
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
        throw new UnavailableError(`"${folder.path(name)}" cannot be written: the disk is full`);
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
