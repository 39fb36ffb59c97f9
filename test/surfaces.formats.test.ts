/** What programs read: every operation in every format, held to that format's own grammar. */
import { describe, expect, it } from 'vitest';
import { readCsv } from './support/csv.ts';
import { portolan, type Surroundings } from './support/command.ts';
import { listening, report, running } from './support/listeners.ts';
import { obeyed } from './support/terminal.ts';

const HOSTILE = 'a,"b"|c\\|d<i>\r\n\u001b[31m\u009b\u202e';

const MACHINE: Surroundings = {
  listeners: report([
    listening('tcp 0.0.0.0:80', running('nginx')),
    listening('tcp [::1]:631', running('cupsd', { user: 'root', unit: 'cups.service' })),
    listening('udp 0.0.0.0:47000', running('x', { name: HOSTILE, path: `/${HOSTILE}` })),
  ]),
};

/** A command of each operation, and how many rows its table has. */
const COMMANDS: readonly (readonly [words: string, items: number, rows: number])[] = [
  ['survey', 3, 3],
  ['port 65000', 1, 4],
  ['port 65310-65320', 11, 44],
  ['search epson --limit 5', 5, 5],
  ['decode enpc 4550534f4e5103000000000000 00', 1, 7],
  ['demo', 4, 4],
  ['esro trace', 5, 5],
];

const run = (words: string, format: string) =>
  portolan([...words.split(' '), `--${format}`], MACHINE);

describe.each(COMMANDS)('portolan %s', (words, items, rows) => {
  it('--json is one document', async () => {
    const { out, err, code } = await run(words, 'json');
    expect(JSON.parse(out)).toBeTypeOf('object');
    expect([err, code]).toEqual(['', 0]);
  });

  it('--ndjson is one value a line, each a whole item', async () => {
    const { out } = await run(words, 'ndjson');
    const lines = out.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(items);
    for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  it('--csv is RFC 4180, and every row has every column', async () => {
    const table = readCsv((await run(words, 'csv')).out);
    expect(new Set(table[0]).size).toBe(table[0]!.length);
    expect(table.length - 1).toBe(rows);
  });

  it('--markdown is one table with the same cells', async () => {
    const lines = (await run(words, 'markdown')).out.split('\n');
    expect(lines.pop()).toBe('');
    const cells = lines.map(
      (line) => line.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length,
    );
    expect(new Set(cells).size).toBe(1);
    expect(lines[1]).toMatch(/^\|( --- \|)+$/);
    expect(lines.length - 2).toBe(rows);
  });

  it('no format has colours, even where they are forced', async () => {
    for (const format of ['json', 'ndjson', 'csv', 'markdown']) {
      const { out } = await portolan([...words.split(' '), `--${format}`, '--color'], {
        ...MACHINE,
        env: { FORCE_COLOR: '1' },
      });
      expect(out).not.toContain('\u001b[');
      expect(out).toBe((await run(words, format)).out);
    }
  });
});

describe('names that somebody made up to do harm', () => {
  it('come through JSON unharmed, and a terminal has nothing to obey', async () => {
    for (const format of ['json', 'ndjson']) {
      const { out } = await run('survey', format);
      const read = JSON.parse(format === 'json' ? out : `[${out.trim().split('\n').join()}]`) as
        | unknown[]
        | { listeners: unknown[] };
      const listeners = Array.isArray(read) ? read : read.listeners;
      expect(listeners).toContainEqual(
        expect.objectContaining({ processes: [expect.objectContaining({ name: HOSTILE })] }),
      );
      expect(obeyed(out)).toEqual([]);
    }
  });

  it('stay one field of CSV', async () => {
    const table = readCsv((await run('survey', 'csv')).out);
    const program = table[0]!.indexOf('program');
    expect(table.map((row) => row[program])).toContainEqual(
      expect.stringContaining('a,"b"|c\\|d<i>\r\n'),
    );
  });

  it('reach no terminal raw through CSV or Markdown', async () => {
    expect(obeyed((await run('survey', 'csv')).out.replaceAll('\r\n', '\n'))).toEqual([]);
    expect(obeyed((await run('survey', 'markdown')).out)).toEqual([]);
  });

  it('stay one cell of Markdown, with nothing that a browser would obey', async () => {
    const { out } = await run('survey', 'markdown');
    expect(out).toContain('a,"b"\\|c\\\\\\|d&lt;i>');
    expect(out.split('\n')).toHaveLength(2 + 3 + 1);
  });
});

describe('nothing to tell', () => {
  it('is an empty list, not a broken document', async () => {
    const survey = async (format: string) => (await portolan(['survey', `--${format}`])).out;
    expect(JSON.parse(await survey('json'))).toMatchObject({ listeners: [] });
    expect(await survey('ndjson')).toBe('');
    expect(await survey('csv')).toBe('');
    expect(await survey('markdown')).toBe('');
  });
});
