import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKeeper } from './keepers.ts';

const ID = '4f1d6f8a2c7e4b0d9a3f5e6c7b8a9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708';

describe('who watches over a container names it', () => {
  it.each([
    [
      'conmon',
      `/usr/bin/conmon --api-version 1 -c ${ID} -n web --exit-dir /run/libpod/exits`,
      { engine: 'podman', id: ID, name: 'web' },
    ],
    [
      'conmon',
      `/usr/bin/conmon -b /run/x/userdata -c ${ID} --exit-dir /var/run/crio/exits -n k8s_a`,
      { engine: 'cri-o', id: ID },
    ],
    [
      'containerd-shim',
      `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/x.sock`,
      { engine: 'docker', id: ID },
    ],
    [
      'containerd-shim',
      `/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${ID} -address /run/x.sock`,
      { engine: 'containerd', id: ID },
    ],
    [
      'systemd-nspawn',
      'systemd-nspawn -q -D /srv/box/ -M web --boot',
      { engine: 'systemd-nspawn', id: 'web' },
    ],
    [
      'systemd-nspawn',
      'systemd-nspawn --directory=/srv/box/',
      { engine: 'systemd-nspawn', id: 'box' },
    ],
    ['lxc-start', '[lxc monitor] /var/lib/lxc web01', { engine: 'lxc', id: 'web01' }],
    ['incusd', '[lxc monitor] /var/lib/incus/containers web01', { engine: 'incus', id: 'web01' }],
    [
      'lxd',
      '[lxc monitor] /var/snap/lxd/common/lxd/containers web01',
      { engine: 'lxd', id: 'web01' },
    ],
  ])('%s %s', (name, command, container) =>
    expect(readKeeper(name, command.split(' '))).toEqual(container),
  );

  it.each([
    ['bash', `bash -c ${ID}`],
    ['conmon', 'conmon --version'],
    ['containerd-shim', 'containerd-shim'],
    ['lxc-start', 'lxc-start -n web'],
    ['systemd-nspawn', 'systemd-nspawn'],
  ])('%s %s: nobody', (name, command) =>
    expect(readKeeper(name, command.split(' '))).toBeUndefined(),
  );
});

it('never throws, and gives no name that a terminal would obey', () => {
  const names = fc.constantFrom('conmon', 'containerd-shim', 'systemd-nspawn', 'lxc-start', 'x');
  const word = fc.oneof(
    fc.constantFrom(
      '-c',
      ID,
      '-n',
      '-id',
      '-M',
      '-D',
      '-namespace',
      'moby',
      '[lxc',
      'monitor]',
      '/a',
    ),
    fc.constantFrom('\u001b[2J', '--machine=\n', '', '-M='),
    fc.string(),
  );
  fc.assert(
    fc.property(names, fc.array(word), (name, words) => {
      const container = readKeeper(name, words);
      // oxlint-disable-next-line no-control-regex -- that is what must not be there
      expect(JSON.stringify(container ?? '')).not.toMatch(/[\u0000-\u001f]|\\u00[01]/);
    }),
    { numRuns: 2000 },
  );
});
