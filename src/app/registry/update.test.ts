import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { makeRegistry, record, registryXml } from '../../../test/support/registry.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Folders, WebDoor } from '../../platform/platform.ts';
import {
  simulatedFolders,
  simulatedWeb,
  type SimulatedPage,
} from '../../platform/simulated/folders.ts';

const IANA =
  'https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xml';

const chart = record({ service: 'chart', port: '47111', transport: 'tcp', description: 'Charts' });
const bytes = (text: string) => new TextEncoder().encode(text);
const FIRST = bytes(registryXml([chart]));
const SECOND = bytes(registryXml([{ ...chart, note: 'more' }]).replace('2026-05-04', '2026-06-01'));

interface Asked {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server that answers so, and remembers what it was asked. */
function server(answer: (headers: Asked['headers']) => SimulatedPage | undefined) {
  const asked: Asked[] = [];
  const web = simulatedWeb((address, headers) => {
    asked.push({ address, headers });
    return answer(headers);
  });
  return { web, asked };
}

const update = (folders: Folders, web: WebDoor, ...words: string[]) =>
  portolan(['registry', 'update', ...words], { folders, web });

const current = (folders: Folders) => folders.data.text('registry/current.json');

describe('an update', () => {
  it('fetches from the address of the sources, and records what the server said of it', async () => {
    const folders = simulatedFolders();
    const { web, asked } = server(() => ({
      headers: { etag: '"1"', 'last-modified': 'Mon, 04 May 2026 00:00:00 GMT' },
      body: FIRST,
    }));
    const { out, code, err } = await update(folders, web);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain("IANA's registry of 2026-05-04 answers from now on.");
    expect(asked).toEqual([{ address: IANA, headers: {} }]);
    expect(JSON.parse(current(folders)!)).toMatchObject({
      from: IANA,
      etag: '"1"',
      lastModified: 'Mon, 04 May 2026 00:00:00 GMT',
      imported: '2026-01-01T00:00:00.000Z',
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('asks only for what is newer, and does nothing when nothing is', async () => {
    const folders = simulatedFolders();
    const { web, asked } = server((headers) =>
      headers['if-none-match'] === '"1"'
        ? { status: 304 }
        : { headers: { etag: '"1"', 'last-modified': 'then' }, body: FIRST },
    );
    await update(folders, web);
    const before = current(folders);
    const { out, code } = await update(folders, web);
    expect({ out, code }).toEqual({
      out: "Nothing new: IANA's registry of 2026-05-04 is still the latest there.\n",
      code: 0,
    });
    expect(asked[1]!.headers).toEqual({ 'if-none-match': '"1"', 'if-modified-since': 'then' });
    expect(current(folders)).toBe(before);
    expect(JSON.parse((await update(folders, web, '--json')).out)).toMatchObject({
      isUnchanged: true,
      changes: [],
    });
  });

  it('says what changed when something did', async () => {
    const folders = simulatedFolders();
    await update(folders, server(() => ({ headers: { etag: '"1"' }, body: FIRST })).web);
    const { out } = await update(
      folders,
      server(() => ({ headers: { etag: '"2"' }, body: SECOND })).web,
    );
    expect(out).toContain("IANA's registry of 2026-06-01 answers from now on.");
    expect(out).toContain('Since the edition of 2026-05-04: 0 added, 0 removed, 1 changed.');
  });

  it.each([
    ['another address', (folders: Folders) => folders, ['--from', 'https://mirror.example/a.xml']],
    [
      'an edition that is damaged',
      (folders: Folders) => {
        const { folder } = JSON.parse(current(folders)!) as { folder: string };
        void folders.data.write(`registry/${folder}/search.txt`, 'garbage');
        return folders;
      },
      [],
    ],
  ])('asks without conditions for %s', async (_, change, words) => {
    const { web, asked } = server(() => ({ headers: { etag: '"1"' }, body: FIRST }));
    const folders = simulatedFolders();
    await update(folders, web);
    expect((await update(change(folders), web, ...words)).code).toBe(0);
    expect(asked[1]!.headers).toEqual({});
    const { out } = await portolan(['registry', 'status', '--json'], { folders });
    expect(JSON.parse(out)).toMatchObject({ answers: 'edition', faults: [] });
  });

  it.each<[what: string, answer: SimulatedPage | undefined, code: number, says: RegExp]>([
    [
      'a server in trouble',
      { status: 500 },
      3,
      /answered 500 instead of the registry; what was there stays\n$/,
    ],
    ['an address that is gone', { status: 404 }, 3, /answered 404 instead of the registry/],
    ['nothing new, unasked', { status: 304 }, 3, /answered 304 instead of the registry/],
    ['nobody', undefined, 3, /did not answer: nobody is there; what was there stays/],
    [
      'a web page',
      { body: bytes('<!doctype html>') },
      3,
      /this is a web page \(HTML\), not the registry\. Nothing was imported; what was there stays\.\n$/,
    ],
    ['nothing', { body: bytes('') }, 3, /the file is empty/],
    [
      'half of it',
      { body: FIRST.subarray(0, 400) },
      3,
      /line \d+, <\w+>: the file ends inside <\w+>: it is cut short/,
    ],
  ])('that meets %s leaves all as it was', async (_, answer, code, says) => {
    const folders = simulatedFolders();
    const { web } = server(() => answer);
    expect(await update(folders, web)).toMatchObject({ code, out: '' });
    expect(current(folders)).toBeUndefined();
    await update(folders, server(() => ({ body: FIRST })).web);
    const before = current(folders);
    const ending = await update(folders, web);
    expect(ending).toMatchObject({ code, out: '' });
    expect(ending.err.replaceAll(/\n +/g, ' ')).toMatch(says);
    expect(current(folders)).toBe(before);
  });

  it('that breaks off leaves all as it was', async () => {
    const folders = simulatedFolders();
    await update(folders, server(() => ({ body: FIRST })).web);
    const before = current(folders);
    const web: WebDoor = {
      ...simulatedWeb(),
      get: async (address) => ({
        status: 200,
        address,
        header: () => undefined,
        body: (async function* () {
          yield SECOND.subarray(0, 300);
          throw new NotFoundError(`${address} did not answer: it broke off`);
        })(),
      }),
    };
    expect(await update(folders, web)).toMatchObject({
      code: 3,
      err: expect.stringContaining(
        `portolan: ${IANA} did not answer: it broke off; what was there stays`,
      ) as string,
    });
    expect(current(folders)).toBe(before);
  });
});

describe('an address', () => {
  const asksNobody: WebDoor = {
    ...simulatedWeb(),
    get: async () => {
      throw new Error('it was asked all the same');
    },
  };

  it.each([
    'http://www.iana.org/x.xml',
    'ftp://iana.org/x',
    'ports.xml',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
  ])('%s is refused, with the reason', async (address) => {
    const ending = await update(simulatedFolders(), asksNobody, '--from', address);
    expect(ending).toMatchObject({ code: 2, out: '' });
    expect(ending.err).toContain(
      `"${address}" is no https address: what comes over plain http may be anybody's.`,
    );
  });

  it.each([
    'http://127.0.0.1:8080/a.xml',
    'http://localhost/a.xml',
    'http://[::1]:9/a',
    'HTTPS://mirror.example/a',
  ])('%s is fetched', async (address) => {
    const { web, asked } = server(() => ({ body: FIRST }));
    expect((await update(simulatedFolders(), web, '--from', address)).code).toBe(0);
    expect(asked.map((one) => one.address)).toEqual([address]);
  });

  it('that leads elsewhere must lead to one as good', async () => {
    const folders = simulatedFolders();
    const led = (to: string): WebDoor => ({
      ...simulatedWeb(),
      get: async (address, options) => ({
        ...(await simulatedWeb(() => ({ body: FIRST })).get(address, options)),
        address: to,
      }),
    });
    const ending = await update(folders, led('http://elsewhere.example/a.xml'));
    expect(ending).toMatchObject({ code: 2, out: '' });
    expect(ending.err).toContain('"http://elsewhere.example/a.xml" is no https address');
    expect(current(folders)).toBeUndefined();
    expect((await update(folders, led('https://elsewhere.example/a.xml'))).code).toBe(0);
  });

  it.each([
    [
      'an older edition',
      bytes(registryXml(makeRegistry(60).records).replace('2026-05-04', '2019-01-01')),
      /is not taken: it is of 2019-01-01, older than the edition of 2026-05-04/,
    ],
    [
      'half of one, well formed',
      bytes(registryXml(makeRegistry(60).records.slice(0, 30))),
      /is not taken: it has \d+ records fewer than the edition of 2026-05-04: it may be cut short/,
    ],
  ])('does not take %s; a file is taken, and told', async (_, doubtful, says) => {
    const folders = simulatedFolders();
    const whole = bytes(registryXml(makeRegistry(60).records));
    await update(folders, server(() => ({ body: whole })).web);
    const before = current(folders);
    const refused = await update(folders, server(() => ({ body: doubtful })).web);
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(refused.err).toContain('registry import FILE');
    expect(current(folders)).toBe(before);
    const taken = await portolan(['registry', 'import', 'a.xml'], {
      folders,
      files: { 'a.xml': doubtful },
    });
    expect(taken.code).toBe(0);
    expect(taken.out).toContain('Beware');
    expect(current(folders)).not.toBe(before);
  });
});
