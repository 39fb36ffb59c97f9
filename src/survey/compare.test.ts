import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FOREIGN_PROGRAMS,
  listening,
  nic,
  report,
  running,
  seenExcept,
} from '../../test/support/listeners.ts';
import { snapshot } from '../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import { compare } from './compare.ts';
import type { Drift } from './drift.ts';
import type { Elsewhere, Listener, ListenerReport, Process } from './listener.ts';

const on = listening;
/** A row of a drift: its kind, severity and door. */
const told = ({ kind, severity, port, transport, place }: Drift) =>
  [kind, severity, port && `${port}/${transport}`, place].filter(Boolean).join(' ');

const drift = (
  then: readonly Listener[],
  now: readonly Listener[],
  more: { was?: Partial<ListenerReport>; is?: Partial<ListenerReport> } = {},
) => compare(snapshot(then, more.was), snapshot(now, more.is));
const kinds = (...given: Parameters<typeof drift>) => drift(...given).map(told);

const nginx = () => running('nginx', { unit: 'nginx.service', path: '/usr/sbin/nginx' });
const python = (command: string, more: Partial<Process> = {}) =>
  running('python3', { path: '/usr/bin/python3.11', command, ...more });

describe('what a restart changes is no drift', () => {
  it.each<[what: string, then: readonly Listener[], now: readonly Listener[]]>([
    ['nothing', [], []],
    ['another pid', [on('tcp 0.0.0.0:80', nginx())], [on('tcp 0.0.0.0:80', nginx())]],
    [
      'another number of workers',
      [on('tcp 0.0.0.0:80', nginx(), nginx())],
      [on('tcp 0.0.0.0:80', nginx(), nginx(), nginx(), nginx())],
    ],
    [
      'workers with sockets of their own (SO_REUSEPORT)',
      [{ ...on('tcp 0.0.0.0:80', nginx(), nginx()), sockets: 2 }],
      [{ ...on('tcp 0.0.0.0:80', nginx(), nginx(), nginx()), sockets: 8 }],
    ],
    [
      'a helper that was started with the socket open',
      [on('tcp 0.0.0.0:80', nginx())],
      [on('tcp 0.0.0.0:80', nginx(), running('logger'))],
    ],
    [
      'other arguments',
      [on('tcp 0.0.0.0:8000', python('python3 /srv/app.py --started 1'))],
      [on('tcp 0.0.0.0:8000', python('python3 /srv/app.py --started 2'))],
    ],
    [
      'the interpreter of the next version',
      [on('tcp 0.0.0.0:8000', python('python3 /srv/app.py'))],
      [on('tcp 0.0.0.0:8000', python('python3 /srv/app.py', { path: '/usr/bin/python3.12' }))],
    ],
    [
      'a script that was named by another path',
      [on('tcp 0.0.0.0:8000', python('python3 /srv/app.py'))],
      [on('tcp 0.0.0.0:8000', python('python3 ./app.py'))],
    ],
    [
      'a version in the path',
      [
        on(
          'tcp 0.0.0.0:5432',
          running('postgres', { path: '/usr/lib/postgresql/15/bin/postgres' }),
        ),
      ],
      [
        on(
          'tcp 0.0.0.0:5432',
          running('postgres', { path: '/usr/lib/postgresql/16/bin/postgres' }),
        ),
      ],
    ],
    [
      'another build in the store of Nix',
      [
        on(
          'tcp [::]:80',
          running('nginx', { path: `/nix/store/${'a'.repeat(32)}-nginx-1.26.1/bin/nginx` }),
        ),
      ],
      [
        on(
          'tcp [::]:80',
          running('nginx', { path: `/nix/store/${'b'.repeat(32)}-nginx-1.27.0/bin/nginx` }),
        ),
      ],
    ],
    [
      'a title in the place of the command line',
      [on('tcp 0.0.0.0:8000', python('gunicorn: master [app] 3 busy', { unit: 'app.service' }))],
      [on('tcp 0.0.0.0:8000', python('gunicorn: master [app] 9 busy', { unit: 'app.service' }))],
    ],
    [
      'a session, in which it was started by hand',
      [on('tcp 0.0.0.0:8000', python('python3 app.py', { unit: 'session-3.scope' }))],
      [on('tcp 0.0.0.0:8000', python('python3 app.py', { unit: 'session-77.scope' }))],
    ],
    [
      'a service that was started for its socket',
      [
        {
          ...on('tcp [::]:22', running('systemd')),
          activation: { socket: 'ssh.socket', service: 'ssh.service' },
        },
      ],
      [
        {
          ...on('tcp [::]:22', running('systemd'), running('sshd', { unit: 'ssh.service' })),
          activation: { socket: 'ssh.socket', service: 'ssh.service' },
        },
      ],
    ],
    [
      'a service that listens itself from now on',
      [
        {
          ...on('tcp [::]:22', running('systemd')),
          activation: { socket: 'ssh.socket', service: 'ssh.service' },
        },
      ],
      [on('tcp [::]:22', running('sshd', { unit: 'ssh.service' }))],
    ],
    [
      'a container made anew of its image',
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'a1', name: 'web', image: 'nginx:1' },
          }),
        ),
      ],
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'b2', name: 'web', image: 'nginx:1' },
          }),
        ),
      ],
    ],
    [
      'the same under the name that the engine made up',
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'a1', name: 'happy_turing', image: 'nginx:1' },
          }),
        ),
      ],
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'b2', name: 'sad_hopper', image: 'nginx:1' },
          }),
        ),
      ],
    ],
    [
      'a port that is published again',
      [
        {
          ...on('tcp 0.0.0.0:8080', running('docker-proxy')),
          publication: { container: { engine: 'docker', id: 'a1', name: 'web' }, port: 80 },
        },
      ],
      [
        {
          ...on('tcp 0.0.0.0:8080', running('docker-proxy')),
          publication: { container: { engine: 'docker', id: 'b2', name: 'web' }, port: 80 },
        },
      ],
    ],
    [
      'a container that could not be named the other time',
      [
        {
          ...on('tcp 0.0.0.0:8080', running('docker-proxy')),
          publication: { container: { engine: 'docker', id: 'a1', name: 'web' }, port: 80 },
        },
      ],
      [on('tcp 0.0.0.0:8080', running('docker-proxy'))],
    ],
    ["the kernel's own", [on('udp 0.0.0.0:51820')], [on('udp 0.0.0.0:51820')]],
    [
      'order',
      [on('tcp 0.0.0.0:80', nginx()), on('udp 127.0.0.1:53', running('named'))],
      [on('udp 127.0.0.1:53', running('named')), on('tcp 0.0.0.0:80', nginx())],
    ],
  ])('%s', (_, then, now) => {
    expect(kinds(then, now)).toEqual([]);
    expect(kinds(now, then)).toEqual([]);
  });
});

describe('one cause is one drift', () => {
  const sshd = running('sshd');
  it.each<[what: string, then: readonly Listener[], now: readonly Listener[], told: string[]]>([
    ['a new door', [], [on('tcp 127.0.0.1:80', nginx())], ['new notice 80/tcp']],
    ['open to the network', [], [on('tcp 0.0.0.0:80', nginx())], ['new warning 80/tcp']],
    ['open to the Internet', [], [on('tcp 203.0.114.1:80', nginx())], ['new alert 80/tcp']],
    [
      'for both families',
      [],
      [on('tcp 0.0.0.0:80', nginx()), on('tcp [::]:80', nginx())],
      ['new warning 80/tcp'],
    ],
    ['a door that is gone', [on('tcp [::]:22', sshd)], [], ['gone notice 22/tcp']],
    [
      'of both families',
      [on('tcp 0.0.0.0:22', sshd), on('tcp [::]:22', sshd)],
      [],
      ['gone notice 22/tcp'],
    ],
    [
      'every address instead of one',
      [on('tcp 127.0.0.1:22', sshd)],
      [on('tcp 0.0.0.0:22', sshd)],
      ['wider warning 22/tcp'],
    ],
    [
      'the same by one socket for both families',
      [on('tcp 127.0.0.1:22', sshd)],
      [on('tcp [::]:22', sshd)],
      ['wider warning 22/tcp'],
    ],
    ['IPv6 too', [on('tcp 0.0.0.0:22', sshd)], [on('tcp [::]:22', sshd)], ['wider warning 22/tcp']],
    [
      'the network too',
      [on('tcp 127.0.0.1:22', sshd)],
      [on('tcp 127.0.0.1:22', sshd), on('tcp 192.168.1.5:22', sshd)],
      ['wider warning 22/tcp'],
    ],
    [
      'the Internet too',
      [on('tcp 192.168.1.5:22', sshd)],
      [on('tcp 203.0.114.1:22', sshd)],
      ['wider alert 22/tcp'],
    ],
    [
      'one address instead of all',
      [on('tcp 0.0.0.0:22', sshd), on('tcp [::]:22', sshd)],
      [on('tcp 127.0.0.1:22', sshd)],
      ['narrower notice 22/tcp'],
    ],
    [
      'without IPv6',
      [on('tcp 0.0.0.0:22', sshd), on('tcp [::]:22', sshd)],
      [on('tcp 0.0.0.0:22', sshd)],
      ['narrower notice 22/tcp'],
    ],
    [
      'the other loopback',
      [on('tcp 127.0.0.1:22', sshd)],
      [on('tcp [::1]:22', sshd)],
      ['moved notice 22/tcp'],
    ],
    [
      'another port',
      [on('tcp 0.0.0.0:22', sshd)],
      [on('tcp 0.0.0.0:2222', sshd)],
      ['moved notice 2222/tcp'],
    ],
    [
      'another program',
      [on('tcp 127.0.0.1:80', nginx())],
      [on('tcp 127.0.0.1:80', running('apache2'))],
      ['program warning 80/tcp'],
    ],
    [
      'another program on both families',
      [on('tcp 0.0.0.0:80', nginx()), on('tcp [::]:80', nginx())],
      [on('tcp 0.0.0.0:80', sshd), on('tcp [::]:80', sshd)],
      ['program warning 80/tcp'],
    ],
    [
      'another program for more',
      [on('tcp 127.0.0.1:80', nginx())],
      [on('tcp 203.0.114.1:80', sshd)],
      ['program alert 80/tcp'],
    ],
    [
      'one of the same name elsewhere',
      [on('tcp 127.0.0.1:80', nginx())],
      [on('tcp 127.0.0.1:80', running('nginx', { path: '/tmp/nginx' }))],
      ['program warning 80/tcp'],
    ],
    [
      'another script',
      [on('tcp 127.0.0.1:80', python('python3 /srv/a.py'))],
      [on('tcp 127.0.0.1:80', python('python3 /srv/b.py'))],
      ['program warning 80/tcp'],
    ],
    [
      'code given by hand',
      [on('tcp 127.0.0.1:80', python('python3 /srv/a.py'))],
      [on('tcp 127.0.0.1:80', python('python3 -c import_os'))],
      ['program warning 80/tcp'],
    ],
    [
      'the same interpreter for another unit',
      [on('tcp 127.0.0.1:80', python('python3 -m flask run', { unit: 'a.service' }))],
      [on('tcp 127.0.0.1:80', python('python3 -m flask run', { unit: 'b.service' }))],
      ['program warning 80/tcp'],
    ],
    [
      'another image',
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'a', name: 'web', image: 'nginx:1' },
          }),
        ),
      ],
      [
        on(
          'tcp 0.0.0.0:80',
          running('nginx', {
            container: { engine: 'docker', id: 'b', name: 'web', image: 'evil:1' },
          }),
        ),
      ],
      ['program warning 80/tcp'],
    ],
    [
      "the machine's own instead of a container's",
      [on('tcp 0.0.0.0:80', running('nginx', { container: { engine: 'docker', id: 'a' } }))],
      [on('tcp 0.0.0.0:80', running('nginx'))],
      ['program warning 80/tcp'],
    ],
    [
      'a program where the kernel was',
      [on('udp 0.0.0.0:51820')],
      [on('udp 0.0.0.0:51820', sshd)].map((one) => ({ ...one, port: 51 })),
      ['new warning 51/udp'],
    ],
    [
      'one more beside it',
      [{ ...on('tcp 0.0.0.0:80', nginx(), nginx()), sockets: 2 }],
      [{ ...on('tcp 0.0.0.0:80', nginx(), sshd), sockets: 2 }],
      ['new warning 80/tcp'],
    ],
    [
      'UDP beside TCP',
      [on('tcp 0.0.0.0:53', sshd)],
      [on('tcp 0.0.0.0:53', sshd), on('udp 0.0.0.0:53', sshd)],
      ['new warning 53/udp'],
    ],
  ])('%s', (_, then, now, expected) => {
    expect(kinds(then, now)).toEqual(expected);
  });

  it('two that went and two that came of one program are four: nobody could tell which is which', () => {
    const then = [on('tcp 0.0.0.0:1001', sshd), on('tcp 0.0.0.0:1002', sshd)];
    const now = [on('tcp 0.0.0.0:2001', sshd), on('tcp 0.0.0.0:2002', sshd)];
    expect(kinds(then, now)).toEqual([
      'new warning 2001/tcp',
      'new warning 2002/tcp',
      'gone notice 1001/tcp',
      'gone notice 1002/tcp',
    ]);
  });

  it('is told worst first, and in a sentence each', () => {
    const drifts = drift(
      [
        on('tcp 127.0.0.1:1', sshd),
        on('tcp 127.0.0.1:2', nginx()),
        on('tcp 0.0.0.0:3', sshd),
        on('tcp 0.0.0.0:9', nginx()),
      ],
      [
        on('tcp 0.0.0.0:1', sshd),
        on('tcp 127.0.0.1:2', sshd),
        on('tcp 127.0.0.1:3', sshd),
        on('tcp 203.0.114.1:5', running('nc')),
      ],
    );
    expect(drifts.map(told)).toEqual([
      'new alert 5/tcp',
      'wider warning 1/tcp',
      'program warning 2/tcp',
      'narrower notice 3/tcp',
      'gone notice 9/tcp',
    ]);
    expect(drifts.map(({ why }) => why)).toEqual([
      '5/tcp is new: nc listens there (203.0.114.1), and the Internet can reach it',
      '1/tcp is open wider: sshd was bound to 127.0.0.1 and is bound to 0.0.0.0 now, and the local network can reach it',
      '2/tcp belongs to /usr/bin/sshd now, where /usr/sbin/nginx was; it is bound to 127.0.0.1',
      '3/tcp is open to fewer: sshd was bound to 0.0.0.0 and is bound to 127.0.0.1 now, and this machine alone can reach it',
      '9/tcp is gone: nginx listened there (0.0.0.0)',
    ]);
    expect(drifts.every(({ advice }) => advice !== '')).toBe(true);
  });
});

describe("the machine's own addresses come and go", () => {
  const named = running('named');
  const at = (...addresses: string[]) => ({ interfaces: addresses.map(nic) });
  const both = (then: string[], now: string[]) =>
    kinds(
      then.map((address) => on(`udp ${address}:53`, named)),
      now.map((address) => on(`udp ${address}:53`, named)),
      { was: at(...then), is: at(...now) },
    );

  it('another address from the router is no drift', () => {
    expect(both(['127.0.0.1', '192.168.1.5'], ['127.0.0.1', '10.0.0.7'])).toEqual([]);
    expect(both(['127.0.0.1', '192.168.1.5'], ['127.0.0.1'])).toEqual([]);
    expect(both(['192.168.1.5'], ['192.168.1.5', '172.17.0.1'])).toEqual([]);
    expect(both(['192.168.1.5'], ['192.168.1.6'])).toEqual([]);
  });

  it('a public one that is listened on is', () => {
    expect(both(['127.0.0.1', '192.168.1.5'], ['127.0.0.1', '203.0.114.1'])).toEqual([
      'wider alert 53/udp',
    ]);
    expect(both(['127.0.0.1'], ['127.0.0.1', '192.168.1.5'])).toEqual(['wider warning 53/udp']);
  });

  it('and so is what the program chose among addresses that stayed', () => {
    const around = at('127.0.0.1', '192.168.1.5', '10.0.0.7');
    const change = (then: string, now: string) =>
      kinds([on(`udp ${then}:53`, named)], [on(`udp ${now}:53`, named)], {
        was: around,
        is: around,
      });
    expect(change('192.168.1.5', '10.0.0.7')).toEqual(['moved notice 53/udp']);
    expect(change('127.0.0.1', '127.0.0.53')).toEqual(['moved notice 53/udp']);
  });

  it('groups are joined and left', () => {
    const avahi = running('avahi-daemon');
    const then = [on('udp 0.0.0.0:5353', avahi), on('udp 224.0.0.251:5353', avahi)];
    expect(kinds(then, then.slice(0, 1))).toEqual([]);
    expect(kinds(then.slice(0, 1), then)).toEqual([]);
  });

  it('what only one collector can know of :: is no change', () => {
    const known = { ...on('tcp [::]:80', nginx()), v6only: true };
    const unknown = on('tcp [::]:80', nginx());
    expect(kinds([known], [unknown])).toEqual([]);
    expect(kinds([unknown], [known])).toEqual([]);
    expect(kinds([known], [{ ...known, v6only: false }])).toEqual(['wider warning 80/tcp']);
  });

  it('an interface that a socket is bound to counts when both times could show it', () => {
    const bound = { ...on('tcp 0.0.0.0:80', nginx()), device: 'eth0' };
    const free = on('tcp 0.0.0.0:80', nginx());
    const coverage = { ...report([]).coverage, looked: ['tcp', 'tcp6', 'bound'] };
    const all = { was: { coverage }, is: { coverage } };
    expect(kinds([bound], [free], all)).toEqual(['wider warning 80/tcp']);
    expect(kinds([free], [bound], all)).toEqual(['narrower notice 80/tcp']);
    expect(kinds([bound], [{ ...bound, device: 'eth1' }], all)).toEqual(['moved notice 80/tcp']);
    expect(kinds([bound], [free])).toEqual([]);
  });
});

describe('ports that the system hands out', () => {
  const firefox = () => running('firefox');
  it('are no drift for a program that had some', () => {
    expect(
      kinds(
        [on('udp 0.0.0.0:40001', firefox())],
        [on('udp 0.0.0.0:50002', firefox()), on('udp 0.0.0.0:50003', firefox())],
      ),
    ).toEqual([]);
    expect(kinds([on('udp 0.0.0.0:40001', firefox())], [])).toEqual([]);
  });

  it('are one drift for a program that had none, however many it has', () => {
    expect(
      kinds(
        [on('udp 0.0.0.0:40001', firefox())],
        [on('udp 0.0.0.0:40001', running('implant')), on('udp 0.0.0.0:40002', running('implant'))],
      ),
    ).toEqual(['new notice 40001/udp']);
  });

  it('are not verified where programs were hidden', () => {
    const hidden = on('udp 0.0.0.0:40001');
    const coverage = seenExcept(FOREIGN_PROGRAMS);
    expect(kinds([hidden], [on('udp 0.0.0.0:40002', firefox())], { was: { coverage } })).toEqual([
      'unverified none',
    ]);
    expect(kinds([on('udp 0.0.0.0:40002', firefox())], [hidden], { is: { coverage } })).toEqual([
      'unverified none',
    ]);
    expect(kinds([hidden], [hidden], { was: { coverage }, is: { coverage } })).toEqual([]);
  });
});

describe('what was not looked at is unverified, never gone or new', () => {
  const coverage = seenExcept(FOREIGN_PROGRAMS);
  const services = [1, 2, 3].map((port) => on(`tcp 0.0.0.0:${port}`, running(`service${port}`)));
  const hidden = services.map((listener) => ({ ...listener, processes: [] }));

  it('a look without rights is one line, whatever number of programs it cannot see', () => {
    const [line, ...others] = drift(services, hidden, { is: { coverage } });
    expect(others).toEqual([]);
    expect(line).toMatchObject({ kind: 'unverified', severity: 'none', unseen: 'now' });
    expect(line!.why).toBe(
      'the programs of 3 doors could not be seen now: whether that changed cannot be told',
    );
    expect(line!.advice).toContain('sudo env HOME="$HOME" portolan baseline diff');
  });

  it('and what can be seen without rights is told all the same', () => {
    const wider = [on('tcp 127.0.0.1:1', running('a')), ...services.slice(1)];
    const now = { is: { coverage } };
    expect(kinds(wider, hidden, now)).toEqual(['wider warning 1/tcp', 'unverified none']);
    expect(kinds(services, hidden.slice(1), now)).toEqual(['gone notice 1/tcp', 'unverified none']);
    expect(kinds(services.slice(1), hidden, now)).toEqual(['new warning 1/tcp', 'unverified none']);
  });

  it('a baseline that was made without rights says so', () => {
    const [line, ...others] = drift(hidden, services, { was: { coverage } });
    expect(others).toEqual([]);
    expect(line).toMatchObject({ kind: 'unverified', unseen: 'then' });
  });

  it('a socket that was closed while it was looked at is no other program', () => {
    const closing = [{ ...services[0]!, processes: [] }, ...services.slice(1)];
    expect(kinds(services, closing)).toEqual(['unverified none']);
  });

  it('a program where the kernel was is another program', () => {
    expect(kinds([on('udp 0.0.0.0:2049')], [on('udp 0.0.0.0:2049', running('nc'))])).toEqual([
      'program warning 2049/udp',
    ]);
  });

  it('tables that could not be read', () => {
    const sockets = { what: 'sockets', why: 'it may not be read.', partial: true } as const;
    const blind = { ...seenExcept(sockets), looked: ['tcp'] };
    const six = [on('tcp [::]:80', nginx()), on('tcp 0.0.0.0:81', nginx())];
    const now = { is: { coverage: blind } };
    expect(kinds(six, six.slice(1), now)).toEqual(['unverified none']);
    expect(kinds(six, six.slice(0, 1), now)).toEqual(['gone notice 81/tcp']);
    expect(kinds(six.slice(1), six, { was: { coverage: blind } })).toEqual(['unverified none']);
  });

  it('transports that nobody asked for', () => {
    const some = { ...report([]).coverage, looked: ['tcp', 'tcp6'] };
    const dns = [on('udp 0.0.0.0:53', running('named')), on('tcp 0.0.0.0:53', running('named'))];
    expect(kinds(dns, [], { is: { coverage: some } })).toEqual([
      'gone notice 53/tcp',
      'unverified none',
    ]);
  });

  it('IPv6 that is switched off is looked at enough', () => {
    const off = { what: 'sockets', why: 'IPv6 is switched off.', partial: false } as const;
    const coverage4 = { ...seenExcept(off), looked: ['tcp', 'udp'] };
    expect(kinds([on('tcp [::]:80', nginx())], [], { is: { coverage: coverage4 } })).toEqual([
      'gone notice 80/tcp',
    ]);
  });
});

describe('ports that are held without a listener', () => {
  const held = { ...on('tcp 0.0.0.0:7000', running('holder')), state: 'bound' } as const;
  const open = on('tcp 0.0.0.0:7000', running('holder'));
  const coverage = { ...report([]).coverage, looked: ['tcp', 'tcp6', 'udp', 'udp6', 'bound'] };
  const seen = { was: { coverage }, is: { coverage } };

  it('are told quietly', () => {
    expect(kinds([], [held], seen)).toEqual(['new none 7000/tcp']);
    expect(kinds([held], [], seen)).toEqual(['gone none 7000/tcp']);
  });

  it('and are a door when somebody listens', () => {
    expect(kinds([held], [open], seen)).toEqual(['new warning 7000/tcp']);
    expect(kinds([open], [held], seen)).toEqual(['gone notice 7000/tcp']);
  });

  it('are not verified by a look that cannot show them', () => {
    expect(kinds([held], [], { was: { coverage } })).toEqual(['unverified none']);
    expect(kinds([], [held], { is: { coverage } })).toEqual(['unverified none']);
  });
});

describe('other network namespaces', () => {
  const place = (name: string, ...listeners: readonly Listener[]): Elsewhere => ({
    namespace: `net:[${Math.floor(4_026_531_000 + listeners.length)}]`,
    container: { engine: 'docker', id: `${name}-1`, name },
    process: running('nginx'),
    listeners,
  });
  const web = place('web', on('tcp 0.0.0.0:80', nginx()), on('tcp 0.0.0.0:443', nginx()));
  const again: Elsewhere = {
    ...web,
    namespace: 'net:[1]',
    container: { engine: 'docker', id: 'ffff', name: 'web' },
  };

  it('are told by what people call them, not by their numbers', () => {
    expect(kinds([], [], { was: { elsewhere: [web] }, is: { elsewhere: [again] } })).toEqual([]);
  });

  it('are one drift when they come or go', () => {
    expect(kinds([], [], { was: { elsewhere: [web] } })).toEqual(['gone notice docker:web']);
    const many = Array.from({ length: 12 }, (_, index) => on(`tcp 0.0.0.0:${index + 1}`, nginx()));
    expect(drift([], [], { is: { elsewhere: [place('web', ...many)] } })[0]!.why).toBe(
      'all of it is new: programs in docker:web listen on 1/tcp, 2/tcp, 3/tcp, 4/tcp, 5/tcp, 6/tcp, 7/tcp, 8/tcp and 4 more',
    );
    expect(kinds([], [], { is: { elsewhere: [web] } })).toEqual(['new notice docker:web']);
  });

  it('are not gone when they could not be looked into', () => {
    const coverage = seenExcept({ what: 'namespaces', why: 'not root.', partial: true });
    expect(kinds([], [], { was: { elsewhere: [web] }, is: { coverage } })).toEqual([
      'unverified none',
    ]);
    expect(kinds([], [], { is: { elsewhere: [web] }, was: { coverage } })).toEqual([
      'unverified none',
    ]);
  });

  it('come and go with the port of this machine that leads to them', () => {
    const relay = (port: number): Listener => ({
      ...on(`tcp 0.0.0.0:${port}`, running('docker-proxy')),
      publication: { container: { engine: 'docker', id: 'web-1', name: 'web' }, port: 80 },
    });
    const [gone, ...others] = drift([relay(8080)], [], { was: { elsewhere: [web] } });
    expect(others).toEqual([]);
    expect(told(gone!)).toBe('gone notice 8080/tcp');
    expect(gone!.why).toContain('; with it went 80/tcp, 443/tcp in docker:web');
    expect(gone!.before).toHaveLength(3);
    expect(kinds([], [relay(8080)], { is: { elsewhere: [web] } })).toEqual([
      'new warning 8080/tcp',
    ]);
    const both = [relay(8080), relay(8443)];
    expect(kinds([], both, { is: { elsewhere: [web] } })).toEqual([
      'new warning 8080/tcp',
      'new warning 8443/tcp',
    ]);
    // Of another container nothing is said.
    expect(
      kinds([], [relay(8080)], { is: { elsewhere: [place('db', ...web.listeners)] } }),
    ).toEqual(['new warning 8080/tcp', 'new notice docker:db']);
    const all = snapshot([relay(8080)], { elsewhere: [web] });
    expect(compare(accept(snapshot([]), all, compare(snapshot([]), all), true), all)).toEqual([]);
  });

  it("a change within one is no alarm, and no door of this machine's", () => {
    const wide = place('web', on('tcp 0.0.0.0:80', nginx()));
    const narrow = place('web', on('tcp 127.0.0.1:80', nginx()));
    expect(kinds([], [], { was: { elsewhere: [narrow] }, is: { elsewhere: [wide] } })).toEqual([
      'wider notice 80/tcp docker:web',
    ]);
    const own = [on('tcp 0.0.0.0:80', nginx())];
    expect(kinds(own, own, { is: { elsewhere: [wide] } })).toEqual([
      'new notice 80/tcp docker:web',
    ]);
  });
});

describe('doors that were seen to go', () => {
  const ssh = [on('tcp 0.0.0.0:22', running('sshd'))];
  const departure = { at: '2026-11-20T00:00:00Z', entry: snapshot(ssh).entries[0]! };

  it('are reopened when they are back', () => {
    const back = compare(snapshot([]), snapshot(ssh), [departure]);
    expect(back.map(told)).toEqual(['reopened warning 22/tcp']);
    expect(back[0]!.why).toContain('22/tcp is open again, where sshd was seen to stop');
  });

  it('and new when somebody else has taken their place', () => {
    const other = [on('tcp 0.0.0.0:22', running('dropbear'))];
    expect(compare(snapshot([]), snapshot(other), [departure]).map(told)).toEqual([
      'new warning 22/tcp',
    ]);
  });
});

it(
  'thousands of doors that are all others now are compared in no long time',
  { timeout: 15_000 },
  () => {
    const many = (from: number) =>
      Array.from({ length: 4000 }, (_, index) =>
        on(`tcp 127.0.0.${index % 200}:${from + index}`, running(`service${index % 300}`)),
      );
    const [then, now] = [snapshot(many(1000)), snapshot(many(10_000))];
    const departures = now.entries.map((entry) => ({ at: '2026-11-20T00:00:00Z', entry }));
    expect(compare(then, now, departures)).toHaveLength(8000);
  },
);

describe('any machine', () => {
  const program = fc.constantFrom('nginx', 'sshd', 'named', 'postgres');
  const address = fc.constantFrom('127.0.0.1', '0.0.0.0', '192.168.1.5', '::', '::1', 'fe80::1');
  const machines = fc.array(
    fc
      .record({
        transport: fc.constantFrom('tcp', 'udp'),
        address,
        port: fc.constantFrom(22, 53, 80, 443, 5432, 40_000, 40_001),
        programs: fc.array(program, { maxLength: 2 }),
        sockets: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ transport, address: where, port, programs, sockets }) => ({
        ...on(
          `${transport} ${where.includes(':') ? `[${where}]` : where}:${port}`,
          ...programs.map((name) => running(name)),
        ),
        sockets,
      })),
    { maxLength: 12 },
  );

  it('does not differ from itself, in whatever order and with whatever pids', () => {
    fc.assert(
      fc.property(machines, fc.infiniteStream(fc.nat()), (listeners, chance) => {
        const restarted = listeners
          .map((listener) => ({
            listener: {
              ...listener,
              processes: listener.processes.map((process) => ({
                ...process,
                pid: process.pid + 7,
              })),
            },
            at: chance.next().value,
          }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ listener }) => listener);
        expect(kinds(listeners, restarted)).toEqual([]);
      }),
    );
  });

  it('differs no more once everything was accepted', () => {
    fc.assert(
      fc.property(machines, machines, (then, now) => {
        const [baseline, present] = [snapshot(then), snapshot(now)];
        const accepted = accept(baseline, present, compare(baseline, present), true);
        expect(compare(accepted, present).filter(({ unseen }) => unseen !== 'now')).toEqual([]);
      }),
    );
  });

  it('accepting one change leaves the others', () => {
    fc.assert(
      fc.property(machines, machines, fc.nat(), (then, now, which) => {
        const [baseline, present] = [snapshot(then), snapshot(now)];
        const all = compare(baseline, present).filter(({ unseen }) => unseen !== 'now');
        const one = all[which % Math.max(1, all.length)];
        if (one === undefined) return;
        const left = compare(accept(baseline, present, [one], false), present);
        expect(left.filter(({ unseen }) => unseen !== 'now').length).toBeLessThan(all.length);
      }),
    );
  });
});
