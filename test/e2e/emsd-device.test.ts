/** A device of EMSD as people run it: the built commands against a message centre on loopback. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended } from '../support/built.ts';
import { EmsdProcesses, freePorts } from '../support/emsd-processes.ts';

const WRITER = '401.001';
const READER = '401.002';

let village: EmsdProcesses;
let place: readonly string[];

beforeAll(async () => {
  village = new EmsdProcesses();
  await village.subscribe(WRITER, READER);
  const { udp } = await freePorts();
  const words = ['--spool', village.path('spool'), '--users', village.users, '--port', `${udp}`];
  const centre = village.begin(['serve', ...words]);
  await once(centre.stdout!, 'data');
  centre.stdout!.resume();
  place = ['--centre', `127.0.0.1:${udp}`];
});
afterAll(async () => {
  await village.killAll();
  village.remove();
});

const submit = (...more: readonly string[]) =>
  village.run('submit', ...more, '--from', WRITER, '--linger', '0', ...place);
const of = (number: string, mailbox: string) => [
  '--number',
  number,
  '--mailbox',
  village.path(mailbox),
];
const receive = (mailbox: string, ...more: readonly string[]) =>
  village.run('inbox', '--once', ...of(READER, mailbox), ...place, ...more);

describe('the limits of a device', () => {
  it('hold what comes until --no-limits', async () => {
    await receive('limits', '--pause');
    await submit('Held', '--to', READER);
    const { code, out } = await receive('limits', '--strict');
    expect([code, out.replaceAll(/\s+/g, ' ')]).toEqual([
      4,
      expect.stringContaining('The centre holds what there is, since it was told to: --no-limits'),
    ]);
    expect(out).not.toContain('Held');
    expect((await receive('limits', '--no-limits')).out).toContain('Held');
    await submit('Not held', '--to', READER);
    expect((await receive('limits')).out).toContain('Not held');
  });

  it('are not set and given up at once', async () => {
    const { code, err } = await receive('limits', '--no-limits', '--pause');
    expect([code, err]).toEqual([2, expect.stringContaining('not both')]);
  });
});

describe('a device with a wrong password', () => {
  it('does not ask on with --once', async () => {
    const words = ['inbox', '--once', ...of(READER, 'wrong'), ...place, '--wait', '60'];
    const begun = performance.now();
    const { code, err } = await ended(village.begin(words, { PORTOLAN_EMSD_PASSWORD: 'no' }));
    expect([code, err]).toEqual([3, expect.stringContaining('securityError')]);
    expect(performance.now() - begun).toBeLessThan(30_000);
  });
});

describe('a message without text', () => {
  it.each([[[]], [['']], [['--file', 'empty']]])('%j is sent with a subject', async (given) => {
    const words = given.map((word) => (word === 'empty' ? village.path(word) : word));
    writeFileSync(village.path('empty'), '');
    const { code, err } = await submit(...words, '--to', READER);
    expect([code, err]).toEqual([2, expect.stringContaining('the message is empty')]);
    expect((await submit(...words, '--to', READER, '--subject', 'Hi')).code).toBe(0);
  });
});

describe('what comes while a message is submitted', () => {
  const from = (mailbox: string) => ['--from', WRITER, '--mailbox', village.path(mailbox)];
  const submitAs = (mailbox: string, to: string) =>
    village.run('submit', 'Text', '--to', to, '--linger', '2', ...from(mailbox), ...place);

  it('is shown by the next inbox, once', async () => {
    const mailbox = village.path('both');
    const { code, out } = await submitAs('both', WRITER);
    expect([code, out.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining(
        `A message that came is not shown yet: portolan emsd inbox --mailbox ${mailbox} --number ${WRITER}`,
      ),
    ]);
    const show = () => village.run('inbox', '--once', ...of(WRITER, 'both'), ...place);
    expect((await show()).out).toContain('Text');
    expect((await show()).out).not.toContain('Text');
  });

  it('is told when it is that very message, which could not be delivered', async () => {
    const { code, out, err } = await submitAs('refused', '401.777');
    expect(code).toBe(3);
    expect(out).toMatch(/message 1 came back: Your message could not be delivered to 401\.777/);
    expect(err).toContain('message 1 came back');
    const shown = await village.run('inbox', '--once', ...of(WRITER, 'refused'), ...place);
    expect(shown.out).toContain('Not delivered');
  });
});
