/** One socket for both families and one for each open the same door; a family that comes or goes is told. */
import { describe, expect, it } from 'vitest';
import { drift, kinds, told } from '../../../test/support/drifts.ts';
import { listening as on, nic, report, running } from '../../../test/support/listeners.ts';
import { byFamily } from './families.ts';
import { scopeOf } from '../scope.ts';
import type { Listener } from '../listener.ts';

const perl = running('perl');
const ipv4 = on('tcp 0.0.0.0:9000', perl);
const six = (v6only?: boolean): Listener => ({
  ...on('tcp [::]:9000', perl),
  ...(v6only !== undefined && { v6only }),
});
const { interfaces } = report([]);
const routed = [...interfaces, nic('2a01:4f8::5')];

describe('one socket for both families', () => {
  it('is the same as one for each, either way, whether or not it is known to be one', () => {
    const [two, dual] = [[ipv4, six(true)], [six(false)]];
    expect(kinds(two, dual)).toEqual([]);
    expect(kinds(dual, two)).toEqual([]);
    expect(kinds([ipv4, six()], [six()])).toEqual([]);
    expect(kinds(two, [six()])).toEqual([]);
    expect(kinds([six()], two)).toEqual([]);
    expect(kinds([six(true)], [six()])).toEqual([]);
  });

  it('covers single addresses of both', () => {
    const loopback = on('tcp 127.0.0.1:9000', perl);
    expect(kinds([six(false), loopback], [six(false)])).toEqual([]);
    expect(kinds([ipv4, six(true)], [six(false), loopback])).toEqual([]);
  });

  it('that leaves IPv4 to others is open to fewer: IPv4 is what went', () => {
    for (const then of [[six(false)], [ipv4, six(true)]]) {
      const [line, ...others] = drift(then, [six(true)]);
      expect(others).toEqual([]);
      expect(told(line!)).toBe('narrower notice 9000/tcp');
      expect(line!.why).toContain('it takes no IPv4 any more');
      expect(line!.why).not.toContain('IPv6');
    }
    expect(drift([six(false)], [six(true)])[0]!.why).toContain('perl is bound to :: as before');
  });
});

describe('a family that was not there before', () => {
  it('is told, and is no wider reach where nobody further away comes by it', () => {
    const [line, ...others] = drift([ipv4], [six(false)]);
    expect(others).toEqual([]);
    expect(told(line!)).toBe('moved notice 9000/tcp');
    expect(line!.why).toBe(
      '9000/tcp takes IPv6 too: perl was bound to 0.0.0.0 and is bound to :: now, and the local network can reach it, as before',
    );
    expect(line!.advice).toContain('IPv6');
    expect(kinds([six(true)], [six(false)])).toEqual(['moved notice 9000/tcp']);
    const near = on('tcp 127.0.0.1:9000', perl);
    expect(kinds([near], [near, on('tcp [::1]:9000', perl)])).toEqual(['moved notice 9000/tcp']);
  });

  it('is a wider reach where it alone leads further', () => {
    const is = { interfaces: routed };
    const [line] = drift([ipv4], [six(false)], { was: is, is });
    expect(told(line!)).toBe('wider warning 9000/tcp');
    expect(line!.why).toContain('it takes IPv6 now');
    const near = on('tcp 127.0.0.1:9000', perl);
    expect(kinds([near], [near, six(true)])).toEqual(['wider warning 9000/tcp']);
    // A public IPv4 address was open to the Internet already.
    const both = { interfaces: [...routed, nic('203.0.114.1')] };
    expect(kinds([ipv4], [six(false)], { was: both, is: both })).toEqual(['moved notice 9000/tcp']);
  });
});

it('addresses of both families come of one socket, on the device that it is bound to', () => {
  const bind = { address: '::', scope: scopeOf('::'), v6only: false, device: 'eth0' };
  const [, other] = byFamily([bind], []);
  expect(other).toMatchObject({ address: '0.0.0.0', scope: 'any', device: 'eth0' });
  expect(byFamily([{ ...bind, v6only: true }], [])).toHaveLength(1);
});
