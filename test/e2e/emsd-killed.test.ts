/**
 * A message centre and its devices as real processes that are killed at any moment while messages flow: nothing that was
 * acknowledged is lost, and nothing is shown twice.
 */
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ended } from '../support/built.ts';
import { EmsdProcesses, freePorts, kill, onShown } from '../support/emsd-processes.ts';
import { pause } from '../support/waiting.ts';

const READER = '401.900';
const SENDERS = ['401.001', '401.002', '401.003'];
/** So many messages of each sender, and mails, at the least; more until both were killed often enough. */
const MESSAGES = 8;
const MAILS = 6;
const KILLS = 3;
/** Whoever has sent so many does not go on, whatever was reached. */
const MOST_MESSAGES = 100;

let village: EmsdProcesses;

beforeAll(async () => {
  village = new EmsdProcesses();
  await village.subscribe(...SENDERS, READER);
});
afterEach(() => village.killAll());
afterAll(() => village.remove());

const between = (least: number, most: number) => least + Math.random() * (most - least);

/** A process that is there again a moment after each time that it is killed. */
class Killed {
  private isSpared = false;
  private child: ChildProcess | undefined;
  times = 0;

  constructor(private readonly start: () => ChildProcess) {}

  /** Until it is spared. */
  async live(): Promise<void> {
    while (!this.isSpared) {
      this.begin();
      await pause(between(700, 3500));
      if (this.isSpared) break;
      await this.kill();
      this.times += 1;
      await pause(between(0, 300));
    }
    if (this.child === undefined) this.begin();
  }

  /** From now on it stays alive. */
  spare(): void {
    this.isSpared = true;
  }

  begin(): void {
    this.child = this.start();
  }

  async kill(): Promise<void> {
    if (this.child) await kill(this.child);
    this.child = undefined;
  }
}

/** Says a mail by SMTP; whether it was taken. */
async function mailed(port: number, text: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setTimeout(10_000);
  socket.on('timeout', () => socket.destroy());
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await answers.next();
      if (done) return '';
      if (/^\d{3} /.test(value)) return value;
    }
  };
  socket.on('error', () => {});
  const conversation = [
    'EHLO client.example\r\n',
    'MAIL FROM:<bob@example.org>\r\n',
    `RCPT TO:<${READER}@centre.example>\r\n`,
    'DATA\r\n',
    `From: bob@example.org\r\nTo: ${READER}@centre.example\r\nMessage-ID: <${text.replaceAll(' ', '.')}@example.org>\r\nSubject: by mail\r\n\r\n${text}\r\n.\r\n`,
  ];
  try {
    let said = await answer();
    for (const line of conversation) {
      if (!/^[23]/.test(said)) return false;
      socket.write(line);
      said = await answer();
    }
    return said.startsWith('250');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('a centre and its devices that are killed again and again', () => {
  it(
    'lose nothing that was acknowledged, and show nothing twice',
    { timeout: 240_000 },
    async () => {
      const { udp, tcp } = await freePorts();
      const centre = `127.0.0.1:${udp}`;
      const mailbox = village.path('mailbox');
      const errors: string[] = [];
      const shown: string[] = [];
      const begin = (...words: readonly string[]): ChildProcess => {
        const child = village.begin([...words, '--ndjson']);
        child.stderr!.setEncoding('utf8').on('data', (text: string) => errors.push(text));
        return child;
      };
      const beginInbox = () => {
        const child = begin('inbox', '--mailbox', mailbox, '--number', READER, '--centre', centre);
        onShown(child, ({ event, text }) => {
          if (event === 'message' && text !== undefined) shown.push(text.trim());
        });
        return child;
      };

      const centres = new Killed(() => {
        const own = [
          '--spool',
          village.path('spool'),
          '--users',
          village.users,
          '--port',
          `${udp}`,
        ];
        const mail = ['--smtp-in', `127.0.0.1:${tcp}`, '--host', 'centre.example'];
        const child = begin('serve', ...own, ...mail);
        child.stdout!.resume();
        return child;
      });
      const inboxes = new Killed(beginInbox);

      const acknowledged: string[] = [];
      const isEnough = () =>
        centres.times >= KILLS && inboxes.times >= KILLS && acknowledged.length > MESSAGES;
      const outboxOf = (from: string) => village.path(`outbox-${from}`);
      const submitted = async (from: string, text: string) => {
        const outbox = ['--from', from, '--mailbox', outboxOf(from), '--centre', centre];
        const words = [text, '--to', READER, '--wait', '15', '--linger', '0', '--json'];
        const child = village.begin(['submit', ...words, ...outbox]);
        const end = ended(child);
        if (Math.random() < 0.4) {
          await pause(between(200, 1200));
          await kill(child);
        }
        const { code, err } = await end;
        if (code !== 0 && code !== 'SIGKILL' && code !== 3) errors.push(`${code}: ${err}`);
        return code === 0;
      };
      const send = async (say: (text: string) => Promise<boolean>, who: string, least: number) => {
        for (let number = 0; number < least || (!isEnough() && number < MOST_MESSAGES); number++) {
          const text = `${who} says ${number}`;
          if (await say(text)) acknowledged.push(text);
        }
      };
      const mail = async (text: string) => {
        await pause(between(500, 1500));
        return mailed(tcp, text);
      };

      const living = [centres.live(), inboxes.live()];
      const senders = SENDERS.map((from) => send((text) => submitted(from, text), from, MESSAGES));
      await Promise.all([...senders, send(mail, 'mail', MAILS)]);
      centres.spare();
      inboxes.spare();
      await Promise.all(living);
      // What nobody answered is in the outboxes still; with it they are all acknowledged.
      for (const from of SENDERS) {
        const outbox = ['--from', from, '--mailbox', outboxOf(from), '--centre', centre];
        const { code, err } = await village.run('submit', '--resume', ...outbox, '--wait', '60');
        expect([code, err]).toEqual([0, '']);
      }
      // A centre that does not know whether a device heard its acknowledgement asks it before it delivers.
      for (const from of SENDERS) {
        begin(
          'inbox',
          '--mailbox',
          outboxOf(from),
          '--number',
          from,
          '--centre',
          centre,
        ).stdout!.resume();
      }
      // What was put down as shown just before a kill is in the mailbox alone, which is looked into while nobody has it.
      const lostFrom = (texts: readonly string[]) =>
        acknowledged.filter((text) => !texts.includes(text));
      let held: readonly string[] = [];
      const deadline = performance.now() + 100_000;
      for (;;) {
        const turn = performance.now() + 5000;
        while (lostFrom(shown).length > 0 && performance.now() < turn) await pause(100);
        await inboxes.kill();
        held = await village.heldIn(mailbox);
        if (lostFrom(held).length === 0 || performance.now() > deadline) break;
        inboxes.begin();
      }
      await village.killAll();
      expect(centres.times).toBeGreaterThanOrEqual(KILLS);
      expect(inboxes.times).toBeGreaterThanOrEqual(KILLS);
      expect(acknowledged.length).toBeGreaterThan(MESSAGES);
      expect({ lost: lostFrom(held), errors }).toEqual({ lost: [], errors: [] });
      // Not a message has come into the mailbox twice, nor been printed twice.
      expect(held).toHaveLength(new Set(held).size);
      expect(shown).toHaveLength(new Set(shown).size);
    },
  );
});
