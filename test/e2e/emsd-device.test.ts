/** A device of EMSD as people run it: the built commands against a message centre on loopback. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    expect((await receive('limits')).out).not.toContain('Held');
    expect((await receive('limits', '--no-limits')).out).toContain('Held');
    await submit('Not held', '--to', READER);
    expect((await receive('limits')).out).toContain('Not held');
  });

  it('are not set and given up at once', async () => {
    const { code, err } = await receive('limits', '--no-limits', '--pause');
    expect([code, err]).toEqual([2, expect.stringContaining('not both')]);
  });
});
