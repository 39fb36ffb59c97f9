/**
 * Devices that are killed just before each of their steps in turn: between the centre's acknowledgement and its being
 * written down, between a message's coming and its being shown, and everywhere else.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ended } from '../support/built.ts';
import { EmsdProcesses, freePorts, kill, onShown, type Shown } from '../support/emsd-processes.ts';
import { pause, until } from '../support/waiting.ts';

const WRITER = '401.001';
const READER = '401.002';
/** No run has so many steps. */
const MOST_STEPS = 60;
const KILLER = fileURLToPath(new URL('killed-at-step.mjs', import.meta.url));

let village: EmsdProcesses;
let centre: string;
/** Identifiers of messages that the centre knows to be delivered. */
let delivered: string[];

beforeAll(async () => {
  village = new EmsdProcesses();
  await village.subscribe(WRITER, READER);
});
afterEach(() => village.killAll());
afterAll(() => village.remove());

async function beginCentre(spool: string): Promise<void> {
  const { udp } = await freePorts();
  centre = `127.0.0.1:${udp}`;
  const own = `--spool ${village.path(spool)} --users ${village.users} --port ${udp} --ndjson`;
  const child = village.begin(['serve', ...own.split(' ')]);
  delivered = [];
  onShown(child, ({ kind, message }) => {
    if (kind === 'delivered') delivered.push(message!);
  });
}

const device = (mailbox: string): readonly string[] =>
  `--mailbox ${village.path(mailbox)} --centre ${centre}`.split(' ');
const inbox = (number: string, mailbox: string) => [
  'inbox',
  '--ndjson',
  '--number',
  number,
  ...device(mailbox),
];
const submission = (mailbox: string, ...more: readonly string[]) => [
  'submit',
  ...more,
  '--from',
  WRITER,
  '--json',
  ...device(mailbox),
];
const killedAt = (step: number) => ({
  NODE_OPTIONS: `--import=${KILLER}`,
  PORTOLAN_TEST_KILL_AT: `${step}`,
});
const textsIn = (lines: readonly Shown[]): string[] =>
  lines.flatMap(({ event, text }) => (event === 'message' ? [text!.trim()] : []));

describe('a device that is killed before any of its steps', () => {
  it(
    'submits at most once, and for ever what it has put into its outbox',
    { timeout: 240_000 },
    async () => {
      await beginCentre('submitting');
      const texts: string[] = [];
      for (let step = 1, isKilled = true; isKilled && step < MOST_STEPS; step++) {
        const text = `killed before step ${step}`;
        texts.push(text);
        const words = submission('outbox', text, '--to', READER, '--linger', '0');
        const { code, err } = await ended(village.begin(words, killedAt(step)));
        expect(err).toBe('');
        expect(code).toBeOneOf(['SIGKILL', 0]);
        isKilled = code === 'SIGKILL';
        const again = await village.run(
          ...submission('outbox', '--resume', '--linger', '0', '--wait', '90'),
        );
        expect(again).toMatchObject({ code: 0, err: '' });
      }
      // Bind, put down, send, hear, put down, acknowledge: every one of them was there to be killed before.
      expect(texts.length).toBeGreaterThan(5);
      // Whoever did not hear that its submission was heard is asked by the centre.
      village.begin(inbox(WRITER, 'outbox')).stdout!.resume();
      const shown: Shown[] = [];
      onShown(village.begin(inbox(READER, 'reader')), (line) => shown.push(line));
      await until(() => textsIn(shown).includes(texts.at(-1)!), 60_000);
      const first = texts.findIndex((text) => textsIn(shown).includes(text));
      // What was killed before it was in the outbox is not there, and of all others each is there once.
      expect(first).toBeLessThan(4);
      await until(() => textsIn(shown).length >= texts.length - first, 60_000);
      expect(textsIn(shown).toSorted()).toEqual(texts.slice(first).toSorted());
    },
  );

  it('receives and shows each message once', { timeout: 240_000 }, async () => {
    await beginCentre('receiving');
    const shown: Shown[] = [];
    const texts: string[] = [];
    const see = (child: ChildProcess) => onShown(child, (line) => shown.push(line));
    for (let step = 1, isKilled = true; isKilled && step < MOST_STEPS; step++) {
      const text = `killed before step ${step}`;
      texts.push(text);
      const sent = await village.run(
        ...submission('sender', text, '--to', READER, '--linger', '1'),
      );
      expect(sent).toMatchObject({ code: 0, err: '' });
      const killed = village.begin(inbox(READER, 'killed'), killedAt(step));
      see(killed);
      await Promise.race([
        once(killed, 'exit'),
        until(() => textsIn(shown).includes(text), 20_000),
      ]);
      // The steps after the last message was shown are those of an idle device.
      isKilled = !textsIn(shown).includes(text);
      await pause(50);
      await kill(killed);
      const again = village.begin(inbox(READER, 'killed'));
      see(again);
      await until(() => delivered.length >= texts.length, 60_000);
      await pause(300);
      await kill(again);
    }
    expect(texts.length).toBeGreaterThan(5);
    expect((await village.heldIn(village.path('killed'))).toSorted()).toEqual(texts.toSorted());
    const printed = textsIn(shown);
    expect(printed).toHaveLength(new Set(printed).size);
    // Put down as shown, and killed before it was: that is in the mailbox only. One step is so, and what is sent again on a
    // busy machine may have it come in more than one turn.
    expect(texts.filter((text) => !printed.includes(text)).length).toBeLessThan(4);
    expect(delivered).toHaveLength(new Set(delivered).size);
  });
});
