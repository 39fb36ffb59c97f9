/**
 * A message centre and its devices as real processes that are killed at any moment while messages flow: nothing that was
 * acknowledged is lost, and nothing is shown twice.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';

const PASSWORD = 'a password';
const env = { PORTOLAN_EMSD_PASSWORD: PASSWORD };
const READER = '401.900';
const SENDERS = ['401.001', '401.002', '401.003'];
const MESSAGES = 8;
const MAILS = 6;

let built: Built;
let users: string;
const path = (name: string) => join(built.folder, name);
const emsd = (...words: readonly string[]): Promise<Ended> =>
  run(process.execPath, [built.command, 'emsd', ...words], { env });

const alive = new Set<ChildProcess>();
function begin(...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [built.command, 'emsd', ...words], {
    env: plainEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  built = copyBuilt();
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(built.folder, 'node_modules'),
  );
  users = path('users');
  for (const number of [...SENDERS, READER]) {
    const { code } = await emsd('user', number, '--users', users, '--set-password');
    if (code !== 0) throw new Error(`${number} cannot be made: exit code ${code}`);
  }
});
afterEach(async () => {
  for (const child of alive) await kill(child);
});
afterAll(() => built.remove());

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
const between = (least: number, most: number) => least + Math.random() * (most - least);

async function freePorts(): Promise<{ udp: number; tcp: number }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  const server = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(socket, 'listening'), once(server, 'listening')]);
  const ports = { udp: socket.address().port, tcp: (server.address() as { port: number }).port };
  socket.close();
  server.close();
  return ports;
}

/** A process that is there again a moment after each time that it is killed. */
class Killed {
  private isOver = false;
  private child: ChildProcess | undefined;
  times = 0;

  constructor(private readonly start: () => ChildProcess) {}

  async live(): Promise<void> {
    while (!this.isOver) {
      this.child = this.start();
      await pause(between(700, 3500));
      if (this.isOver) break;
      await kill(this.child);
      this.times += 1;
      await pause(between(0, 300));
    }
  }

  /** From now on it stays alive. */
  spare(): void {
    this.isOver = true;
    if (this.child === undefined || !alive.has(this.child)) this.child = this.start();
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

interface Shown {
  readonly event: string;
  readonly text?: string;
  readonly number?: number;
}

describe('a centre and its devices that are killed again and again', () => {
  it(
    'lose nothing that was acknowledged, and show nothing twice',
    { timeout: 240_000 },
    async () => {
      const { udp, tcp } = await freePorts();
      const centre = `127.0.0.1:${udp}`;
      const errors: string[] = [];
      const shown: Shown[] = [];

      const centres = new Killed(() => {
        const words = ['--spool', path('spool'), '--users', users, '--port', `${udp}`];
        const mail = ['--smtp-in', `127.0.0.1:${tcp}`, '--host', 'centre.example'];
        const child = begin('serve', ...words, ...mail, '--ndjson');
        child.stdout!.resume();
        child.stderr!.setEncoding('utf8').on('data', (text: string) => errors.push(text));
        return child;
      });
      const inboxes = new Killed(() => {
        const words = ['--mailbox', path('mailbox'), '--number', READER, '--centre', centre];
        const child = begin('inbox', ...words, '--ndjson');
        // A line that was cut off was not shown whole: it is in the mailbox.
        createInterface({ input: child.stdout! }).on('line', (line) => {
          if (line.endsWith('}')) shown.push(JSON.parse(line) as Shown);
        });
        child.stderr!.setEncoding('utf8').on('data', (text: string) => errors.push(text));
        return child;
      });

      const acknowledged: string[] = [];
      const submit = async (from: string) => {
        const outbox = ['--from', from, '--mailbox', path(`outbox-${from}`), '--centre', centre];
        for (let number = 0; number < MESSAGES; number++) {
          const text = `${from} says ${number}`;
          const words = [text, '--to', READER, '--wait', '15', '--linger', '0', '--json'];
          const child = begin('submit', ...words, ...outbox);
          const isKilled = Math.random() < 0.4;
          const end = ended(child);
          if (isKilled) {
            await pause(between(200, 1200));
            await kill(child);
          }
          const { code, err } = await end;
          if (code === 0) acknowledged.push(text);
          else if (code !== 'SIGKILL' && code !== 3) errors.push(`${code}: ${err}`);
        }
      };
      const mail = async () => {
        for (let number = 0; number < MAILS; number++) {
          const text = `mail says ${number}`;
          if (await mailed(tcp, text)) acknowledged.push(text);
          await pause(between(500, 1500));
        }
      };

      const living = [centres.live(), inboxes.live()];
      await Promise.all([...SENDERS.map(submit), mail()]);
      centres.spare();
      inboxes.spare();
      await Promise.all(living);
      // What nobody answered is in the outboxes still; with it they are all acknowledged.
      for (const from of SENDERS) {
        const outbox = ['--from', from, '--mailbox', path(`outbox-${from}`), '--centre', centre];
        const { code, err } = await emsd('submit', '--resume', ...outbox, '--wait', '60');
        expect([code, err]).toEqual([0, '']);
      }
      const texts = () =>
        shown.flatMap(({ event, text }) => (event === 'message' && text ? [text.trim()] : []));
      const list = async () => {
        const { out, err } = await emsd('inbox', '--mailbox', path('mailbox'), '--list', '--json');
        return { err, messages: (JSON.parse(out) as { messages: Shown[] }).messages };
      };
      // A centre that does not know whether a device heard its acknowledgement asks it before it delivers.
      for (const from of SENDERS) {
        const own = ['--mailbox', path(`outbox-${from}`), '--number', from, '--centre', centre];
        begin('inbox', ...own, '--ndjson').stdout!.resume();
      }
      // What was put down as shown just before the end is in the mailbox alone.
      const deadline = performance.now() + 40_000;
      while (acknowledged.some((text) => !texts().includes(text)) && performance.now() < deadline) {
        await pause(500);
      }
      for (const child of alive) await kill(child);

      const { messages } = await list();
      const held: string[] = [];
      for (const { number } of messages) {
        const { out } = await emsd(
          'inbox',
          '--mailbox',
          path('mailbox'),
          '--read',
          `${number}`,
          '--json',
        );
        held.push((JSON.parse(out) as { messages: Shown[] }).messages[0]!.text!.trim());
      }
      expect(centres.times).toBeGreaterThan(2);
      expect(inboxes.times).toBeGreaterThan(2);
      expect(acknowledged.length).toBeGreaterThan(MESSAGES);
      const lost = acknowledged.filter((text) => !held.includes(text));
      expect({ lost, errors }).toEqual({ lost: [], errors: [] });
      // Not a message has come into the mailbox twice, nor been printed twice.
      expect(held).toHaveLength(new Set(held).size);
      expect(texts()).toHaveLength(new Set(texts()).size);
    },
  );
});
