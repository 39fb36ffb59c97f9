import { describe, expect, it } from 'vitest';
import { ESC, extended, job, low, placed, play } from '../../../../test/support/escp.ts';

const ENTER = extended('R', 0, ...Array.from('REMOTE1', (c) => c.charCodeAt(0)));
const EXIT = `${ESC}\0\0\0`;
const say = (letters: string, ...parameters: readonly (string | number)[]) => {
  const bytes = job(...parameters);
  return job(letters, low(bytes.length), bytes);
};
const remote = (...parts: readonly Uint8Array[]) => job(ENTER, ...parts, EXIT);
const repliesOf = (bytes: Uint8Array, answers = {}) =>
  play(bytes, { answers }).events.flatMap((event) => (event.kind === 'reply' ? [event] : []));
const textOfBytes = (bytes: Uint8Array) => String.fromCharCode(...bytes);

describe('remote mode', () => {
  it('says what the job is called, and whose it is', () => {
    const id = '\0\0\0\0';
    const named = remote(
      say('JH', 0, 0, id, 'host'),
      say('JH', 0, 2, id, 'letter.txt'),
      say('JH', 0, 3, id, 'ann\0\0'),
      say('JH', 0, 1, id, 'Gimp'),
    );
    expect(play(named).report).toMatchObject({ jobName: 'letter.txt', user: 'ann' });
    expect(play(remote(say('JH', 0, 0, id, 'ESCPRLib'))).report.jobName).toBe('ESCPRLib');
    const odd = play(remote(say('JH', 0, 2, id, '\x1b[31m\xff'.padEnd(400, 'x')))).report.jobName;
    expect(odd).toMatch(/^\?\[31m\?x{194}$/);
  });

  it('asks how the printer is: it answers once, where it can', () => {
    const status = () => Uint8Array.of(0x40, 0x42);
    expect(repliesOf(remote(say('ST', 0, 1)), { status })).toEqual([
      { kind: 'reply', bytes: Uint8Array.of(0x40, 0x42), title: 'how it is' },
    ]);
    const forms = (form: string) => job(form);
    const all = remote(say('ST', 0, 1), say('ST', 0, 3), say('ST', 0, 0x11));
    expect(repliesOf(all, { status: forms }).map(({ bytes }) => textOfBytes(bytes))).toEqual([
      'text',
      'binary',
      'binary',
    ]);
    expect(repliesOf(remote(say('ST', 0, 0), say('ST', 0, 0x10)), { status })).toEqual([]);
    expect(repliesOf(remote(say('ST', 0, 1)))).toEqual([]);
  });

  it('cleans no head', () => {
    const { report } = play(remote(say('NC', 0, 0), say('CH', 0, 0), say('JE', 0)));
    expect(report.faults.map(({ name }) => name)).toEqual(['REMOTE1 NC', 'REMOTE1 CH']);
    expect(report).toMatchObject({ pages: 0, unknown: [] });
  });

  it('moves the left edge, and sets back to defaults', () => {
    const left = remote(say('FP', 0, ...low(-80 & 0xffff)));
    expect(placed(job(left, 'a'))).toEqual([`a 1: ${0.02778} 0`]);
    expect(placed(job(left, left, 'a'))).toEqual([`a 1: ${0.02778} 0`]);
    expect(placed(job(left, remote(say('LD')), 'a'))).toEqual(['a 1: 0.25 0']);
  });
});

describe('EJL', () => {
  const ask = `${ESC}\x01@EJL ID\r\n`;

  it('asks who the printer is', () => {
    const deviceId = 'MFG:EPSON;CMD:ESCPL2;MDL:XP-432;CLS:PRINTER;DES:EPSON XP-432;';
    const [reply] = repliesOf(job(ask), { deviceId });
    expect(textOfBytes(reply!.bytes)).toBe(`@EJL ID\r\n${deviceId}\f`);
    expect(repliesOf(job(ask))).toEqual([]);
  });

  it('opens jobs of drivers without leaving anything on the page', () => {
    const opening = `\0\0\0${ESC}\x01@EJL 1284.4\n@EJL     \n${ESC}@`;
    expect(play(job(opening))).toMatchObject({
      events: [],
      report: { unknown: [], faults: [], pages: 0 },
    });
    expect(placed(job(opening, 'a'))).toEqual(['a 1: 0.25 0']);
  });
});
