/**
 * Servers that are not ours, started for a test on loopback inside a network namespace: how each is told to
 * stay in the foreground, where to listen, and to write nowhere but into a folder of the test.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How one server is started, and what must be heard of it. */
export interface Daemon {
  readonly name: string;
  /** The program, by path: where it is not, the jury is left out. */
  readonly program: string;
  readonly transport?: 'tcp' | 'udp';
  /** The port that its service is promised, and one that is promised to something else. */
  readonly home: number;
  readonly away?: number;
  readonly service: string;
  readonly product?: string;
  /** Its protocol is only asked where a program or a claim suggests it. */
  readonly onlyWhenPromised?: boolean;
  /** What is spoken inside cannot be heard: nor, whether it is what was promised. */
  readonly opaque?: boolean;
  /** The command line; writes what it needs into `folder` first. */
  command(port: number, folder: string): readonly string[];
  /** Prints the version. */
  readonly version: readonly string[];
}

const write = (folder: string, name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** A key and a certificate for a day. */
function certificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -keyout ${key} -out ${cert}`;
  if (!existsSync(cert)) spawnSync('openssl', words.split(' '), { stdio: 'ignore' });
  return { key, cert };
}

const nginx = (port: number, folder: string, tls: boolean): readonly string[] => {
  const { key, cert } = tls ? certificate(folder) : { key: '', cert: '' };
  const secure = tls ? `ssl_certificate ${cert}; ssl_certificate_key ${key};` : '';
  const page = '<html><head><title>Harbour office</title></head></html>';
  const server = `listen 127.0.0.1:${port}${tls ? ' ssl' : ''}; ${secure} location / { default_type text/html; return 200 '${page}'; }`;
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const text = `pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${temp} server { ${server} } }`;
  return ['nginx', '-c', write(folder, 'nginx.conf', text), '-g', 'daemon off;'];
};

/** Who runs as a user of his own gets a folder of his own. */
function owned(folder: string, user: string): string {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout),
  ) as [number, number];
  const own = join(folder, 'data');
  mkdirSync(own, { recursive: true });
  chownSync(own, uid, gid);
  return own;
}

/** A database that was made once beside `folder`, copied into it: making one takes seconds. */
function prepared(
  folder: string,
  user: string,
  make: (template: string) => readonly string[],
): string {
  const place = join(folder, '..', `made-${user}`);
  if (!existsSync(place)) {
    mkdirSync(place);
    const [command, ...words] = make(owned(place, user));
    spawnSync(command!, words, { stdio: 'ignore', cwd: '/' });
  }
  spawnSync('cp', ['-a', join(place, 'data'), join(folder, 'data')]);
  return join(folder, 'data');
}

const POSTGRES = '/usr/lib/postgresql/15/bin';

export const DAEMONS: readonly Daemon[] = [
  {
    name: 'OpenSSH',
    program: '/usr/sbin/sshd',
    home: 22,
    away: 8080,
    service: 'ssh',
    product: 'OpenSSH',
    command(port, folder) {
      const key = join(folder, 'host_key');
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      mkdirSync('/run/sshd', { recursive: true });
      const options = [`HostKey=${key}`, 'ListenAddress=127.0.0.1', 'PidFile=none', 'UsePAM=no'];
      const words = options.flatMap((option) => ['-o', option]);
      return ['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/null', '-p', `${port}`, ...words];
    },
    version: ['ssh', '-V'],
  },
  {
    name: 'nginx',
    program: '/usr/sbin/nginx',
    home: 80,
    away: 587,
    service: 'http',
    product: 'nginx',
    command: (port, folder) => nginx(port, folder, false),
    version: ['nginx', '-v'],
  },
  {
    name: 'nginx with TLS',
    program: '/usr/sbin/nginx',
    home: 443,
    away: 993,
    service: 'https',
    command: (port, folder) => nginx(port, folder, true),
    version: ['nginx', '-v'],
  },
  {
    name: 'lighttpd',
    program: '/usr/sbin/lighttpd',
    home: 8081,
    away: 6379,
    service: 'http',
    product: 'lighttpd',
    command(port, folder) {
      const text = `server.document-root = "${folder}"\nserver.bind = "127.0.0.1"\nserver.port = ${port}\n`;
      return ['lighttpd', '-D', '-f', write(folder, 'lighttpd.conf', text)];
    },
    version: ['lighttpd', '-v'],
  },
  {
    name: 'OpenSSL s_server',
    program: '/usr/bin/openssl',
    home: 8443,
    away: 8009,
    service: 'tls',
    opaque: true,
    command(port, folder) {
      const { key, cert } = certificate(folder);
      return `openssl s_server -quiet -accept 127.0.0.1:${port} -key ${key} -cert ${cert} -www`.split(
        ' ',
      );
    },
    version: ['openssl', 'version'],
  },
  {
    name: 'Redis',
    program: '/usr/bin/redis-server',
    home: 6380,
    away: 5000,
    service: 'redis',
    product: 'Redis',
    command: (port, folder) =>
      `redis-server --port ${port} --bind 127.0.0.1 --dir ${folder} --appendonly no`.split(' '),
    version: ['redis-server', '--version'],
  },
  {
    name: 'Redis with a password',
    program: '/usr/bin/redis-server',
    home: 26379,
    service: 'redis',
    product: 'Redis',
    command: (port, folder) =>
      `redis-server --port ${port} --bind 127.0.0.1 --dir ${folder} --requirepass secret`.split(
        ' ',
      ),
    version: ['redis-server', '--version'],
  },
  {
    name: 'PostgreSQL',
    program: `${POSTGRES}/postgres`,
    home: 5432,
    away: 5060,
    service: 'postgresql',
    product: 'PostgreSQL',
    command(port, folder) {
      const as = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
      const data = prepared(folder, 'postgres', (template) => [
        ...as,
        `${POSTGRES}/initdb`,
        '--auth=trust',
        '--no-sync',
        `--pgdata=${template}`,
      ]);
      const words = `-D ${data} -k ${data} -p ${port} -c listen_addresses=127.0.0.1`;
      return [...as, `${POSTGRES}/postgres`, ...words.split(' ')];
    },
    version: [`${POSTGRES}/postgres`, '--version'],
  },
  {
    name: 'MariaDB',
    program: '/usr/sbin/mariadbd',
    home: 3306,
    away: 2049,
    service: 'mysql',
    product: 'MariaDB',
    command(port, folder) {
      const install = 'mariadb-install-db --no-defaults --user=mysql --skip-test-db';
      const data = prepared(folder, 'mysql', (template) => [
        ...install.split(' '),
        `--datadir=${template}`,
      ]);
      return `mariadbd --no-defaults --user=mysql --datadir=${data} --socket=${data}/s --pid-file=${data}/pid --bind-address=127.0.0.1 --port=${port}`.split(
        ' ',
      );
    },
    version: ['mariadbd', '--version'],
  },
  {
    name: 'memcached',
    program: '/usr/bin/memcached',
    home: 11_211,
    away: 9090,
    service: 'memcache',
    product: 'memcached',
    command: (port) => `memcached -u nobody -l 127.0.0.1 -U 0 -p ${port}`.split(' '),
    version: ['memcached', '--version'],
  },
  {
    name: 'ProFTPD',
    program: '/usr/sbin/proftpd',
    home: 21,
    away: 389,
    service: 'ftp',
    product: 'ProFTPD',
    command(port, folder) {
      const text = [
        `Port ${port}\nDefaultAddress 127.0.0.1\nSocketBindTight on\nUseIPv6 off\nServerType standalone`,
        `PidFile ${folder}/pid\nScoreboardFile ${folder}/board\nDelayTable none\nUser nobody\nGroup nogroup\n`,
        `SystemLog ${folder}/log\nWtmpLog off\nTransferLog none\n`,
      ].join('\n');
      const file = write(folder, 'proftpd.conf', text);
      chmodSync(file, 0o644);
      return ['proftpd', '-n', '-q', '-c', file];
    },
    version: ['proftpd', '-v'],
  },
  {
    name: 'Exim',
    program: '/usr/sbin/exim4',
    home: 25,
    away: 119,
    service: 'smtp',
    product: 'Exim',
    command(port, folder) {
      const spool = owned(folder, 'Debian-exim');
      const text = [
        'primary_hostname = mail.example',
        `spool_directory = ${spool}`,
        `log_file_path = ${spool}/%slog`,
        `pid_file_path = ${spool}/pid`,
        'begin acl',
        'begin routers',
        'begin transports\n',
      ].join('\n');
      const file = write(folder, 'exim.conf', text);
      return ['exim4', '-C', file, '-bdf', '-oX', `127.0.0.1.${port}`];
    },
    version: ['exim4', '-bV'],
  },
  ...(['imap', 'pop3'] as const).map((protocol) => ({
    name: `Dovecot (${protocol.toUpperCase()})`,
    program: '/usr/sbin/dovecot',
    home: protocol === 'imap' ? 143 : 110,
    away: protocol === 'imap' ? 23 : 1433,
    service: protocol,
    product: 'Dovecot',
    command(port: number, folder: string) {
      const text = [
        `base_dir = ${folder}/run\nprotocols = ${protocol}\nlisten = 127.0.0.1\nssl = no`,
        `log_path = ${folder}/log\nstate_dir = ${folder}\ninstance_name = ${protocol}-${port}`,
        'passdb {\n  driver = static\n  args = nopassword=y\n}\nuserdb {\n  driver = static\n  args = uid=nobody gid=nogroup home=/nonexistent\n}',
        `service ${protocol}-login {\n  inet_listener ${protocol} {\n    port = ${port}\n  }`,
        `  inet_listener ${protocol}s {\n    port = 0\n  }\n}\n`,
      ].join('\n');
      chmodSync(folder, 0o755);
      return ['dovecot', '-F', '-c', write(folder, 'dovecot.conf', text)];
    },
    version: ['dovecot', '--version'],
  })),
  {
    name: 'dnsmasq',
    program: '/usr/sbin/dnsmasq',
    transport: 'udp',
    home: 53,
    service: 'domain',
    product: 'dnsmasq',
    command: (port) =>
      `dnsmasq --no-daemon --conf-file=/dev/null --port=${port} --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts --user=root --pid-file=`.split(
        ' ',
      ),
    version: ['dnsmasq', '--version'],
  },
  {
    name: 'BIND',
    program: '/usr/sbin/named',
    home: 8600,
    away: 179,
    service: 'domain',
    product: 'BIND',
    onlyWhenPromised: true,
    command(port, folder) {
      const text = `options { listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; directory "${folder}"; pid-file none; session-keyfile none; recursion no; managed-keys-directory "${folder}"; }; controls { };`;
      return ['named', '-g', '-c', write(folder, 'named.conf', text), '-n', '1'];
    },
    version: ['named', '-v'],
  },
  {
    name: 'chrony',
    program: '/usr/sbin/chronyd',
    transport: 'udp',
    home: 123,
    service: 'ntp',
    command(port, folder) {
      const text = `port ${port}\nbindaddress 127.0.0.1\nlocal stratum 10\nallow 127.0.0.1\ncmdport 0\nbindcmdaddress /\npidfile ${folder}/pid\nuser root\n`;
      // -x: it must not touch this machine's clock.
      return ['chronyd', '-x', '-d', '-f', write(folder, 'chrony.conf', text)];
    },
    version: ['chronyd', '--version'],
  },
  {
    name: 'Net-SNMP',
    program: '/usr/sbin/snmpd',
    transport: 'udp',
    home: 161,
    service: 'snmp',
    product: 'Net-SNMP',
    command(port, folder) {
      const text = `agentaddress udp:127.0.0.1:${port}\nrocommunity public 127.0.0.1\nsysDescr a harbour\n`;
      const file = write(folder, 'snmpd.conf', text);
      return ['snmpd', '-f', '-Lf', `${folder}/log`, '-C', '-c', file, '-p', `${folder}/pid`];
    },
    version: ['snmpd', '-v'],
  },
  {
    name: 'Mosquitto',
    program: '/usr/sbin/mosquitto',
    home: 1883,
    away: 5038,
    service: 'mqtt',
    onlyWhenPromised: true,
    command: (port, folder) => [
      'mosquitto',
      '-c',
      write(folder, 'mosquitto.conf', `listener ${port} 127.0.0.1\nallow_anonymous true\n`),
    ],
    version: ['mosquitto', '-h'],
  },
  {
    name: 'rpcbind',
    program: '/usr/sbin/rpcbind',
    home: 111,
    service: 'sunrpc',
    // It insists on its socket in /run: it gets a /run of its own, since `ip netns exec` gives it mounts of its own.
    command: () => ['sh', '-c', 'mount -t tmpfs none /run && exec rpcbind -f'],
    version: ['dpkg-query', '-W', '-f=${Version}', 'rpcbind'],
  },
  {
    name: 'rsync',
    program: '/usr/bin/rsync',
    home: 873,
    away: 1521,
    service: 'rsync',
    command(port, folder) {
      const file = write(folder, 'rsyncd.conf', `pid file = ${folder}/pid\nuse chroot = no\n`);
      return `rsync --daemon --no-detach --address=127.0.0.1 --port=${port} --config=${file}`.split(
        ' ',
      );
    },
    version: ['rsync', '--version'],
  },
  {
    name: 'svnserve',
    program: '/usr/bin/svnserve',
    home: 3690,
    away: 5222,
    service: 'svn',
    command: (port, folder) =>
      `svnserve -d --foreground --listen-host 127.0.0.1 --listen-port ${port} -r ${folder}`.split(
        ' ',
      ),
    version: ['svnserve', '--version'],
  },
  {
    name: 'NATS',
    program: '/usr/sbin/nats-server',
    home: 4222,
    away: 8883,
    service: 'nats',
    product: 'NATS',
    command: (port) => `nats-server -a 127.0.0.1 -p ${port}`.split(' '),
    version: ['nats-server', '--version'],
  },
];

/** The first number that looks like a version in what the program says of itself. */
export function versionOf({ version: [command, ...words] }: Daemon): string {
  const { stdout, stderr } = spawnSync(command!, words, { encoding: 'utf8' });
  return /\d+\.\d[\w.]*/.exec(`${stdout} ${stderr}`)?.[0] ?? '?';
}

/** A process in a namespace; what it says is kept for when it fails. */
export function startIn(namespace: string, command: readonly string[]): ChildProcess {
  return spawn('ip', ['netns', 'exec', namespace, ...command], {
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
  });
}

/** Ends a process and those that it started: it leads a group of its own. */
export function end(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
