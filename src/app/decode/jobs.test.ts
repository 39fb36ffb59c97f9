/** Print jobs in captures: one message each, however many packets they took. */
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../protocols/index.ts';
import { Recognizer } from './recognize.ts';
import { Talks, type Said } from './talks.ts';

const text = (words: string) => Uint8Array.from(words, (sign) => sign.charCodeAt(0));
const ESC = '\u001b';
const CLIENT = { address: '192.0.2.1', port: 50_000 };

/** Tells what was said: `>` to the port, `<` from it, `…` what was lost before. */
function hear(port: number, lines: readonly string[], connection = 1, talks = talksOf()) {
  const server = { address: '192.0.2.2', port };
  return lines.flatMap((line, seen) => {
    const isSent = line.startsWith('>');
    const ends = isSent ? { from: CLIENT, to: server } : { from: server, to: CLIENT };
    const lost = line.startsWith('>…') ? 100 : 0;
    const isEnd = line === '>end';
    const bytes = isEnd ? text('') : text(line.slice(lost > 0 ? 2 : 1));
    return talks.take({ connection, ...ends, bytes, lost, isEnd }, seen);
  });
}

const talksOf = () => new Talks<number>(new Recognizer(PROTOCOLS));

const titles = (said: readonly Said<number>[]) =>
  said.map(({ recognized, missing, seen }) => {
    const decoded = recognized?.decoded;
    const title = decoded?.ok ? decoded.message.title : decoded?.error.message;
    return [seen, title, missing];
  });

describe('a job', () => {
  it('goes on while the printer answers, until its connection ends', () => {
    const said = hear(621, [`>${ESC}@one${ESC}`, '<@BDC ST\r\n', '>Etwo\f', '>end']);
    expect(said.map(({ from }) => from.port)).toEqual([621, 50_000]);
    expect(titles(said)[1]).toEqual([3 - 1, 'ESC/P job: 2 commands, 2 runs of text', 0]);
  });

  it('is whatever goes to 621, and elsewhere what begins like one', () => {
    expect(titles(hear(621, ['>Hello\r\n', '>end']))).toEqual([
      [0, 'ESC/P job: 0 commands, 1 run of text', 0],
    ]);
    expect(titles(hear(9100, [`>${ESC}@Hello`, '>end']))[0]![1]).toMatch(/^ESC\/P job/);
    expect(hear(9100, ['>Hello\r\n', '>end'])[0]!.recognized).toBeUndefined();
  });

  it('may be of any length: its beginning is kept', () => {
    const [said] = hear(621, [
      ...Array.from({ length: 400 }, () => `>${'x'.repeat(1400)}`),
      '>end',
    ]);
    expect(said!.bytes.length).toBe(65_536);
    expect(said!.recognized!.decoded.fields.at(-1)).toMatchObject({ offset: 559_616, length: 384 });
  });

  it('that lost bytes ends there, and what follows begins none', () => {
    const said = hear(621, [`>${ESC}@one`, '>…lost', '>end']);
    expect(titles(said)).toEqual([[0, 'ESC/P job: 1 command, 1 run of text', 100]]);
  });

  it('is read beside others, up to a number of them', () => {
    const talks = talksOf();
    for (let i = 0; i < 100; i++) hear(621, ['>some'], i, talks);
    const said = talks.end();
    expect(said).toHaveLength(100);
    expect(said.filter(({ recognized }) => recognized)).toHaveLength(64);
    // Those that are over make room.
    expect(hear(621, ['>some', '>end'], 200, talks)[0]!.recognized).toBeDefined();
  });
});
