/** What a person sees of a conversation by ESRO. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../../test/support/command.ts';
import { performers } from '../../../../test/support/performers.ts';

const PAGE = readFileSync(
  new URL('../../../protocols/esro/README.md', import.meta.url),
  'utf8',
).replaceAll('\r\n', '\n');

const story = async (words: string) =>
  (await portolan(['esro', 'trace', ...words.split(' ').filter(Boolean)])).out.split('\n');

/** The rungs, without their times and what they say. */
const arrows = (lines: readonly string[]) =>
  lines.flatMap((line) => /^ *\d+ ms {2}(.{6})/.exec(line)?.[1]!.trim() ?? []);

describe('a simulated conversation', () => {
  it('is a ladder with what each side believes, and a sentence on what it came to', async () => {
    const lines = await story('--handshake 3-way');
    expect(arrows(lines)).toEqual(['─────▶', '·', '◀─────', '·', '─────▶', '·']);
    expect(lines[0]).toMatch(/^Two hosts in memory, seed 2188; nothing is sent\./);
    expect(lines.join('\n')).toContain('Performed once. 3 datagrams.');
  });

  it('marks what is lost and what is sent again', async () => {
    const lines = await story('--loss 100 --timers retransmissions=1');
    expect(arrows(lines)).toEqual(['──✗', '──✗', '·']);
    expect(lines.filter((line) => line.endsWith('(lost)'))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('(again, lost)'))).toHaveLength(1);
    expect(lines.join('\n')).toContain(
      'A failure after 10.2 s: user not responding (nothing came).',
    );
  });

  it('counts how several operations ended', async () => {
    const lines = await story('--operations 3 --answer error');
    expect(lines.join('\n')).toContain('3 operations: 3 with an error. Performed 3 times.');
  });

  it('is as the page of the protocol shows it', async () => {
    const lines = await story('--handshake 3-way --loss 40 --seed 7');
    const end = lines.findIndex((line) => line.startsWith('Another story'));
    expect(PAGE).toContain(`\n\`\`\`\n${lines.slice(2, end).join('\n')}\n\`\`\`\n`);
  });

  it('goes on to another story with all that was wished of this one', async () => {
    const words = '--answer nothing --duplicate 10 --handshake 3-way';
    const last = (lines: readonly string[]) => lines.join(' ').replace(/\s+/g, ' ');
    expect(last(await story(words))).toContain(
      `Another story: portolan esro trace --loss 40 --duplicate 10 --answer nothing --handshake 3-way.`,
    );
    expect(last(await story(`${words} --loss 20 --seed 7`))).toContain('--loss 20 --seed 8 --dup');
  });

  it('says of a performer that never answers that it did not', async () => {
    const told = (await story('--answer nothing')).join('\n');
    expect(told).toContain('the performer did not answer in time');
    expect(told).not.toContain('whether its answer arrived');
  });

  it('is what the group of commands begins with', async () => {
    expect((await portolan(['esro'])).out).toBe((await portolan(['esro', 'trace'])).out);
  });
});

describe('a conversation with a performer', () => {
  const asked = async (words: string) => {
    const { here, passing } = await performers();
    return passing(portolan(['esro', 'trace', ...words.split(' ')], { platform: here }));
  };

  it('says whose operation it is, and what the answer says', async () => {
    const { out, err, code } = await asked('192.168.1.9:2590 --service echo --query hello');
    const lines = out.split('\n');
    expect(arrows(lines)).toEqual(['─────▶', '◀─────']);
    expect(lines[0]).toMatch(/^An operation of 192\.168\.1\.9:2590;/);
    expect(lines.join('\n')).toMatch(/A result after \d+ ms: hello\. 2 datagrams\./);
    expect([code, err]).toEqual([0, '']);
  });

  it('says once why there is no answer', async () => {
    const { out, err, code } = await asked('192.168.1.8 --sap 1 --op 1 --timers retransmissions=0');
    expect(out).toMatch(/A failure after [\d.]+ s\. 1 datagram\./);
    expect(err).toBe('portolan: nobody answers at 192.168.1.8:259\n');
    expect(code).toBe(3);
  });
});
