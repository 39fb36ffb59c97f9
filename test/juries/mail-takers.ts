/** Mail systems that are not ours, taking mail on loopback for a test: aiosmtpd, and Exim with a spool of the test's own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../support/waiting.ts';

/** What it took: what was on the envelope, and the octets. */
export interface TakenMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly octets: Uint8Array;
}

export interface Taker {
  readonly port: number;
  readonly taken: readonly TakenMail[];
  stop(): Promise<void>;
}

/** Debian's own, which has Debian's modules. */
export const PYTHON = '/usr/bin/python3';

const AIOSMTPD = `
import asyncio, base64, json, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP

wanted = json.loads(sys.argv[1])

def authenticate(server, session, envelope, mechanism, data):
    said = [data.login.decode(), data.password.decode()]
    return AuthResult(success=said == [wanted['user'], wanted['password']])

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('no'):
            return '550 5.1.1 nobody is called so'
        if address.startswith('full'):
            return '452 4.2.2 no room now'
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        if b'X-Refuse: later' in envelope.original_content:
            return '451 4.3.1 the disk is full'
        if b'X-Refuse: never' in envelope.original_content:
            return '554 5.6.0 it is not wanted'
        print(json.dumps({'from': envelope.mail_from, 'recipients': envelope.rcpt_tos,
            'octets': base64.b64encode(envelope.original_content).decode()}), flush=True)
        return '250 OK'

def dialogue():
    if not wanted:
        return SMTP(Handler())
    return SMTP(Handler(), authenticator=authenticate, auth_required=True, auth_require_tls=False)

async def main():
    loop = asyncio.get_running_loop()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if wanted else None
    if tls:
        tls.load_cert_chain(wanted['cert'], wanted['key'])
    server = await loop.create_server(dialogue, '127.0.0.1', 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
`;

interface Line {
  from: string | null;
  recipients: string[];
  octets: string;
}

/** Who may hand over, to a server that speaks TLS from the first octet; paths of PEM files. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly key: string;
  readonly cert: string;
}

/** @param login default: everybody may, in the clear */
export async function aiosmtpd(login?: Login): Promise<Taker> {
  const words = ['-c', AIOSMTPD, JSON.stringify(login ?? {})];
  const child = spawn(PYTHON, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const taken: TakenMail[] = [];
  let port = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (port === 0) port = Number(line);
    else {
      const { from, recipients, octets } = JSON.parse(line) as Line;
      taken.push({
        // It writes the null sender as it came.
        from: from === '<>' ? '' : (from ?? ''),
        recipients,
        octets: new Uint8Array(Buffer.from(octets, 'base64')),
      });
    }
  });
  await until(() => port !== 0);
  return { port, taken, stop: () => ended(child) };
}

/** Exim as Debian has it, with TLS by a certificate of a day; the one that it can deliver to is bob@exim.example. */
export async function exim(folder: string): Promise<Taker> {
  const port = await freePort();
  const box = join(folder, 'box');
  const words = `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=exim.example -keyout ${folder}/key.pem -out ${folder}/cert.pem`;
  spawnSync('openssl', words.split(' '), { stdio: 'ignore' });
  mkdirSync(join(folder, 'spool'));
  writeFileSync(join(folder, 'exim.conf'), eximSettings(folder, port, box), { mode: 0o644 });
  own(folder, 'Debian-exim', ['', 'spool', 'key.pem', 'cert.pem']);
  const child = spawn('exim4', ['-C', join(folder, 'exim.conf'), '-bdf'], { stdio: 'ignore' });
  await until(() => existsSync(join(folder, 'spool', 'exim-daemon.pid')) || answers(port));
  await until(() => answers(port));
  return {
    port,
    get taken() {
      return existsSync(box) ? eximBox(readFileSync(box)) : [];
    },
    stop: () => ended(child),
  };
}

const eximSettings = (folder: string, port: number, box: string): string => `
primary_hostname = exim.example
domainlist local_domains = exim.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%slog
pid_file_path = ${folder}/spool/exim-daemon.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts = *
tls_certificate = ${folder}/cert.pem
tls_privatekey = ${folder}/key.pem
host_lookup =
rfc1413_hosts =
return_path_remove = false
accept_8bitmime = true
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  accept domains = +local_domains
         local_parts = bob
  deny message = 5.1.1 nobody here is called that
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = ${box}
  user = Debian-exim
  message_prefix = "ENVELOPE $sender_address $tls_in_cipher\\n"
  message_suffix = "\\n.END.\\n"
  check_string =
  escape_string =
`;

/** As the settings above have it written: LF alone at the ends of lines, and what Exim adds before. */
function eximBox(octets: Uint8Array): TakenMail[] {
  const text = Buffer.from(octets).toString('latin1');
  return text
    .split('\n.END.\n')
    .slice(0, -1)
    .map((one) => {
      const [first = '', ...lines] = one.split('\n');
      return {
        from: first.split(' ')[1] ?? '',
        recipients: [first.split(' ')[2] ?? ''],
        octets: new Uint8Array(Buffer.from(lines.join('\r\n'), 'latin1')),
      };
    });
}

function own(folder: string, user: string, names: readonly string[]): void {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout),
  ) as [number, number];
  for (const name of names) chownSync(join(folder, name), uid, gid);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

const answers = (port: number): boolean =>
  spawnSync('sh', ['-c', `ss -Hltn 'sport = :${port}' | grep -q .`]).status === 0;

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill();
  await gone;
}
