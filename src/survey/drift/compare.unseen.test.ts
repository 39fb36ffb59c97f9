/** What a look could not see, and what it sees of doors that are hardly any. */
import { describe, expect, it } from 'vitest';
import { drift, kinds, nginx, told } from '../../../test/support/drifts.ts';
import {
  FOREIGN_PROGRAMS,
  listening as on,
  report,
  running,
  seenExcept,
} from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import { compare } from './compare.ts';
import { NAMELESS, type Process } from '../listener.ts';

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
    expect(line!.advice).toMatch(/^look again with more rights; /);
  });

  it('of a listing nobody sees more by looking here', () => {
    const is = { ...snapshot(hidden, { coverage }), listedBy: 'ss' as const };
    const [line] = compare(snapshot(services), is);
    expect(line!.advice).toBe(
      'let it be listed again with more rights, on the machine that it is of',
    );
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

describe('a process that ended before it could be named', () => {
  const lost = () => ({ pid: 4711, name: NAMELESS });
  const both = [on('tcp 0.0.0.0:80', nginx()), on('tcp [::]:80', nginx())];

  it('is a program that was not seen, never one called "?"', () => {
    const racy = [on('tcp 0.0.0.0:80', lost()), on('tcp [::]:80', lost())];
    expect(snapshot(racy).entries).toMatchObject([{ programs: [], unseen: true }]);
    expect(kinds(both, racy)).toEqual(['unverified none']);
    expect(kinds(racy, both)).toEqual(['unverified none']);
    const beside = [{ ...on('tcp 0.0.0.0:80', nginx(), lost()), sockets: 2 }, both[1]!];
    expect(kinds(both, beside)).toEqual([]);
    const [line] = drift([], racy);
    expect(told(line!)).toBe('new warning 80/tcp');
    expect(line!.why).not.toContain('?');
  });

  it('is called by its executable where that was seen', () => {
    const [entry] = snapshot([on('tcp 0.0.0.0:80', { ...lost(), path: '/usr/bin/svc' })]).entries;
    expect(entry!.programs).toEqual([{ name: 'svc', path: '/usr/bin/svc' }]);
  });

  it('makes one line of one port, not two', () => {
    const half = [both[0]!, on('tcp [::]:80', lost())];
    expect(kinds(both, half)).toEqual(['unverified none']);
    expect(kinds(half, both)).toEqual(['unverified none']);
    const now = snapshot(half);
    const then = snapshot(both);
    expect(accept(then, now, compare(then, now), true).entries).toEqual(then.entries);
    expect(accept(now, then, compare(now, then), true).entries).toEqual(then.entries);
    // What nobody had before is no part of it.
    expect(kinds([both[0]!], [both[0]!, on('tcp 192.168.1.5:80', lost())])).toHaveLength(1);
  });

  it('leaves its namespace without a name, and nothing of that one is told', () => {
    const place = (process: Process) => ({
      elsewhere: [{ namespace: 'net:[1]', process, listeners: [on('tcp 0.0.0.0:80', process)] }],
    });
    expect(snapshot([], place(lost())).entries).toEqual([]);
    expect(kinds([], [], { is: place(lost()) })).toEqual([]);
    const known = { was: place(running('web')), is: place(lost()) };
    expect(kinds([], [], known)).toEqual(['unverified none']);
    expect(kinds([], [], { was: place(lost()), is: place(running('web')) })).toEqual([
      'unverified none',
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
    // A program may have taken it on purpose.
    const [line] = drift([], [on('tcp 127.0.0.1:44444', running('perl'))]);
    expect(line!.why).toBe(
      '44444/tcp, in the range that the system hands out, is of perl, which had no port there before',
    );
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
