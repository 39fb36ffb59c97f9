/** The jury on character tables: Python's codecs, and for PC851, which it does not have, the GNU C library's iconv. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { characterTable, TABLE_NAMES } from '../../src/protocols/escp/characters/index.ts';
import { isInstalled } from '../support/namespace.ts';

const PYTHON = '/usr/bin/python3';
const NONE = '\ufffd';

/** What Python calls it. */
const codec = (name: string): string => name.replace(/^(pc|windows-)/, 'cp');

const BY_ICONV = ['pc851'];
const BY_PYTHON = TABLE_NAMES.filter((name) => name !== 'italic' && !BY_ICONV.includes(name));

/** ISO 8859 has control codes there, which no printer prints. */
const printable = (character: string): string =>
  /[\u0080-\u009f]/.test(character) ? NONE : character;

const ours = (name: string): string[] =>
  Array.from({ length: 128 }, (_, at) => characterTable(name)!.decode(at + 0x80) ?? NONE);

for (const command of [PYTHON, 'iconv']) {
  if (!isInstalled(command))
    console.log(`LEFT OUT: jury ${command}, ESC/P's character tables: not installed`);
}

describe.skipIf(!isInstalled(PYTHON))("Python's codecs", () => {
  const script = `
import json, sys
def read(codec):
    return [bytes([code]).decode(codec, 'replace') for code in range(128, 256)]
json.dump({name: read(name) for name in sys.argv[1:]}, sys.stdout)`;

  it('have the same characters at the same codes', () => {
    const text = execFileSync(PYTHON, ['-c', script, ...BY_PYTHON.map(codec)], {
      encoding: 'utf8',
    });
    const theirs = JSON.parse(text) as Record<string, string[]>;
    expect(Object.keys(theirs).length).toBeGreaterThan(20);
    for (const name of BY_PYTHON) {
      expect([name, ours(name)]).toEqual([name, theirs[codec(name)]!.map(printable)]);
    }
  });
});

describe.skipIf(!isInstalled('iconv'))('iconv', () => {
  it.each(BY_ICONV)('has the same characters at the same codes: %s', (name) => {
    const has = ours(name).flatMap((character, at) => (character === NONE ? [] : [at + 0x80]));
    const args = ['-f', name.replace('pc', 'CP'), '-t', 'UTF-8'];
    const text = execFileSync('iconv', args, { input: Uint8Array.from(has), encoding: 'utf8' });
    expect([...text]).toEqual(has.map((code) => characterTable(name)!.decode(code)));
  });
});
