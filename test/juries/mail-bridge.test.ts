/**
 * The jury on the bridge between EMSD and the Internet's mail, by the built command: swaks hands mail to a centre, a device
 * reads it; a device submits, aiosmtpd
 * takes it over TLS from whoever logs in; what nobody takes comes back to the device as a report. Loopback alone.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copyBuilt,
  ended as endOf,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';
import { isInstalled } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';
import { aiosmtpd, ended, freePort, PYTHON, type Taker } from './mail-takers.ts';

const hasTaker = spawnSync(PYTHON, ['-c', 'import aiosmtpd']).status === 0;
const may = isInstalled('swaks') && isInstalled('openssl') && hasTaker;
if (!may) {
  console.log(
    'LEFT OUT: jury swaks, on the bridge of mail: swaks, aiosmtpd or openssl is not here',
  );
}

const PASSWORDS = { '401.001': 'first secret', '402.002': 'second secret' } as const;
/** Who the centre is to the server that takes its mail. */
const RELAY = { user: 'centre@example.org', password: 'third secret' };
type Number = keyof typeof PASSWORDS;

describe.skipIf(!may)('a message centre between devices and mail', () => {
  let built: Built;
  let outside: Taker;
  let centre: ChildProcess;
  let said = '';
  let [port, smtp] = [0, 0];

  const portolan = (words: readonly string[], number: Number, input = ''): Promise<Ended> =>
    run(built.command, words, {
      input,
      env: {
        PORTOLAN_EMSD_PASSWORD: PASSWORDS[number],
        XDG_STATE_HOME: join(built.folder, 'state'),
      },
    });

  /** What a device has in the end: its messages, whole. */
  async function inbox(
    number: Number,
  ): Promise<{ from: string; subject?: string; text?: string }[]> {
    const mailbox = join(built.folder, number);
    const at = [
      '--number',
      number,
      '--centre',
      `127.0.0.1:${port}`,
      '--port',
      `${await freePort()}`,
    ];
    const { code, err } = await portolan(
      ['emsd', 'inbox', '--mailbox', mailbox, ...at, '--once'],
      number,
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    const list = await portolan(
      ['emsd', 'inbox', '--mailbox', mailbox, '--list', '--ndjson'],
      number,
    );
    const rows = list.out.split('\n').filter((line) => line !== '');
    return rows.map((row) => JSON.parse(row) as { from: string; subject?: string; text?: string });
  }

  const swaks = (...words: readonly string[]): Promise<Ended> =>
    run('swaks', ['--server', `127.0.0.1:${smtp}`, '--from', 'ann@example.com', ...words]);

  beforeAll(async () => {
    built = copyBuilt();
    // What is kept needs SQLite, which is loaded from there.
    symlinkSync(
      fileURLToPath(new URL('../../node_modules', import.meta.url)),
      join(built.folder, 'node_modules'),
    );
    const [key, cert] = [join(built.folder, 'key'), join(built.folder, 'cert')];
    const made = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout ${key} -out ${cert}`;
    spawnSync('openssl', made.split(' '), { stdio: 'ignore' });
    outside = await aiosmtpd({ ...RELAY, key, cert });
    [port, smtp] = [await freePort(), await freePort()];
    const users = join(built.folder, 'users');
    for (const number of ['401.001', '402.002'] as const) {
      const more = number === '402.002' ? ['--alias', 'bob@emsd.example'] : [];
      const made = await portolan(
        ['emsd', 'user', number, '--users', users, '--set-password', ...more],
        number,
      );
      if (made.code !== 0) throw new Error(made.err);
    }
    const words = [
      'emsd',
      'serve',
      '--ndjson',
      '--spool',
      join(built.folder, 'spool'),
      '--users',
      users,
      '--host',
      'emsd.example',
      '--port',
      `${port}`,
      '--smtp-in',
      `127.0.0.1:${smtp}`,
      '--smtp-out',
      `smtps://${encodeURIComponent(RELAY.user)}@127.0.0.1:${outside.port}`,
    ];
    centre = spawn(built.command, words, {
      env: {
        ...plainEnvironment(),
        PORTOLAN_SMTP_PASSWORD: RELAY.password,
        NODE_EXTRA_CA_CERTS: cert,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    centre.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
    void endOf(centre);
    await until(
      async () => (await swaks('--to', 'bob@emsd.example', '--quit-after', 'RCPT')).code === 0,
    );
  });

  afterAll(async () => {
    await ended(centre);
    await outside.stop();
    built.remove();
  });

  it('brings mail to a device, once, and reads it as it was meant', async () => {
    const headers = [
      'Content-Type: text/plain; charset=utf-8',
      'MIME-Version: 1.0',
      'Content-Transfer-Encoding: quoted-printable',
    ];
    const { code, out } = await swaks(
      '--to',
      'bob@emsd.example,402.002@emsd.example',
      '--header',
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      ...headers.flatMap((header) => ['--header', header]),
      '--body',
      'Gr=C3=BC=C3=9Fe vom Hafen',
    );
    expect({ code, out }).toMatchObject({ code: 0 });
    const messages = await inbox('402.002');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ from: 'ann@example.com', subject: 'Gr\u00fc\u00dfe' });
    expect(await inbox('402.002')).toHaveLength(1);
    const read = await portolan(
      ['emsd', 'inbox', '--mailbox', join(built.folder, '402.002'), '--read', '1'],
      '402.002',
    );
    expect(read.out).toContain('Gr\u00fc\u00dfe vom Hafen');
  });

  it('takes mail for nobody else', async () => {
    for (const to of ['999.999@emsd.example', 'carol@example.org', '402.002@elsewhere.example']) {
      expect((await swaks('--to', to)).out).toMatch(/<\*\* 550 5\.1\.1 /);
    }
  });

  it('hands a message of a device to mail, and reports what nobody takes', async () => {
    const words = [
      'emsd',
      'submit',
      'Gr\u00fc\u00dfe vom Pier',
      '--subject',
      'B\u00fcro',
      '--from',
      '401.001',
      '--linger',
      '1',
    ];
    const to = [
      '--to',
      'carol@example.org,no@example.org',
      '--bcc',
      'dan@example.org',
      '--centre',
      `127.0.0.1:${port}`,
    ];
    const { code, err } = await portolan([...words, ...to], '401.001');
    expect({ code, err }).toMatchObject({ code: 0 });
    await until(() => outside.taken.length === 2);
    expect(outside.taken.flatMap(({ recipients }) => recipients).toSorted()).toEqual([
      'carol@example.org',
      'dan@example.org',
    ]);
    for (const { from, octets } of outside.taken) {
      expect(from).toBe('401.001@emsd.example');
      const text = new TextDecoder().decode(octets);
      expect(text).toMatch(/^From: 401\.001@emsd\.example\r$/m);
      expect(text).toMatch(/^To: carol@example\.org, no@example\.org\r$/m);
      expect(text).toMatch(/^Message-ID: <EMSD\.[\da-f]{8}\.[\da-f]{8}@emsd\.example>\r$/m);
      expect(text).toMatch(/^Subject: =\?utf-8\?B\?QsO8cm8=\?=\r$/m);
      // Whatever the server announces: it may pass it on to one of seven bits.
      expect(text).toMatch(/\r\n\r\nGr=C3=BC=C3=9Fe vom Pier\r\n$/);
      expect(text).not.toContain('dan@');
    }
    await until(() => said.includes('"undelivered"'));
    const [report] = await inbox('401.001');
    expect(report).toMatchObject({ from: 'postmaster@emsd.example' });
    expect(JSON.stringify(report)).toContain('B\u00fcro');
  });
});
