import { describe, expect, it } from 'vitest';
import { describeBlindness, describeCoverage } from './coverage.ts';
import type { Sight } from './coverage.ts';

const CLEAR: Sight = {
  tables: ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => ({ name, state: 'read', malformed: 0 })),
  ipv6: true,
  unheld: 0,
  refused: 0,
  uid: 1000,
  hidden: false,
  wholeMachine: true,
  namespacesUnread: 0,
  idleTcp: 0,
  silent: 'untold',
  foreign: false,
  blurred: 0,
};
const gaps = (sight: Partial<Sight>) => describeCoverage({ ...CLEAR, ...sight }).gaps;

describe('describeCoverage', () => {
  it('is complete when everything was seen', () => {
    expect(describeCoverage(CLEAR)).toEqual({
      complete: true,
      looked: ['tcp', 'tcp6', 'udp', 'udp6'],
      gaps: [],
    });
  });

  it('does not mind processes that it may not look into while every socket has its program', () => {
    expect(describeCoverage({ ...CLEAR, refused: 80 }).complete).toBe(true);
  });

  it('sends a user to root for the programs of others', () => {
    const coverage = describeCoverage({ ...CLEAR, refused: 80, unheld: 2 });
    expect(coverage.complete).toBe(false);
    expect(coverage.gaps).toEqual([
      {
        what: 'programs',
        count: 2,
        why: 'The programs behind 2 sockets belong to other users, and only root may see them.',
        remedy: 'sudo portolan survey',
        partial: true,
      },
    ]);
  });

  it('does not send root to root', () => {
    const [gap] = gaps({ uid: 0, refused: 1, unheld: 1 });
    expect(gap).toMatchObject({ what: 'programs', partial: true });
    expect(gap).not.toHaveProperty('remedy');
  });

  it('knows that the kernel holds sockets itself', () => {
    const coverage = describeCoverage({ ...CLEAR, uid: 0, unheld: 1 });
    expect(coverage.complete).toBe(true);
    expect(coverage.gaps).toMatchObject([{ what: 'programs', count: 1, partial: false }]);
  });

  it('says of a PID namespace that is not the first what is known of it', () => {
    const [gap, ...more] = gaps({ wholeMachine: false, idleTcp: undefined });
    expect(more).toEqual([]);
    expect(gap?.why).toContain('this PID namespace is not its first');
    expect(gap?.why).not.toMatch(/This is a container/);
  });

  it('notes what /proc leaves out of sockets on every address', () => {
    const coverage = describeCoverage({ ...CLEAR, blurred: 2 });
    expect(coverage.complete).toBe(true);
    expect(coverage.gaps).toMatchObject([{ what: 'sockets', count: 2, partial: false }]);
    expect(coverage.gaps[0]?.why).toMatch(/bound to one interface.*koffi/);
  });

  it('looks beyond a container for programs that are not in it', () => {
    const found = gaps({ wholeMachine: false, unheld: 3, uid: 0, idleTcp: undefined });
    expect(found).toMatchObject([
      { what: 'programs', count: 3, partial: true },
      { what: 'namespaces', partial: false },
    ]);
  });

  it('says that hidepid hides namespaces and programs', () => {
    expect(gaps({ hidden: true, unheld: 1, idleTcp: undefined })).toMatchObject([
      { what: 'programs', remedy: 'sudo portolan survey', partial: true },
      { what: 'namespaces', remedy: 'sudo portolan survey', partial: true },
    ]);
  });

  it('names each table that is missing, and whether that matters', () => {
    const tables = [
      { name: 'tcp', state: 'refused', malformed: 0 },
      { name: 'tcp6', state: 'absent', malformed: 0 },
      { name: 'udp', state: 'read', malformed: 2 },
      { name: 'sctp/eps', state: 'absent', malformed: 0 },
    ] as const;
    const found = describeCoverage({ ...CLEAR, tables, ipv6: false });
    expect(found.looked).toEqual(['udp']);
    expect(found.gaps.map(({ why, partial }) => [why, partial])).toEqual([
      ['/proc/net/tcp may not be read, so its sockets are missing here.', true],
      ['IPv6 is switched off on this system, so there is no /proc/net/tcp6.', false],
      ['2 lines of /proc/net/udp could not be understood.', true],
    ]);
    expect(gaps({ tables, ipv6: true })[1]).toMatchObject({ partial: true });
  });

  it('counts namespaces that it could not read', () => {
    expect(gaps({ namespacesUnread: 1, uid: 0 })).toEqual([
      {
        what: 'namespaces',
        count: 1,
        why: 'The sockets of 1 other network namespace could not be read.',
        partial: true,
      },
    ]);
  });

  it('notes sockets that are bound and silent, without calling the answer partial', () => {
    const coverage = describeCoverage({ ...CLEAR, idleTcp: 2 });
    expect(coverage.complete).toBe(true);
    expect(coverage.gaps).toMatchObject([{ what: 'silent-sockets', count: 2, partial: false }]);
    expect(gaps({ idleTcp: -1 })).toEqual([]);
    expect(coverage.gaps[0]?.why).toContain('koffi');
  });

  it('tells what was looked at where silent sockets could be seen', () => {
    expect(describeCoverage({ ...CLEAR, silent: 'told' }).looked).toContain('bound');
    expect(describeCoverage(CLEAR).looked).not.toContain('bound');
  });

  it('notes those that were not asked for among too many', () => {
    const [gap] = gaps({ idleTcp: 2, silent: 'unasked' });
    expect(gap?.why).toContain('so many');
    expect(describeCoverage({ ...CLEAR, silent: 'unasked' }).looked).not.toContain('bound');
  });

  it('has nothing to note when those that are left hold no port', () => {
    expect(gaps({ idleTcp: 2, silent: 'told' })).toEqual([]);
  });

  it('notes those that other network namespaces may have', () => {
    const [gap, ...more] = gaps({ idleTcp: 2, silent: 'told', foreign: true });
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ what: 'silent-sockets', count: 2, partial: false });
    expect(gap?.why).toContain('another network namespace');
  });
});

it('describeBlindness says that nothing was looked at', () => {
  expect(describeBlindness('/proc')).toMatchObject({
    complete: false,
    looked: [],
    gaps: [{ what: 'sockets', partial: true }],
  });
});
