/** Programs that share a port with each other (SO_REUSEPORT). */
import { describe, expect, it } from 'vitest';
import { drift, kinds, nginx, python, told } from '../../../test/support/drifts.ts';
import { listening as on } from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import { compare } from './compare.ts';
import type { Listener, Process } from '../listener.ts';

const shared = (door: string, ...processes: Process[]): Listener => ({
  ...on(door, ...processes),
  sockets: processes.length,
});
const rp = () => python('python3 /srv/rp.py');
const rq = () => python('python3 /srv/rq.py');
const DOOR = 'tcp 0.0.0.0:7400';

describe('a port that programs share', () => {
  it('has no other door when one more joins', () => {
    const [line, ...others] = drift([on(DOOR, rp())], [shared(DOOR, rp(), rq())]);
    expect(others).toEqual([]);
    expect(told(line!)).toBe('program warning 7400/tcp');
    expect(line!.why).toBe(
      '7400/tcp is shared by python3 /srv/rq.py now, beside python3 /srv/rp.py, which was there alone; ' +
        'it is bound to 0.0.0.0',
    );
    expect([line!.before.length, line!.after.map(({ programs }) => programs[0]!.script)]).toEqual([
      1,
      ['/srv/rq.py', '/srv/rp.py'],
    ]);
  });

  it('stays when one leaves', () => {
    const [line, ...others] = drift([shared(DOOR, rp(), rq())], [on(DOOR, rp())]);
    expect(others).toEqual([]);
    expect(told(line!)).toBe('program notice 7400/tcp');
    expect(line!.why).toBe(
      '7400/tcp was left by python3 /srv/rq.py; python3 /srv/rp.py is still there',
    );
  });

  it('is a door of its own for one on another address, and for one of which nothing stays', () => {
    const elsewhere = on('tcp 127.0.0.1:7400', rq());
    expect(kinds([on(DOOR, rp())], [on(DOOR, rp()), elsewhere])).toEqual(['new notice 7400/tcp']);
    expect(kinds([on(DOOR, rp()), elsewhere], [on(DOOR, rp())])).toEqual(['gone notice 7400/tcp']);
    expect(kinds([shared(DOOR, rp(), rq())], [])).toEqual([
      'gone notice 7400/tcp',
      'gone notice 7400/tcp',
    ]);
  });

  it('is shared by one socket for both families too', () => {
    const both = (process: Process) => ({ ...on('tcp [::]:7400', process), v6only: false });
    expect(kinds([both(rp())], [both(rp()), on(DOOR, rq())])).toEqual(['program warning 7400/tcp']);
  });

  const near = (process: Process) => on('tcp 127.0.0.1:7400', process);
  it.each<[what: string, then: readonly Listener[], now: readonly Listener[], told: string[]]>([
    [
      'two that join at once',
      [on(DOOR, rp())],
      [shared(DOOR, rp(), rq(), nginx())],
      ['program warning 7400/tcp'],
    ],
    [
      'one that joins another who opens it wider',
      [near(rp())],
      [shared(DOOR, rp(), rq())],
      ['wider warning 7400/tcp', 'program warning 7400/tcp'],
    ],
    [
      'one that leaves another who opens it wider',
      [near(rp()), near(rq())],
      [on(DOOR, rp())],
      ['wider warning 7400/tcp', 'program notice 7400/tcp'],
    ],
    [
      'one in the place of another, beside a third',
      [shared(DOOR, rp(), rq())],
      [shared(DOOR, rp(), nginx())],
      ['program warning 7400/tcp'],
    ],
    [
      'one that comes from another port',
      [on(DOOR, rp()), on('tcp 0.0.0.0:7401', rq())],
      [shared(DOOR, rp(), rq())],
      ['moved notice 7400/tcp'],
    ],
  ])('%s: told once, and no more when it was accepted', (_, then, now, said) => {
    expect(kinds(then, now)).toEqual(said);
    const [was, is] = [snapshot(then), snapshot(now)];
    for (const all of [true, false]) {
      const kept = accept(was, is, compare(was, is), all);
      expect(compare(kept, is)).toEqual([]);
      expect(kept.entries).toEqual(is.entries);
    }
  });
});
