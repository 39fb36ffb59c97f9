/** The user's own labels: written, edited by hand, read again, and shown wherever the port is. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concerns,
  labelTable,
  labelsOf,
  placeText,
  readLabels,
  removeLabels,
  setLabel,
  writeLabels,
  type Label,
} from '../src/atlas/labels.ts';
import type { LabelResult } from '../src/app/label.ts';
import { UnavailableError } from '../src/core/errors.ts';
import type { Folders } from '../src/platform/platform.ts';
import { simulatedFolders } from '../src/platform/simulated/folders.ts';
import { copyBuilt, run } from './support/built.ts';
import { portolan } from './support/command.ts';
import { listening, report, running } from './support/listeners.ts';

const labels = (text: string) =>
  labelsOf(readLabels(text)).map(({ name, note, ...place }) =>
    [placeText(place), name, ...(note ? [note] : [])].join(' | '),
  );
const faults = (text: string) => readLabels(text).lines.flatMap(({ fault }) => fault ?? []);

describe('a line', () => {
  it.each([
    ['8123\tHome Assistant\ton the NAS', '8123 | Home Assistant | on the NAS'],
    ['8123 Home Assistant', '8123 | Home Assistant'],
    ['8123\t\tHome Assistant \t\ton the NAS', '8123 | Home Assistant | on the NAS'],
    ['8123   Home Assistant   on the NAS  ', '8123 | Home Assistant | on the NAS'],
    ['\t8123\tHome  Assistant\t', '8123 | Home Assistant'],
    ['udp/5353\tspeakers', 'udp/5353 | speakers'],
    ['5353/UDP speakers', 'udp/5353 | speakers'],
    ['8000-8010\tmy tests', '8000-8010 | my tests'],
    ['8123\tname\tnote\twith a tab', '8123 | name | note with a tab'],
    ['\ufeff8123\tHome Assistant\r', '8123 | Home Assistant'],
    ['8123\tבית חכם', '8123 | בית חכם'],
    ['# 8123\tcomment', ''],
    ['', ''],
  ])('%j', (line, read) => {
    expect(labels(line).join()).toBe(read);
    expect(faults(line)).toEqual([]);
  });

  it.each([
    ['8123', 'the name is empty'],
    ['http\tweb', '"http" is not one port or range: write 8123, udp/5353 or 8000-8010'],
    ['80,81\tweb', '"80,81" is not one port or range: write 8123, udp/5353 or 8000-8010'],
    ['70000\tweb', '70000 is no port: ports are 0 to 65535'],
    ['90-80\tweb', '90-80 is upside down: write 80-90'],
    ['8123\t\u0000\u0001', 'the name has characters that cannot be printed'],
    ['8123\tweb\u202e', 'the name has characters that cannot be printed'],
    ['8123\tweb\tnote\u001b[31m', 'the note has characters that cannot be printed'],
    [`8123\t${'x'.repeat(81)}`, 'the name has 81 characters; 80 are the most'],
    [`8123\tweb\t${'x'.repeat(301)}`, 'the note has 301 characters; 300 are the most'],
  ])('%j cannot be read, and why', (line, why) => {
    expect(labels(line)).toEqual([]);
    expect(faults(line)).toEqual([why]);
  });
});

describe('a file', () => {
  const BY_HAND = [
    '# the house',
    '',
    '8123 Home Assistant  on the NAS',
    'what is this',
    '  # lamps',
    'udp/5353\tlamps',
    '8123 once more',
  ];

  it.each(['\n', '\r\n'])('keeps comments, order and what it cannot read (%j)', (end) => {
    const { file, gone } = setLabel(readLabels(BY_HAND.join(end)), {
      from: 8123,
      to: 8123,
      name: 'Home',
    });
    expect(writeLabels(file)).toBe(
      ['# the house', '', '8123\tHome', 'what is this', '  # lamps', 'udp/5353\tlamps', '']
        .join(end)
        .replace(/\n?$/, '\n'),
    );
    expect(gone.map(({ text }) => text.trim())).toEqual([BY_HAND[2], BY_HAND[6]]);
  });

  it('gets a new label at its end, and tells whoever opens it what the columns are', () => {
    const { file } = setLabel(readLabels(undefined), {
      from: 1,
      to: 2,
      transport: 'udp',
      name: 'a',
    });
    const lines = writeLabels(file).split('\n');
    expect(lines.slice(0, -2).every((line) => line.startsWith('# '))).toBe(true);
    expect(lines.join('\n')).toContain('ports, name, note');
    expect(lines.slice(-2)).toEqual(['udp/1-2\ta', '']);
  });

  it('loses the labels of one port, of every transport where none is named', () => {
    const text = '53\ta\nudp/53\tb\ntcp/53\tc\n50-60\td\n';
    const without = (place: Pick<Label, 'from' | 'to' | 'transport'>) =>
      writeLabels(removeLabels(readLabels(text), place).file);
    expect(without({ from: 53, to: 53 })).toBe('50-60\td\n');
    expect(without({ from: 53, to: 53, transport: 'udp' })).toBe('53\ta\ntcp/53\tc\n50-60\td\n');
    expect(without({ from: 51, to: 51 })).toBe(text);
  });

  it('of any text is read, and every line of it that is not touched stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(65_535), (text, port) => {
        const file = readLabels(text);
        const changed = setLabel(file, { from: port, to: port, name: 'new' });
        const kept = file.lines.filter((line) => !changed.gone.includes(line));
        expect(changed.file.lines.filter((line) => file.lines.includes(line))).toEqual(kept);
        expect(writeLabels(removeLabels(changed.file, { from: port, to: port }).file)).toBe(
          writeLabels(removeLabels(file, { from: port, to: port }).file),
        );
      }),
    );
  });

  const label = fc
    .record({
      from: fc.nat(65_535),
      length: fc.nat(20),
      transport: fc.option(fc.constantFrom('tcp', 'udp', 'sctp', 'dccp'), { nil: undefined }),
      name: fc.stringMatching(/^[\p{L}\d#'"$] ?[\p{L}\d#'"$]{0,20}$/u),
      note: fc.option(fc.stringMatching(/^[\p{L}\d#-]{1,20}$/u), { nil: undefined }),
    })
    .map(({ from, length, transport, note, name }): Label => ({
      from,
      to: Math.min(65_535, from + length),
      ...(transport && { transport: transport as 'tcp' }),
      name: name.trim(),
      ...(note && { note }),
    }));

  it('that we write is read again as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(label, { selector: placeText, maxLength: 8 }), (written) => {
        const file = written.reduce((so, one) => setLabel(so, one).file, readLabels(undefined));
        expect(labelsOf(readLabels(writeLabels(file)))).toEqual(written);
      }),
    );
  });

  it('as a table answers for one port as all of it does', () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 8 }), fc.nat(65_535), (list, any) => {
        const file = list.reduce((so, one) => setLabel(so, one).file, readLabels(undefined));
        const table = labelTable(file);
        for (const port of [any, ...list.flatMap(({ from, to }) => [from, to])]) {
          expect(table.at(port)).toEqual(
            table.all().filter(({ from, to }) => from <= port && port <= to),
          );
        }
        expect([...table.lines()].flatMap(({ id }) => table.line(id))).toEqual(table.all());
      }),
    );
  });
});

describe('which labels a question is about', () => {
  it.each([
    ['8123', '8123', true],
    ['8000-9000', '8123', true],
    ['8123', '8000-9000', true],
    ['udp/8123', '8123', true],
    ['udp/8123', 'udp/8123', true],
    ['udp/8123', 'tcp/8123', false],
    ['8123', 'sctp/8123', false],
    ['8124', '8123', false],
  ])('%s of %s: %s', (of, asked, is) => {
    const place = (text: string) => labelsOf(readLabels(`${text}\tx`))[0]!;
    expect(concerns(place(of), place(asked))).toBe(is);
  });
});

/** A user with folders of his own, who types commands one after the other. */
function user(text?: string) {
  const folders = simulatedFolders();
  const type = async (...argv: string[]) =>
    portolan(argv, { folders, columns: 100, env: { NO_COLOR: '1' } });
  return {
    folders,
    type,
    start: async () => {
      if (text !== undefined) await folders.config.write('labels.tsv', text);
    },
    file: () => folders.config.text('labels.tsv'),
    json: async (...argv: string[]) => {
      const { code, out, err } = await type(...argv, '--json');
      return { code, err, ...(out === '' ? {} : (JSON.parse(out) as LabelResult)) };
    },
  };
}

describe('portolan label', () => {
  it('teaches whoever has none', async () => {
    const { type, file } = user();
    const { code, out } = await type('label');
    expect(code).toBe(0);
    expect(out).toContain('No port has a label yet.');
    expect(out).toContain('portolan label 8123 "Home Assistant" --note "on the NAS"');
    expect(out).toContain('~/config/labels.tsv');
    expect(file()).toBeUndefined();
  });

  it('gives a label, shows it, says what it was, and takes it away again', async () => {
    const { type, json, file } = user();
    const given = await type('label', '8123', 'Home', 'Assistant', '--note', 'on the NAS');
    expect(given).toMatchObject({ code: 0, err: '' });
    expect(given.out).toContain('8123 is "Home Assistant" (on the NAS) on tcp and udp');
    expect(file()).toMatch(/\n8123\tHome Assistant\ton the NAS\n$/);

    const second = await type('label', '8123', 'HA');
    expect(second.out).toContain('It was "Home Assistant" (on the NAS); to have that again:');
    expect(second.out).toContain('portolan label 8123 "Home Assistant" --note "on the NAS"');

    expect(await json('label', '8123')).toEqual({
      code: 0,
      err: '',
      labels: [{ ports: '8123', from: 8123, to: 8123, transports: ['tcp', 'udp'], name: 'HA' }],
      file: '~/config/labels.tsv',
      warnings: [],
    });

    const removed = await type('label', '8123', '--remove');
    expect(removed.out).toContain('8123 was "HA" and has no label now');
    expect(labels(file()!)).toEqual([]);
    expect((await type('label', '8123')).code).toBe(3);
  });

  it('tells programs what it changed', async () => {
    const { json } = user();
    const shown = { ports: 'udp/53', from: 53, to: 53, transports: ['udp'], name: 'a' };
    expect(await json('label', 'udp/53', 'a')).toMatchObject({
      labels: [shown],
      changed: { label: shown, before: [] },
    });
    expect(await json('label', 'udp/53', 'b')).toMatchObject({
      changed: { label: { name: 'b' }, before: [shown] },
    });
    expect(await json('label', '53', '--remove')).toMatchObject({
      labels: [],
      removed: [{ name: 'b' }],
    });
  });

  it('adds a note to a label that is there, and an empty one takes it away', async () => {
    const { type, file } = user();
    await type('label', '8123', 'HA');
    await type('label', '8123', '--note', 'on the NAS');
    expect(labels(file()!)).toEqual(['8123 | HA | on the NAS']);
    await type('label', '8123', '--note', '');
    expect(labels(file()!)).toEqual(['8123 | HA']);
    expect(await type('label', '8124', '--note', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('8124 has no label yet') as string,
    });
  });

  it.each([
    [['label', 'http', 'web'], 'is not one port or range'],
    [['label', '80,81', 'web'], 'is not one port or range'],
    [['label', '8123', ' '], 'name is empty'],
    [['label', '8123', 'x'.repeat(81)], 'the name has 81 characters'],
    [['label', '8123', 'a\u001b[31m'], 'the name has characters that cannot be printed'],
    [['label', '8123', 'x', '--remove'], '--remove takes the whole label away'],
    [['label', '--remove'], 'name the port'],
    [['label', '--note', 'x'], 'name the port'],
  ])('%j is refused, and nothing is written', async (argv, why) => {
    const { type, file } = user();
    const { code, err } = await type(...argv);
    expect(code).toBe(2);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(why);
    expect(file()).toBeUndefined();
  });

  it('keeps ends of lines and tabs out of the file', async () => {
    const { type, file } = user();
    await type('label', '8123', 'Home\t\tAssistant\n', '--note', 'one\ntwo');
    expect(file()).toMatch(/\n8123\tHome Assistant\tone two\n$/);
  });

  it('says which labels are about a port that has none of its own to remove', async () => {
    const { type, start, file } = user('8000-8200\tmy tests\n');
    await start();
    const { code, err } = await type('label', '8123', '--remove');
    expect([code, err]).toEqual([3, expect.stringContaining('8000-8200 (my tests)')]);
    expect(file()).toBe('8000-8200\tmy tests\n');
  });

  it('goes on without lines that it cannot read, says which they are, and never drops them', async () => {
    const { type, start, file, json } = user('8123\tHA\nwhat is this\n\u0000\u0001\u0002\n');
    await start();
    const listed = await type('label');
    expect(listed.code).toBe(0);
    expect(listed.out).toContain('HA');
    expect(listed.err.replaceAll(/\s+/g, ' ')).toContain(
      'line 2: "what" is not one port or range: write 8123, udp/5353 or 8000-8010; the line is kept and left out',
    );
    expect((await json('label')).warnings).toHaveLength(2);
    await type('label', '80', 'web');
    expect(file()).toBe('8123\tHA\nwhat is this\n\u0000\u0001\u0002\n80\tweb\n');
    expect((await type('port', '8123')).out).toContain('HA');
  });

  it('does not write where bytes that are no UTF-8 would be lost', async () => {
    const text = '# caf\ufffd\n8123\tHA\n';
    const { type, start, file } = user(text);
    await start();
    const { code, err } = await type('label', '80', 'web');
    expect([code, err]).toEqual([3, expect.stringContaining('line 1')]);
    expect(file()).toBe(text);
    expect((await type('port', '8123')).out).toContain('HA');
  });

  it('does without a file that is far too long, or may not be read', async () => {
    const { type, start } = user('# x\n'.repeat(300_000));
    await start();
    expect(await type('label')).toMatchObject({
      code: 3,
      err: expect.stringContaining('1000000') as string,
    });
    expect((await type('port', '22')).code).toBe(0);

    const folders: Folders = {
      ...simulatedFolders(),
      config: {
        ...simulatedFolders().config,
        text() {
          throw new UnavailableError('"labels.tsv" cannot be read: this user may not');
        },
      },
    };
    expect((await portolan(['port', '22'], { folders })).code).toBe(0);
    expect(await portolan(['label'], { folders })).toMatchObject({ code: 3 });
  });
});

it('labels that are given at the same time are all kept', async () => {
  const home = mkdtempSync(join(tmpdir(), 'portolan-labels-'));
  const built = copyBuilt();
  const type = (...words: string[]) =>
    run(process.execPath, [built.command, ...words], { env: { XDG_CONFIG_HOME: home } });
  try {
    const ports = Array.from({ length: 12 }, (_, i) => `${9000 + i}`);
    const ended = await Promise.all(ports.map(async (port) => type('label', port, 'mine')));
    expect(ended.map(({ code }) => code)).toEqual(ports.map(() => 0));
    const { out } = await type('label', '--json');
    expect((JSON.parse(out) as LabelResult).labels.map((one) => one.ports)).toEqual(ports);
    await Promise.all(ports.slice(1).map(async (port) => type('label', port, '--remove')));
    const file = readFileSync(join(home, 'portolan', 'labels.tsv'), 'utf8');
    expect(labels(file)).toEqual(['9000 | mine']);
    expect(readdirSync(join(home, 'portolan'))).toEqual(['labels.tsv']);
  } finally {
    built.remove();
    rmSync(home, { recursive: true, force: true });
  }
});

describe('a label', () => {
  const FILE = '8123\tHome Assistant\ton the NAS\n22\tMy shell\n631\tipp\n';

  async function withLabels(...argv: string[]) {
    const { folders, start } = user(FILE);
    await start();
    return { folders, ...(await portolan(argv, { folders, columns: 100 })) };
  }

  it('comes first on its port, and settles nothing', async () => {
    const { out } = await withLabels('port', '22', '--json');
    const { ports, sources } = JSON.parse(out) as {
      ports: { claims: { source: string; standing: string }[]; standing: object; disputes: [] }[];
      sources: { id: string; title: string }[];
    };
    expect(ports[0]!.claims[0]).toMatchObject({
      source: 'labels',
      title: 'My shell',
      standing: 'unofficial',
    });
    expect(ports[0]!.standing).toMatchObject({ tcp: 'assigned' });
    expect(sources[0]).toEqual({ id: 'labels', title: 'Your own labels, ~/config/labels.tsv' });
  });

  it('is no source where there is no file', async () => {
    const { out } = await portolan(['port', '22', '--json']);
    expect(out).not.toContain('"labels"');
  });

  it.each(['22', '8123', '631'])('makes no dispute on %s', async (port) => {
    const disputes = (out: string) =>
      (JSON.parse(out) as { ports: { disputes: unknown[] }[] }).ports[0]!.disputes;
    const plain = await portolan(['port', port, '--json']);
    expect(disputes((await withLabels('port', port, '--json')).out)).toEqual(disputes(plain.out));
  });

  it('is found by its name as a service, and by search', async () => {
    expect((await withLabels('port', 'home-assistant', '--json')).out).toContain('"port": 8123');
    expect((await withLabels('search', 'assistant nas')).out).toContain('8123');
  });

  it('is known to the survey at once', async () => {
    const { folders } = await withLabels('label');
    const listeners = report([listening('tcp 0.0.0.0:8123', running('python3'))]);
    const survey = async (more: object) =>
      JSON.parse((await portolan(['survey', '--json'], { listeners, ...more })).out) as {
        listeners: { verdict: string; why: string }[];
        summary: { unpromised: number };
      };
    expect((await survey({ folders })).listeners[0]).toMatchObject({
      verdict: 'unofficial',
      why: '8123/tcp has your own label: Home Assistant (on the NAS)',
    });
    expect((await survey({ folders })).summary.unpromised).toBe(0);
    const { out } = await portolan([], { listeners, folders, columns: 120 });
    expect(out).toContain('Home Assistant');
  });
});
