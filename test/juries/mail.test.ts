/**
 * The jury on mail: swaks and msmtp hand messages to us, aiosmtpd and Exim take them from us, and Python's email package
 * reads what we make of EMSD's messages. Loopback alone. `mail.md` has what was seen.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliveryReport } from '../../src/core/mail/delivery-report.ts';
import {
  ACCEPTED,
  type Mail,
  type MailAnswer,
  type MailPeer,
  type MailTaker,
  type SmtpListener,
} from '../../src/platform/mail.ts';
import { permanent, temporary } from '../../src/platform/mail-sending.ts';
import { nodeMail } from '../../src/platform/node/mail/index.ts';
import { ipmOfMail, mailOfIpm } from '../../src/protocols/emsd/rfc822.ts';
import { isInstalled } from '../support/namespace.ts';
import { CORPUS } from '../support/mail-corpus.ts';
import { until } from '../support/waiting.ts';
import { aiosmtpd, exim, PYTHON, type Taker } from './mail-takers.ts';

const can = (...commands: readonly string[]): boolean => {
  const missing = commands.find((command) => !isInstalled(command));
  if (missing) console.log(`LEFT OUT: jury ${commands[0]}, on mail: ${missing} is not installed`);
  return missing === undefined;
};
const python = (module: string): boolean => {
  const has = spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
  if (!has) console.log(`LEFT OUT: jury ${module}, on mail: Python has no ${module}`);
  return has;
};

const folders: string[] = [];
const listeners: SmtpListener[] = [];
const takers: Taker[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  await Promise.all(takers.splice(0).map((taker) => taker.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'portolan-mail-'));
  chmodSync(made, 0o755);
  folders.push(made);
  return made;
}

/** What a program says, and how it ended. The event loop goes on meanwhile: we are its peer. */
const run = (
  command: string,
  words: readonly string[],
  input = '',
): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const child = execFile(command, words, { timeout: 60_000 }, (error, out, complaint) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, said: out + complaint }),
    );
    child.stdin!.end(input);
  });

const wanted: MailTaker['recipient'] = async (address) => {
  if (address.startsWith('no')) return permanent('5.1.1', 'nobody is called so');
  return address.startsWith('full') ? temporary('4.2.2', 'no room now') : ACCEPTED;
};

async function listen(over: Partial<MailTaker> = {}, tls?: { key: string; certificate: string }) {
  const taken: { mail: Mail; peer: MailPeer }[] = [];
  const taker: MailTaker = {
    recipient: wanted,
    async message(mail: Mail, peer: MailPeer): Promise<MailAnswer> {
      taken.push({ mail, peer });
      return ACCEPTED;
    },
    ...over,
  };
  const listener = await nodeMail().listenSmtp(
    { name: 'emsd.example', ...(tls && { tls }) },
    taker,
  );
  listeners.push(listener);
  return { taken, port: listener.local.port };
}

function certificate(): { key: string; certificate: string } {
  const made = folder();
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout ${made}/key -out ${made}/cert`;
  spawnSync('openssl', words.split(' '), { stdio: 'ignore' });
  const [key, cert] = ['key', 'cert'].map((name) => readFileSync(join(made, name), 'utf8'));
  return { key: key!, certificate: cert! };
}

const latin1 = (octets: Uint8Array) => Buffer.from(octets).toString('latin1');

describe.skipIf(!can('swaks', 'openssl'))('swaks hands to us', () => {
  const swaks = (port: number, ...words: readonly string[]) =>
    run('swaks', [
      '--server',
      `127.0.0.1:${port}`,
      '--helo',
      'swaks.example',
      '--from',
      'ann@example.com',
      ...words,
    ]);

  it('a message, as it is', async () => {
    const { taken, port } = await listen();
    const data = 'Subject: From swaks\\nX-8bit: no\\n\\n.a dot\\n..two\\nlast\\n';
    const { code, said } = await swaks(
      port,
      '--to',
      '401.001@emsd.example,402.002@emsd.example',
      '--data',
      data,
    );
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(taken).toHaveLength(1);
    const { mail, peer } = taken[0]!;
    expect(mail.from).toBe('ann@example.com');
    expect(mail.recipients).toEqual(['401.001@emsd.example', '402.002@emsd.example']);
    // swaks ends what it sends with a line of its own.
    expect(latin1(mail.octets)).toBe(
      'Subject: From swaks\r\nX-8bit: no\r\n\r\n.a dot\r\n..two\r\nlast\r\n\r\n',
    );
    expect(peer).toMatchObject({ name: 'swaks.example', encrypted: false });
  });

  it('and hears who is not wanted', async () => {
    const { taken, port } = await listen();
    const { said } = await swaks(port, '--to', 'no@emsd.example');
    expect(said).toMatch(/550 5\.1\.1 nobody is called so/);
    expect((await swaks(port, '--to', 'full@emsd.example')).said).toMatch(
      /451 4\.2\.2 no room now/,
    );
    expect(taken).toEqual([]);
  });

  it('and hears what is announced: no relaying of names beyond ASCII, no logins in the clear', async () => {
    const { port } = await listen({ login: async () => true });
    const { said } = await swaks(port, '--to', 'a@emsd.example', '--quit-after', 'EHLO');
    expect(said).toMatch(/250[- ]SIZE 131072/);
    expect(said).toMatch(/250[- ]8BITMIME/);
    expect(said).not.toMatch(/SMTPUTF8|AUTH|STARTTLS/);
  });

  it('and logs in over TLS, where a certificate is there', async () => {
    const login = async (user: string, password: string) => user === 'ann' && password === 'secret';
    const { taken, port } = await listen({ login }, certificate());
    const tls = ['--tls', '--auth', 'PLAIN', '--auth-user', 'ann', '--to', 'a@emsd.example'];
    const good = await swaks(port, ...tls, '--auth-password', 'secret');
    expect(good).toMatchObject({ code: 0 });
    expect(taken[0]!.peer).toMatchObject({ encrypted: true, user: 'ann' });
    const bad = await swaks(port, ...tls, '--auth-password', 'guess');
    expect(bad.said).toMatch(/535 5\.7\.8/);
    const clear = await swaks(
      port,
      '--auth',
      'PLAIN',
      '--auth-user',
      'ann',
      '--auth-password',
      'secret',
      '--to',
      'a@emsd.example',
    );
    expect(clear.code).not.toBe(0);
    expect(taken).toHaveLength(1);
  });

  it('and nothing of a message that breaks off', async () => {
    const { taken, port } = await listen();
    await swaks(port, '--to', 'a@emsd.example', '--drop-after-send', 'DATA');
    const { code } = await swaks(port, '--to', 'b@emsd.example');
    expect(code).toBe(0);
    expect(taken.map(({ mail }) => mail.recipients)).toEqual([['b@emsd.example']]);
  });
});

describe.skipIf(!can('msmtp', 'openssl'))('msmtp hands to us', () => {
  it('a message, over TLS that it checks', async () => {
    const tls = certificate();
    const { taken, port } = await listen({ login: async () => true }, tls);
    const made = folder();
    writeFileSync(join(made, 'ca'), tls.certificate);
    const settings = [
      'defaults',
      'tls on',
      `tls_trust_file ${made}/ca`,
      'auth on',
      'user ann',
      'password secret',
      'account default',
      'host localhost',
      `port ${port}`,
      'from ann@example.com',
      'domain msmtp.example',
      '',
    ].join('\n');
    writeFileSync(join(made, 'rc'), settings, { mode: 0o600 });
    const message =
      'From: ann@example.com\nTo: 401.001@emsd.example\nSubject: From msmtp\n\n.\nGr\u00fc\u00dfe\n';
    const { code, said } = await run(
      'msmtp',
      ['-C', join(made, 'rc'), '401.001@emsd.example'],
      message,
    );
    expect({ code, said }).toMatchObject({ code: 0 });
    const { mail, peer } = taken[0]!;
    expect(Buffer.from(mail.octets).toString()).toContain(
      '\r\nSubject: From msmtp\r\n\r\n.\r\nGr\u00fc\u00dfe\r\n',
    );
    expect(peer).toMatchObject({ name: 'msmtp.example', encrypted: true, user: 'ann' });
  });
});

/** What we make of EMSD's messages, for a judge to read. */
const MADE: readonly { name: string; octets: Uint8Array }[] = CORPUS.map(({ name, octets }) => {
  const into = ipmOfMail(
    octets,
    { from: 'ann@example.com', recipients: ['hidden@example.org'] },
    'emsd.example',
  );
  if (into.kind === 'refused') throw new Error(into.reason);
  const messageId = into.messageId ?? { kind: 'local', submissionTime: 100, messageNumber: 1 };
  const { submissionTime = 100 } = into;
  const out = mailOfIpm(
    into.ipm,
    { messageId, submissionTime },
    { host: 'emsd.example', showBlindCopies: true },
  );
  if (out.kind === 'refused') throw new Error(out.reason);
  return { name, octets: out.octets };
});

describe.skipIf(!python('aiosmtpd'))('aiosmtpd takes from us', () => {
  async function ground() {
    const taker = await aiosmtpd();
    takers.push(taker);
    const send = (over: Partial<Mail>) =>
      nodeMail().sendSmtp(
        {
          from: 'ann@example.com',
          recipients: ['bob@example.org'],
          octets: MADE[0]!.octets,
          ...over,
        },
        { host: '127.0.0.1', port: taker.port, name: 'emsd.example' },
      );
    return { taker, send };
  }

  it('every message of the corpus, octet for octet', async () => {
    const { taker, send } = await ground();
    for (const { octets } of MADE) expect(await send({ octets })).toEqual([ACCEPTED]);
    await until(() => taker.taken.length === MADE.length);
    const whole = (octets: Uint8Array) => latin1(octets).replace(/(?:\r\n)?$/, '\r\n');
    expect(taker.taken.map(({ octets }) => latin1(octets))).toEqual(
      MADE.map(({ octets }) => whole(octets)),
    );
  });

  it('from the null sender', async () => {
    const { taker, send } = await ground();
    expect(await send({ from: '' })).toEqual([ACCEPTED]);
    await until(() => taker.taken.length === 1);
    expect(taker.taken[0]!.from).toBe('');
  });

  it('for some recipients and not for others', async () => {
    const { taker, send } = await ground();
    const recipients = ['no@example.org', 'yes@example.org', 'full@example.org'];
    expect(await send({ recipients })).toEqual([
      { kind: 'permanent', status: '5.1.1', reason: 'it answered 550 nobody is called so' },
      ACCEPTED,
      { kind: 'temporary', status: '4.2.2', reason: 'it answered 452 no room now' },
    ]);
    await until(() => taker.taken.length === 1);
    expect(taker.taken[0]!.recipients).toEqual(['yes@example.org']);
  });

  it('or refuses it, now or for ever', async () => {
    const { send } = await ground();
    const text = (refuse: string) => new TextEncoder().encode(`X-Refuse: ${refuse}\r\n\r\nx\r\n`);
    expect(await send({ octets: text('later') })).toMatchObject([
      { kind: 'temporary', status: '4.3.1' },
    ]);
    expect(await send({ octets: text('never') })).toMatchObject([
      { kind: 'permanent', status: '5.6.0' },
    ]);
  });
});

const MAY_EXIM = can('exim4', 'openssl', 'ss') && process.getuid?.() === 0;
if (!MAY_EXIM)
  console.log('LEFT OUT: jury exim4, on mail: needs root, to give its files to its user');

describe.skipIf(!MAY_EXIM)('Exim takes from us', () => {
  it('messages over TLS, and says who is not there', async () => {
    const taker = await exim(folder());
    takers.push(taker);
    const options = { host: '127.0.0.1', port: taker.port, name: 'emsd.example' };
    const send = (octets: Uint8Array, recipients: readonly string[]) =>
      nodeMail().sendSmtp({ from: 'ann@example.com', recipients, octets }, options);
    const some = MADE.filter(({ name }) =>
      /^(?:plain|attachments|passed on by many|dots and)/.test(name),
    );
    expect(some).toHaveLength(4);
    for (const { octets } of some) {
      expect(
        await send(octets, ['bob@exim.example', 'eve@exim.example', 'x@elsewhere.example']),
      ).toMatchObject([
        ACCEPTED,
        { kind: 'permanent', status: '5.1.1' },
        { kind: 'permanent', status: '5.1.1' },
      ]);
    }
    await until(() => taker.taken.length === some.length);
    for (const { from, recipients, octets } of taker.taken) {
      expect(from).toBe('ann@example.com');
      // Where the envelope has its recipients, the box of this test has the cipher.
      expect(recipients[0]).toMatch(/TLS/);
      expect(
        some.some((sent) => latin1(octets).trimEnd().endsWith(latin1(sent.octets).trimEnd())),
      ).toBe(true);
    }
  });

  it("nothing, where its certificate must be somebody's", async () => {
    const taker = await exim(folder());
    takers.push(taker);
    const mail = {
      from: 'ann@example.com',
      recipients: ['bob@exim.example'],
      octets: MADE[0]!.octets,
    };
    const options = {
      host: '127.0.0.1',
      port: taker.port,
      name: 'emsd.example',
      tls: 'required',
    } as const;
    expect(await nodeMail().sendSmtp(mail, options)).toMatchObject([{ kind: 'temporary' }]);
    expect(taker.taken).toEqual([]);
  });
});

const READ = `
import base64, email, email.policy, json, sys
out = []
for text in json.load(sys.stdin):
    message = email.message_from_bytes(base64.b64decode(text), policy=email.policy.default)
    defects = [str(type(d).__name__) for part in message.walk() for d in part.defects]
    for name in message.keys():
        if name.lower() in ('from', 'to', 'cc', 'bcc', 'sender', 'reply-to', 'date', 'subject', 'content-type'):
            defects += [name + ' ' + str(type(d).__name__) for d in message[name].defects]
    people = {n: [a.addr_spec for a in message[n].addresses] for n in ('From', 'To', 'Cc') if message[n]}
    parts = [part.get_content_type() for part in message.walk()]
    report = [dict(p.items()) for p in message.walk() if p.get_content_type() == 'text/plain' and 'Action' in p]
    out.append({'defects': defects, 'people': people, 'subject': message['Subject'], 'parts': parts, 'report': report})
json.dump(out, sys.stdout)
`;

/** Python keeps tabs and blanks at the end. */
const bare = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();

interface ReadByPython {
  readonly defects: string[];
  readonly people: Record<string, string[]>;
  readonly subject: string | null;
  readonly parts: string[];
  readonly report: Record<string, string>[];
}

async function readByPython(messages: readonly Uint8Array[]): Promise<ReadByPython[]> {
  const input = JSON.stringify(messages.map((octets) => Buffer.from(octets).toString('base64')));
  const { code, said } = await run(PYTHON, ['-c', READ], input);
  expect({ code, said }).toMatchObject({ code: 0 });
  return JSON.parse(said) as ReadByPython[];
}

describe.skipIf(!can(PYTHON))("Python's email reads what we make", () => {
  it('of the corpus, as it reads what was there before', async () => {
    const after = await readByPython(MADE.map(({ octets }) => octets));
    const before = await readByPython(CORPUS.map(({ octets }) => octets));
    const differs = CORPUS.flatMap(({ name }, place) => {
      const [was, is] = [before[place]!, after[place]!];
      const fresh = is.defects.filter((defect) => !was.defects.includes(defect));
      const people = ['From', 'To', 'Cc'].filter(
        (who) => `${was.people[who] ?? ''}` !== `${is.people[who] ?? ''}`,
      );
      const isSame = bare(was.subject) === bare(is.subject) && `${was.parts}` === `${is.parts}`;
      return fresh.length + people.length > 0 || !isSame ? [{ name, fresh, people, isSame }] : [];
    });
    expect(differs).toEqual([
      // It reads the first To alone, and we make one of both.
      { name: 'two To headers', fresh: [], people: ['To'], isSame: true },
      // The From that names nobody gives place to the one of the envelope.
      { name: 'a report of non-delivery', fresh: [], people: ['From'], isSame: true },
    ]);
  });

  it('of a report, as a report', async () => {
    const report = deliveryReport({
      host: 'emsd.example',
      id: 'NDN.36d3f180.1',
      at: 0x36d3f180,
      sender: 'ann@example.com',
      recipients: [
        {
          address: '402.002@emsd.example',
          action: 'failed',
          status: '5.1.1',
          reason: 'nobody has that number',
        },
        {
          address: 'bob@example.org',
          action: 'failed',
          status: '4.4.7',
          reason: 'it answered 451 later',
          remote: 'mx.example.org',
        },
      ],
      message: CORPUS[0]!.octets,
    });
    const [read] = (await readByPython([report!.octets])) as [ReadByPython];
    expect(read.defects).toEqual([]);
    expect(read.people).toEqual({ From: ['postmaster@emsd.example'], To: ['ann@example.com'] });
    expect(read.parts.filter((type) => type !== 'text/plain')).toEqual([
      'multipart/report',
      'message/delivery-status',
      'text/rfc822-headers',
    ]);
    expect(read.report).toEqual([
      {
        'Final-Recipient': 'rfc822; 402.002@emsd.example',
        Action: 'failed',
        Status: '5.1.1',
        'Diagnostic-Code': 'x-portolan; nobody has that number',
      },
      {
        'Final-Recipient': 'rfc822; bob@example.org',
        Action: 'failed',
        Status: '4.4.7',
        'Remote-MTA': 'dns; mx.example.org',
        'Diagnostic-Code': 'smtp; it answered 451 later',
      },
    ]);
  });
});
