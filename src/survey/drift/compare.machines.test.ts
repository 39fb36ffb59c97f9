/** Machines made by chance, and large ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../test/support/drifts.ts';
import {
  FOREIGN_PROGRAMS,
  listening as on,
  running,
  seenExcept,
} from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { accept } from './accept.ts';
import type { ListenerReport } from '../listener.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { compare } from './compare.ts';

const UNREAD = { what: 'sockets', why: 'it may not be read.', partial: true } as const;

describe('any machine', () => {
  const program = fc.constantFrom('nginx', 'sshd', 'named', 'postgres');
  const address = fc.constantFrom('127.0.0.1', '0.0.0.0', '192.168.1.5', '::', '::1', 'fe80::1');
  const machines = fc.array(
    fc
      .record({
        transport: fc.constantFrom('tcp', 'udp'),
        address,
        port: fc.constantFrom(22, 53, 80, 443, 5432, 40_000, 40_001),
        programs: fc.array(program, { maxLength: 2 }),
        sockets: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ transport, address: where, port, programs, sockets }) => ({
        ...on(
          `${transport} ${where.includes(':') ? `[${where}]` : where}:${port}`,
          ...programs.map((name) => running(name)),
        ),
        sockets,
      })),
    { maxLength: 12 },
  );

  it('does not differ from itself, in whatever order and with whatever pids', () => {
    fc.assert(
      fc.property(machines, fc.infiniteStream(fc.nat()), (listeners, chance) => {
        const restarted = listeners
          .map((listener) => ({
            listener: {
              ...listener,
              processes: listener.processes.map((process) => ({
                ...process,
                pid: process.pid + 7,
              })),
            },
            at: chance.next().value,
          }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ listener }) => listener);
        expect(kinds(listeners, restarted)).toEqual([]);
      }),
    );
  });

  it('differs no more once everything was accepted', () => {
    fc.assert(
      fc.property(machines, machines, (then, now) => {
        const [baseline, present] = [snapshot(then), snapshot(now)];
        const accepted = accept(baseline, present, compare(baseline, present), true);
        expect(compare(accepted, present).filter(({ unseen }) => unseen !== 'now')).toEqual([]);
      }),
    );
  });

  it('differs no more once everything was accepted, whatever lies in the range that the system hands out', () => {
    const ports = fc.constantFrom(443, 40_000, 40_001, 40_002, 40_003);
    const doors = fc.array(
      fc
        .record({
          transport: fc.constantFrom('tcp', 'udp'),
          address: fc.constantFrom('127.0.0.1', '0.0.0.0', '[::1]', '[::]', '203.0.114.1'),
          port: ports,
          programs: fc.uniqueArray(program, { minLength: 0, maxLength: 3 }),
          sockets: fc.integer({ min: 1, max: 2 }),
        })
        .map(({ transport, address: where, port, programs, sockets }) => ({
          ...on(`${transport} ${where}:${port}`, ...programs.map((name) => running(name))),
          sockets,
        })),
      { maxLength: 10 },
    );
    const coverages = fc.constantFrom<Partial<ListenerReport>>(
      {},
      { coverage: seenExcept(FOREIGN_PROGRAMS) },
      { coverage: { ...seenExcept(UNREAD), looked: ['tcp', 'udp'] } },
    );
    fc.assert(
      fc.property(doors, doors, coverages, coverages, (then, now, was, is) => {
        const look = (listeners: typeof then, more: typeof was) => {
          const looked = more.coverage?.looked ?? ['tcp6'];
          const seen = listeners.filter(
            ({ family }) => family === 'ipv4' || looked.includes('tcp6'),
          );
          return snapshot(seen, more);
        };
        const [baseline, present] = [look(then, was), look(now, is)];
        const accepted = accept(baseline, present, compare(baseline, present), true);
        const file = readBaseline(writeBaseline(accepted), 'file');
        for (const known of [accepted, file]) {
          expect(compare(known, present).filter(({ unseen }) => unseen !== 'now')).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('accepting one change leaves the others', () => {
    fc.assert(
      fc.property(machines, machines, fc.nat(), (then, now, which) => {
        const [baseline, present] = [snapshot(then), snapshot(now)];
        const all = compare(baseline, present).filter(({ unseen }) => unseen !== 'now');
        const one = all[which % Math.max(1, all.length)];
        if (one === undefined) return;
        const left = compare(accept(baseline, present, [one], false), present);
        expect(left.filter(({ unseen }) => unseen !== 'now').length).toBeLessThan(all.length);
      }),
    );
  });
});

it(
  'thousands of doors that are all others now are compared in no long time',
  { timeout: 15_000 },
  () => {
    const many = (from: number) =>
      Array.from({ length: 4000 }, (_, index) =>
        on(`tcp 127.0.0.${index % 200}:${from + index}`, running(`service${index % 300}`)),
      );
    const [then, now] = [snapshot(many(1000)), snapshot(many(10_000))];
    const departures = now.entries.map((entry) => ({ at: '2026-11-20T00:00:00Z', entry }));
    expect(compare(then, now, departures)).toHaveLength(8000);
  },
);
