import { describe, expect, it } from 'vitest';
import { drift, kinds, nginx, python, told } from '../../../test/support/drifts.ts';
import { listening as on, running } from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { compare } from './compare.ts';
import type { Listener } from '../listener.ts';

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
    ['IPv6 too', [on('tcp 0.0.0.0:22', sshd)], [on('tcp [::]:22', sshd)], ['moved notice 22/tcp']],
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
      ['program warning 80/tcp'],
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

it('code given by hand is called that, and no script of the name "-c"', () => {
  const [line] = drift(
    [on('tcp 127.0.0.1:80', python('python3 /srv/a.py'))],
    [on('tcp 127.0.0.1:80', python('python3 -c import_os'))],
  );
  expect(line!.why).toContain('80/tcp belongs to python3 (code given by hand) now,');
  const [other] = drift([], [on('tcp 127.0.0.1:80', python('python3 -c import_os'))]);
  expect(other!.why).toContain('python3 (code given by hand) listens there');
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
