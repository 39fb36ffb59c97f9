/** What a restart changes is no drift, in whichever direction of time. */
import { describe, expect, it } from 'vitest';
import { kinds, nginx, python } from '../../../test/support/drifts.ts';
import { listening as on, running } from '../../../test/support/listeners.ts';
import type { Listener } from '../listener.ts';

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
      'a script that was named with a dot and a slash',
      [on('tcp 0.0.0.0:7100', python('python3 tool.py'))],
      [on('tcp 0.0.0.0:7100', python('python3 ./tool.py'))],
    ],
    [
      'a script in a folder that was named with a dot and a slash',
      [on('tcp 0.0.0.0:7100', python('python3 ./bin/./tool.py'))],
      [on('tcp 0.0.0.0:7100', python('python3 bin/tool.py'))],
    ],
    ...['--eval x', '-p x', '--print=x'].map((option): [string, Listener[], Listener[]] => [
      `code given by hand with ${option}`,
      [on('tcp 0.0.0.0:7200', running('node', { path: '/usr/bin/node', command: 'node -e x' }))],
      [
        on(
          'tcp 0.0.0.0:7200',
          running('node', { path: '/usr/bin/node', command: `node ${option}` }),
        ),
      ],
    ]),
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
    ...(
      [
        [
          'of another length of hash',
          '/nix/store/8k2a-perl-5.36/bin/svc',
          '/nix/store/x91-perl-5.38.2/bin/svc',
        ],
        [
          'with a letter in its version',
          '/nix/store/8k2a-openssh-9.6p1/bin/sshd',
          '/nix/store/x91-openssh-9.7p2/bin/sshd',
        ],
        [
          'of one output of a package',
          '/nix/store/8k2a-openssl-3.0.12-bin/bin/svc',
          '/nix/store/x91-openssl-3.0.13-bin/bin/svc',
        ],
        [
          'of Guix',
          '/gnu/store/8k2a-knot-3.2.1/sbin/knotd',
          '/gnu/store/x91-knot-3.3.0-rc1/sbin/knotd',
        ],
        [
          'without a version',
          '/nix/store/8k2a-our-service/bin/svc',
          '/nix/store/x91-our-service/bin/svc',
        ],
      ] as const
    ).map(([what, then, now]): [string, Listener[], Listener[]] => [
      `a build in a store ${what}`,
      [on('tcp [::]:80', running('svc', { path: then }))],
      [on('tcp [::]:80', running('svc', { path: now }))],
    ]),
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

it('another package in a store is another program', () => {
  const from = (path: string) => [on('tcp [::]:80', running('svc', { path }))];
  const then = from('/nix/store/8k2a-perl-5.36/bin/svc');
  expect(kinds(then, from('/nix/store/8k2a-perl-tools-5.36/bin/svc'))).toEqual([
    'program warning 80/tcp',
  ]);
  expect(kinds(then, from('/nix/store/8k2a-perl-5.36/bin/other'))).toEqual([
    'program warning 80/tcp',
  ]);
});
