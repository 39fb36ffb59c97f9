/** Where a door is: addresses that the machine gets and loses, and other network namespaces. */
import { describe, expect, it } from 'vitest';
import { drift, kinds, nginx, told } from '../../../test/support/drifts.ts';
import {
  listening as on,
  nic,
  report,
  running,
  seenExcept,
} from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import { compare } from './compare.ts';
import type { Elsewhere, Listener } from '../listener.ts';

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
    expect(kinds([known], [{ ...known, v6only: false }])).toEqual(['moved notice 80/tcp']);
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
      'programs in the container docker:web listen on 1/tcp, 2/tcp, 3/tcp, 4/tcp, 5/tcp, 6/tcp, 7/tcp, 8/tcp and 4 more; before, none did there',
    );
    const lab: Elsewhere = {
      namespace: 'net:[2]',
      name: 'lab',
      process: running('nginx'),
      listeners: many.slice(0, 2),
    };
    expect(drift([], [], { was: { elsewhere: [lab] } })[0]!.why).toBe(
      'nothing listens in the network namespace "lab" any more; before, programs did on 1/tcp, 2/tcp',
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
