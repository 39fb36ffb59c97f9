/** The check of a folder of facts as a command: what is read, what is said not to be, and how it ends. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portolan } from '../../test/support/command.ts';
import type { AtlasCheck } from './atlas-check.ts';

const DATA = new URL('../../data/', import.meta.url);
const FILES = Object.fromEntries(
  readdirSync(DATA, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`;
      return [`data/${path.slice(DATA.pathname.length).replace(/^\//, '')}`, readFileSync(path)];
    }),
);

/** The shipped facts as a folder, with some files changed, or gone. */
async function check(changes: Readonly<Record<string, string | undefined>> = {}) {
  const files = { ...FILES };
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) delete files[`data/${name}`];
    else files[`data/${name}`] = Buffer.from(text);
  }
  const words = ['atlas', 'check', 'data', '--fail-on', 'fault'];
  const { code, out } = await portolan([...words, '--json'], { files });
  const { faults, notChecked } = JSON.parse(out) as AtlasCheck;
  return { code, notChecked, files: [...new Set(faults.map(({ file }) => file))] };
}

const without = (folder: string) =>
  Object.fromEntries(
    Object.keys(FILES)
      .map((name) => name.slice('data/'.length))
      .filter((name) => name.startsWith(folder))
      .map((name) => [name, undefined]),
  );

describe('portolan atlas check FOLDER', () => {
  it('has no faults in the facts as they are written, and says which pages it could not look for', async () => {
    expect(await check()).toEqual({
      code: 0,
      files: [],
      notChecked: [expect.stringMatching(/^pages\/ may have more/)],
    });
  });

  it.each([
    ['sources.json', '{}'],
    ['curated.json', '{}'],
    ['programs.json', '[]'],
    ['aliases.json', 'null'],
    ['aliases.json', '5'],
    ['languages/he.json', '{}'],
    ['languages/en.json', '[]'],
    ['pages/en/80.md', ''],
  ])('%s = %s is a fault of that file, and ends with 1', async (file, text) => {
    const { code, files } = await check({ [file]: text });
    expect(code).toBe(1);
    expect(files).toContain(file);
  });

  it.each(['languages/he.json', 'pages/en/80.md'])('misses %s', async (file) => {
    expect(await check({ [file]: undefined })).toMatchObject({ code: 1, files: [file] });
  });

  it('misses nothing where there are no languages and no pages, and says so', async () => {
    expect(await check({ ...without('languages/'), ...without('pages/') })).toEqual({
      code: 0,
      files: [],
      notChecked: [
        expect.stringMatching(/^languages\/ has no file/),
        expect.stringMatching(/^pages\/ has none/),
      ],
    });
  });

  it('takes the list of a folder that was built', async () => {
    const found = await check({ 'pages/index.json': '{ "en": [80, 1], "xx": [80] }' });
    expect(found).toEqual({
      code: 1,
      files: ['pages/en/1.md', 'pages/index.json'],
      notChecked: [],
    });
  });
});

it('portolan atlas check looks at all that is shipped', async () => {
  const { code, out } = await portolan(['atlas', 'check', '--fail-on', 'fault', '--json']);
  const found = JSON.parse(out) as AtlasCheck;
  expect([code, found.faults, found.notChecked]).toEqual([0, [], []]);
  expect(found.files).toBeGreaterThan(150);
});
