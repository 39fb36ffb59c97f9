/** Mail over real sockets, where the peer keeps to no rules: loopback alone. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCEPTED,
  type Mail,
  type MailAnswer,
  type SmtpListener,
  type SmtpListenOptions,
  type SmtpSendOptions,
} from '../../mail.ts';
import { nodeMail } from './index.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(options: Partial<SmtpListenOptions> = {}, answer = ACCEPTED) {
  const taken: Mail[] = [];
  const listener: SmtpListener = await nodeMail().listenSmtp(
    { name: 'taker.example', ...options },
    {
      recipient: async () => ACCEPTED,
      async message(mail): Promise<MailAnswer> {
        taken.push(mail);
        return answer;
      },
    },
  );
  closing.push(() => listener.close());
  return { taken, port: listener.local.port, listener };
}

/** A sender: says each piece once it has heard a reply's end that begins with the code before it, then leaves. */
async function talk(port: number, ...steps: readonly (readonly [code: number, say: string])[]) {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  const state = { isOver: false };
  socket.setEncoding('latin1').on('data', (piece: string) => (heard += piece));
  socket.on('error', () => {}).on('close', () => (state.isOver = true));
  const until = async (isSo: () => boolean) => {
    for (
      const end = performance.now() + 5000;
      !state.isOver && !isSo() && performance.now() < end;
    ) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  };
  let from = 0;
  for (const [code, say] of steps) {
    await until(() => new RegExp(`^${code} .*\r\n`, 'm').test(heard.slice(from)));
    from = heard.length;
    socket.write(say, 'latin1');
  }
  socket.end();
  await until(() => state.isOver);
  socket.destroy();
  return heard;
}

const ENVELOPE =
  'EHLO sender.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n';
const text = (octets: Uint8Array) => Buffer.from(octets).toString('latin1');

describe('a sender that keeps to no rules', () => {
  it.each([
    ['LF dot CR LF', 'x\n.\r\n'],
    ['CR LF dot LF', 'x\r\n.\n'],
    ['LF dot LF', 'x\n.\n'],
    ['CR dot CR', 'x\r.\r'],
    ['CR LF zero dot CR LF', 'x\r\n\u0000.\r\n'],
  ])('smuggles no second message in by %s', async (_, end) => {
    const { taken, port } = await listen();
    const second = 'MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nsecond';
    await talk(port, [220, ENVELOPE], [354, `${end}${second}\r\n.\r\n`], [250, 'QUIT\r\n']);
    expect(taken.map(({ from }) => from)).toEqual(['a@b.example']);
    expect(text(taken[0]!.octets)).toContain('evil');
  });

  it.each([
    ['5.3.4', 552],
    ['5.6.0', 550],
  ])('hears the code that RFC 5321 has for a refusal of status %s', async (status, code) => {
    const reason = 'there is no room for that';
    const { port } = await listen({}, { kind: 'permanent', reason, status });
    const heard = await talk(port, [220, ENVELOPE], [354, 'x\r\n.\r\n'], [code, 'QUIT\r\n']);
    expect(heard).toContain(`${code} ${status} ${reason}\r\n`);
  });

  it('names the postmaster without a host', async () => {
    const { taken, port } = await listen();
    const envelope =
      'EHLO s.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<Postmaster>\r\nDATA\r\n';
    await talk(port, [220, envelope], [354, 'x\r\n.\r\n'], [250, 'QUIT\r\n']);
    expect(taken.map(({ recipients }) => recipients)).toEqual([['postmaster@taker.example']]);
  });

  it('that breaks off has handed over nothing', async () => {
    const { taken, port } = await listen();
    await talk(port, [220, ENVELOPE], [354, 'From: a@b.example\r\n\r\nthe beginning\r\n']);
    expect(taken).toEqual([]);
  });

  it('takes no more places than there are, and gives them back', async () => {
    const { port, taken } = await listen({ connections: 2 });
    const idle = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(idle.map((socket) => once(socket, 'data')));
    expect(await talk(port, [421, ''])).toMatch(/^421 /);
    await Promise.all(
      idle.map((socket) => {
        const gone = once(socket, 'close');
        socket.destroy();
        return gone;
      }),
    );
    await talk(port, [220, ENVELOPE], [354, 'x\r\n.\r\n'], [250, 'QUIT\r\n']);
    expect(taken).toHaveLength(1);
  });

  it('stays silent no longer than it may', async () => {
    const { port } = await listen({ patience: 300 });
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (piece: string) => (heard += piece));
    await once(socket, 'close');
    expect(heard).toMatch(/^220 .*\r\n421 /s);
  });

  it('and talks no nonsense for long', async () => {
    const { port } = await listen();
    const heard = await talk(port, [220, 'NONSENSE\r\n'.repeat(100)]);
    expect(heard.split('\r\n').length).toBeLessThan(20);
  });
});

const once = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once(event, resolve);
  });

/** A host that answers each line by what it is told to; `bye` breaks off. */
async function host(greeting: string, answer: (line: string) => string) {
  const server = createServer((socket) => {
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    const say = (words: string) =>
      words === 'bye' ? void socket.destroy() : void socket.write(words);
    say(greeting);
    let rest = '';
    socket.on('data', (piece: string) => {
      const lines = (rest + piece).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) say(answer(line));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => void server.close());
  return (over: Partial<SmtpSendOptions> = {}) =>
    nodeMail().sendSmtp(
      {
        from: 'a@b.example',
        recipients: ['c@d.example', 'e@f.example'],
        octets: Buffer.from('X: y\r\n\r\n'),
      },
      {
        host: '127.0.0.1',
        port: (server.address() as AddressInfo).port,
        name: 'x.example',
        patience: 2000,
        ...over,
      },
    );
}

const GREETING = '220 host.example ESMTP\r\n';
const agree = (line: string): string =>
  line === 'DATA'
    ? '354 go on\r\n'
    : /^(?:EHLO|MAIL|RCPT|\.$|QUIT)/.test(line)
      ? '250 yes\r\n'
      : '';

describe('a host that keeps to no rules', () => {
  it('and one that does', async () => {
    const send = await host(GREETING, agree);
    expect(await send()).toEqual([ACCEPTED, ACCEPTED]);
  });

  it.each<
    [what: string, greeting: string, answer: (line: string) => string, kind: MailAnswer['kind']]
  >([
    ['that breaks off at once', 'bye', agree, 'temporary'],
    [
      'that breaks off once it has the message',
      GREETING,
      (line) => (line === '.' ? 'bye' : agree(line)),
      'temporary',
    ],
    ['that wants nobody now', '421 later\r\n', agree, 'temporary'],
    ['that wants nobody ever', '554 never\r\n', agree, 'permanent'],
    [
      'that wants no such sender',
      GREETING,
      (line) => (line.startsWith('MAIL') ? '550 5.1.8 no\r\n' : agree(line)),
      'permanent',
    ],
    ['that says nothing', '', () => '', 'temporary'],
    ['that stops at the end', GREETING, (line) => (line === '.' ? '' : agree(line)), 'temporary'],
    ['that speaks another language', 'SSH-2.0-host\r\n', () => '', 'temporary'],
    ['that never comes to an end', `220-${'x'.repeat(3_000_000)}`, () => '', 'temporary'],
  ])('%s', async (_, greeting, answer, kind) => {
    const send = await host(greeting, answer);
    const outcomes = await send({ patience: 700 });
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([kind, kind]);
    for (const outcome of outcomes) {
      expect(outcome.kind === 'accepted' ? '' : outcome.reason.length).toBeLessThan(700);
    }
  });

  it('that offers TLS and cannot: in the clear where it may be, else not at all', async () => {
    const seen: string[] = [];
    const send = await host(GREETING, (line) => {
      seen.push(line);
      if (line.startsWith('EHLO')) return '250-host.example\r\n250 STARTTLS\r\n';
      return line === 'STARTTLS' ? '454 not now\r\n' : agree(line);
    });
    expect(await send()).toEqual([ACCEPTED, ACCEPTED]);
    seen.length = 0;
    expect(await send({ tls: 'required' })).toMatchObject([
      { kind: 'temporary' },
      { kind: 'temporary' },
    ]);
    expect(seen.filter((line) => line.startsWith('MAIL'))).toEqual([]);
    seen.length = 0;
    expect(await send({ tls: 'never' })).toEqual([ACCEPTED, ACCEPTED]);
    expect(seen).not.toContain('STARTTLS');
  });
});
