import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listening, running } from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { UsageError } from '../../core/errors.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { compare } from './compare.ts';
import type { Listener } from '../listener.ts';

const python = running('python3', {
  path: '/usr/bin/python3',
  command: 'python3 /srv/app.py --now',
  unit: 'app.service',
});
const MACHINE: readonly Listener[] = [
  listening('tcp [::]:80', running('nginx')),
  listening('tcp 0.0.0.0:80', running('nginx'), running('nginx')),
  { ...listening('tcp [::]:22', running('sshd')), v6only: false },
  { ...listening('udp 0.0.0.0:67', running('dnsmasq')), device: 'eth0' },
  listening('tcp 127.0.0.1:8000', python),
  listening('udp 0.0.0.0:40001', running('firefox')),
  listening('udp 0.0.0.0:40002', running('firefox')),
  listening('udp 0.0.0.0:111'),
  { ...listening('tcp 0.0.0.0:7000', running('holder')), state: 'bound' },
];
const web = {
  namespace: 'net:[4026532281]',
  container: { engine: 'docker', id: 'a1', name: 'web', image: 'nginx:1' },
  process: running('nginx'),
  listeners: [
    listening(
      'tcp 0.0.0.0:8080',
      running('nginx', {
        container: { engine: 'docker', id: 'a1', name: 'web', image: 'nginx:1' },
      }),
    ),
  ],
};
const coverage = { complete: true, looked: ['udp', 'tcp', 'bound'], gaps: [] };
const seen = snapshot(MACHINE, { elsewhere: [web], coverage });
const FILE = 'portolan.baseline.json';

describe('a baseline as a file', () => {
  it('is sorted, one line a door', () => {
    expect(writeBaseline(seen)).toBe(`{
  "baseline": 1,
  "system": "linux",
  "ephemeral": "32768-60999",
  "coverage": {"looked":["bound","tcp","udp"],"sockets":true,"namespaces":true,"silent":true},
  "doors": [
    {"door":"dynamic/udp","programs":[{"name":"firefox","path":"/usr/bin/firefox"}]},
    {"door":"22/tcp","on":["::"],"v6only":false,"programs":[{"name":"sshd","path":"/usr/bin/sshd"}]},
    {"door":"67/udp","on":["0.0.0.0@eth0"],"programs":[{"name":"dnsmasq","path":"/usr/bin/dnsmasq"}]},
    {"door":"80/tcp","on":["0.0.0.0","::"],"programs":[{"name":"nginx","path":"/usr/bin/nginx"}]},
    {"door":"111/udp","on":["0.0.0.0"],"programs":[]},
    {"door":"7000/tcp","state":"bound","on":["0.0.0.0"],"programs":[{"name":"holder","path":"/usr/bin/holder"}]},
    {"door":"8000/tcp","on":["127.0.0.1"],"programs":[{"name":"python3","path":"/usr/bin/python3","script":"/srv/app.py","unit":"app.service"}]},
    {"door":"8080/tcp","place":"docker:web","on":["0.0.0.0"],"programs":[{"name":"nginx","path":"/usr/bin/nginx","container":"docker:web","image":"nginx:1"}]}
  ]
}
`);
  });

  it('is the same whatever was seen first, and says the same to what is there', () => {
    const other = snapshot(MACHINE.toReversed(), { elsewhere: [web], coverage });
    expect(writeBaseline(other)).toBe(writeBaseline(seen));
    const read = readBaseline(writeBaseline(seen), FILE);
    expect(compare(read, seen)).toEqual([]);
    expect(writeBaseline(read)).toBe(writeBaseline(seen));
  });

  it('of a machine on which nothing listens is read too', () => {
    const text = writeBaseline(snapshot([]));
    expect(text).toContain('"doors": []');
    expect(readBaseline(text, FILE).entries).toEqual([]);
  });

  it('says by which program it was listed, where Portolan did not look itself', () => {
    const text = writeBaseline({ ...seen, listedBy: 'lsof' });
    expect(text).toContain('  "listedBy": "lsof",\n');
    expect(readBaseline(text, FILE).listedBy).toBe('lsof');
    expect(readBaseline(writeBaseline(seen), FILE)).not.toHaveProperty('listedBy');
  });

  it('says that a program could not be seen', () => {
    const gap = { what: 'programs', why: 'not root.', partial: true } as const;
    const hidden = snapshot([listening('tcp 0.0.0.0:22')], {
      coverage: { complete: false, looked: ['tcp'], gaps: [gap] },
    });
    const text = writeBaseline(hidden);
    expect(text).toContain('{"door":"22/tcp","on":["0.0.0.0"],"unseen":true}');
    expect(readBaseline(text, FILE).entries[0]).toMatchObject({ unseen: true, programs: [] });
  });

  it('can be written by hand', () => {
    const read = readBaseline(
      `{ "doors": [ { "on": ["::1", "127.0.0.1"], "door": "5432/tcp", "programs": [{ "name": "postgres" }] },
                    { "door": "22/tcp", "on": ["0.0.0.0"] } ],
         "coverage": { "silent": false, "namespaces": false, "sockets": true, "looked": ["tcp"] },
         "ephemeral": "32768-60999", "system": "linux", "baseline": 1 }`,
      FILE,
    );
    expect(read.entries.map(({ port }) => port)).toEqual([22, 5432]);
    const now = [
      listening('tcp 127.0.0.1:5432', running('postgres')),
      listening('tcp [::1]:5432', running('postgres')),
    ];
    expect(compare(read, snapshot(now)).map(({ kind, port }) => [kind, port])).toEqual([
      ['gone', 22],
    ]);
  });
});

describe('what is no such file is refused, and it is said where', () => {
  const whole = JSON.parse(writeBaseline(seen)) as Record<string, unknown>;
  const door = (more: Record<string, unknown>) => ({
    ...whole,
    doors: [{ door: '22/tcp', on: ['0.0.0.0'], programs: [], ...more }],
  });
  it.each<[what: unknown, says: string]>([
    ['{"baseline": 1, }', 'JSON'],
    [null, 'it is no object'],
    [[], 'it is no object'],
    [{}, '"baseline" does not say which version of the form it has'],
    [{ ...whole, baseline: 2 }, 'it has version 2 of the form, and this Portolan knows 1'],
    [{ ...whole, comment: 'x' }, 'it has "comment", which means nothing here'],
    [{ ...whole, system: 7 }, '"system" is no text'],
    [{ ...whole, listedBy: 'ls' }, '"listedBy" can only be one of ss, netstat, lsof, osquery'],
    [{ ...whole, ephemeral: '1' }, '"ephemeral" is a range of ports'],
    [{ ...whole, coverage: { looked: [] } }, '"sockets" of "coverage" is true or false'],
    [{ ...whole, doors: {} }, '"doors" is no list'],
    [{ ...whole, doors: ['22/tcp'] }, 'door 1 is no object'],
    [door({ door: '22' }), '"22" of door 1 is not like 443/tcp or dynamic/udp'],
    [door({ door: '0/tcp' }), 'is not like 443/tcp'],
    [door({ door: '65536/tcp' }), 'is not like 443/tcp'],
    [door({ door: '22/icmp' }), 'is not like 443/tcp'],
    [door({ on: [] }), '"on" of door 1 (22/tcp) names no address'],
    [door({ on: '0.0.0.0' }), '"on" of door 1 (22/tcp) is no list'],
    [door({ on: ['localhost'] }), '"localhost" of door 1 (22/tcp) is no IP address'],
    [door({ adress: ['::'] }), 'door 1 has "adress", which means nothing here'],
    [door({ state: 'open' }), '"state" of door 1 (22/tcp) can only be "bound"'],
    [door({ unseen: false }), '"unseen" of door 1 (22/tcp) can only be true'],
    [door({ v6only: 'no' }), '"v6only" of door 1 (22/tcp) is true or false'],
    [door({ place: '' }), '"place" of door 1 (22/tcp) is no text'],
    [door({ programs: [{}] }), '"name" of a program of door 1 (22/tcp) is no text'],
    [door({ programs: [{ name: 'x', pid: 7 }] }), 'a program of door 1 (22/tcp) has "pid"'],
  ])('%j: %s', (what, says) => {
    const text = typeof what === 'string' ? what : JSON.stringify(what);
    expect(() => readBaseline(text, FILE)).toThrow(UsageError);
    expect(() => readBaseline(text, FILE)).toThrow(says);
    expect(() => readBaseline(text, FILE)).toThrow(`"${FILE}" is no baseline that can be read: `);
  });

  it('whatever is done to it, it is read or refused', () => {
    const text = writeBaseline(seen);
    fc.assert(
      fc.property(
        fc.nat({ max: text.length }),
        fc.nat({ max: 20 }),
        fc.oneof(fc.string(), fc.constantFrom('null', '[]', '{}', '-1', '"', '\\u0000')),
        (at, length, instead) => {
          const hurt = text.slice(0, at) + instead + text.slice(at + length);
          expect(readOrRefusal(hurt)).toBe('fine');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** How reading went: a baseline that can be compared and a refusal are both fine. */
function readOrRefusal(text: string): string {
  try {
    return compare(readBaseline(text, FILE), seen).every(({ why }) => why !== '') ? 'fine' : 'mute';
  } catch (problem) {
    return problem instanceof UsageError ? 'fine' : String(problem);
  }
}
