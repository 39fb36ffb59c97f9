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
