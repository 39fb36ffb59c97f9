/** Ports in the system's range: neither number nor address counts, whether others can come does. */
import { describe, expect, it } from 'vitest';
import { drift, kinds, told } from '../../../test/support/drifts.ts';
import {
  FOREIGN_PROGRAMS,
  listening as on,
  running,
  seenExcept,
} from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { compare } from './compare.ts';

const perl = running('perl');
const near = [on('tcp 127.0.0.1:44444', perl)];
const far = [on('tcp 0.0.0.0:45555', perl)];

describe('a program that lets others come by ports in the range that the system hands out', () => {
  it('is open wider, on whatever number, in one line', () => {
    const [same, ...others] = drift(near, [on('tcp 0.0.0.0:44444', perl)]);
    expect(others).toEqual([]);
    expect(told(same!)).toBe('wider warning 44444/tcp');
    expect(same!.why).toBe(
      '44444/tcp, in the range that the system hands out, is open wider than what perl had there (127.0.0.1): it is bound to 0.0.0.0, and the local network can reach it',
    );
    expect(kinds(near, far)).toEqual(['wider warning 45555/tcp']);
    expect(kinds(near, [on('tcp 203.0.114.1:45555', perl)])).toEqual(['wider alert 45555/tcp']);
    expect(kinds(near, [...near, ...far, on('tcp 0.0.0.0:45556', perl)])).toHaveLength(1);
  });

  it('is as it was on another number, another address as near, another network, or nearer', () => {
    expect(kinds(near, [on('tcp 127.0.0.1:50000', perl)])).toEqual([]);
    expect(kinds(near, [on('tcp [::1]:50000', perl)])).toEqual([]);
    expect(kinds([on('tcp 192.168.1.5:50000', perl)], far)).toEqual([]);
    expect(kinds([on('udp 192.168.1.5:50000', perl)], [on('udp 203.0.114.1:40000', perl)])).toEqual(
      [],
    );
    expect(kinds([...near, ...far], [on('tcp 0.0.0.0:50000', perl)])).toEqual([]);
    expect(kinds(far, near)).toEqual([]);
  });

  it('is known for it when that is accepted, and in a file', () => {
    const [then, now] = [snapshot(near), snapshot(far)];
    expect(compare(accept(then, now, compare(then, now), false), now)).toEqual([]);
    const file = (of: typeof then) => readBaseline(writeBaseline(of), 'file');
    expect(compare(file(then), now).map(told)).toEqual(['wider warning 45555/tcp']);
    expect(compare(file(then), now)[0]!.why).toContain('had there (for this machine alone)');
    expect(compare(file(now), now)).toEqual([]);
    expect(compare(file(then), then)).toEqual([]);
    // Files of before said nothing of it.
    const old = readBaseline(writeBaseline(then).replace('"reach":"host",', ''), 'old');
    expect(compare(old, now)).toEqual([]);
  });

  it('is not verified where it may have had a port that was hidden', () => {
    const was = { coverage: seenExcept(FOREIGN_PROGRAMS) };
    expect(kinds([...near, on('tcp 0.0.0.0:45000')], far, { was })).toEqual(['unverified none']);
  });

  it('and what it holds together with others is told once, and known once accepted', () => {
    const other = running('logger');
    const [then, now] = [
      snapshot(near),
      snapshot([on('tcp 0.0.0.0:45555', perl, other), on('tcp 0.0.0.0:45556', other)]),
    ];
    const drifts = compare(then, now);
    expect(drifts.map(told)).toEqual(['wider warning 45555/tcp']);
    expect(compare(accept(then, now, drifts, false), now)).toEqual([]);
  });
});
