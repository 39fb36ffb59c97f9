/** Every verdict, one row a case: a port, who is there, and the words that follow, worst first. */
import { describe, expect, it } from 'vitest';
import {
  FOREIGN_PROGRAMS,
  listening,
  nic,
  report,
  running,
  seenExcept,
} from '../../test/support/listeners.ts';
import { createAtlas } from '../atlas/lookup.ts';
import { readTable } from '../atlas/table.ts';
import type { Listener, ListenerReport } from '../survey/listener.ts';
import { judgeListeners } from './judge.ts';
import { readPrograms } from './programs.ts';
import { VERDICT_WORDS, type JudgedListener } from './verdict.ts';

const REGISTRY = [
  '22\ttcp\tssh\tSecure Shell\tassigned\t\t\t\tinternet',
  '80\ttcp\thttp\tWeb\tassigned\t\t\t\tinternet',
  '259\ttcp udp\tesro-gen\tESRO\tassigned',
  '260\tudp\tesro-gen\tESRO\tassigned',
  '260\tudp\talive\tStill in use\tassigned',
  '631\ttcp\tipp\tPrinting\tassigned\t\t\t\tlan',
  '1023\ttcp\t-\tReserved\treserved',
  '1024\ttcp\told\tOld\tdeassigned',
  '3289\tudp\tenpc\tEpson\tassigned\t\t\t\tlan',
  '5432\ttcp\tpostgresql\tPostgreSQL\tassigned\t\t\t\thost',
  '5433\ttcp\tpyrrho\tPyrrho\tassigned',
  '6000\ttcp\tboth\tOne thing\tassigned\t\t\t\thost',
  '6000\ttcp\tother\tAnother thing\tassigned\t\t\t\tlan',
  '40000\ttcp\tsafetynetp\tSafetyNet\tassigned',
];
const PRACTICE = [
  '30000-32767\ttcp\tnodeport\tKubernetes\tunofficial\tdocs',
  '3000\ttcp\tdev-server\tDevelopment servers\tunofficial\tdocs\t\t\thost',
  '5433\ttcp\tpostgresql\tA second PostgreSQL\tunofficial\tdocs',
  '7000\ttcp\thome-tool\tOne tool\tunofficial\tdocs\t\t\thost',
  '7000\ttcp\tlab-tool\tAnother tool\tunofficial\tdocs\t\t\tlan',
  '8080\ttcp\thttp\tA second web server\tunofficial\tdocs',
];
const HEARSAY = [
  '640\ttcp\trumour\tSome say so\tunofficial\ta document',
  '645\ttcp udp\tpaper\tSpoken on tcp\tassigned\ta document\t\t\t\t\ttcp:yes udp:assigned',
];

const table = (source: string, lines: readonly string[]) => ({
  source,
  open: () => readTable(lines.join('\n'), source),
});
const atlas = createAtlas({
  sources: () => [],
  tables: () => [table('iana', REGISTRY), table('curated', PRACTICE), table('documents', HEARSAY)],
  curated: () => ({
    disputes: [],
    ghosts: [{ service: 'esro-gen', evidence: 'Nobody speaks it.', reference: 'RFC 2188' }],
  }),
});
const programs = readPrograms({
  same: { http: ['http-alt', 'dev-server'] },
  programs: [
    { name: 'OpenSSH', match: ['sshd'], speaks: ['ssh'] },
    { name: 'nginx', match: ['nginx'], speaks: ['http'] },
    { name: 'CUPS', match: ['cupsd'], speaks: ['ipp'] },
    { name: 'PostgreSQL', match: ['postgres'], speaks: ['postgresql'] },
    { name: 'Both', match: ['bothd'], speaks: ['both', 'other'] },
    { name: 'Node.js', match: ['node'], speaks: [], general: true },
    { name: 'Netcat', match: ['nc'], speaks: ['http'], general: true },
    { name: 'Docker port proxy', match: ['docker-proxy'], speaks: [], general: true, relay: true },
  ],
});

const judge = (listeners: readonly Listener[], around: Partial<ListenerReport> = {}) =>
  judgeListeners(listeners, report(listeners, around), { atlas, programs });

const first = (...listeners: readonly Listener[]): JudgedListener => judge(listeners)[0]!;

/** `exposed:warning expected:none` */
const words = ({ verdicts }: JudgedListener) =>
  verdicts.map(({ verdict, severity }) => `${verdict}:${severity}`).join(' ');

describe('one listener', () => {
  it.each<[what: string, where: string, program: string | undefined, verdicts: string]>([
    ['the assigned program', 'tcp 0.0.0.0:22', 'sshd', 'expected:none'],
    ['a program called like the service', 'tcp 127.0.0.1:631', 'ipp', 'expected:none'],
    ['a daemon called like the service', 'tcp 127.0.0.1:22', 'SSHD', 'expected:none'],
    ['a runtime called like nothing', 'tcp 127.0.0.1:631', 'node', 'stranger:warning'],
    ['known practice', 'tcp 192.168.1.5:8080', 'nginx', 'unofficial:none'],
    ['known practice on an assigned port', 'tcp 127.0.0.1:5433', 'postgres', 'unofficial:none'],
    ['a runtime where practice has runtimes', 'tcp 127.0.0.1:3000', 'node', 'unofficial:none'],
    ['a runtime that speaks it', 'tcp 0.0.0.0:80', 'nc', 'expected:none'],
    ['a runtime where only hearsay knows a use', 'tcp 127.0.0.1:640', 'node', 'stranger:warning'],
    ['a known program elsewhere', 'tcp 127.0.0.1:22', 'postgres', 'stranger:warning'],
    ['an unknown program', 'tcp 127.0.0.1:22', 'mystery', 'stranger:warning'],
    [
      'an unknown program where the system hands out',
      'tcp 127.0.0.1:40000',
      'mystery',
      'dynamic:none',
    ],
    ['what a document says is used', 'tcp 127.0.0.1:645', 'mystery', 'stranger:warning'],
    ['what it marks as not used', 'udp 127.0.0.1:645', 'mystery', 'unclaimed:notice'],
    ['a port that nobody claims', 'tcp 127.0.0.1:700', 'mystery', 'unclaimed:notice'],
    ['the same without a program', 'tcp 127.0.0.1:700', undefined, 'unclaimed:notice'],
    ['a port that is only reserved', 'tcp 127.0.0.1:1023', 'mystery', 'unclaimed:notice'],
    ['a port that was given back', 'tcp 127.0.0.1:1024', 'mystery', 'unclaimed:notice'],
    ['a wide range promises nothing', 'tcp 127.0.0.1:30500', 'mystery', 'unclaimed:notice'],
    ['a port that the system hands out', 'udp 0.0.0.0:45000', 'mystery', 'dynamic:none'],
    ['the same without a program', 'udp 0.0.0.0:45000', undefined, 'dynamic:none'],
    ['the last one handed out', 'udp 0.0.0.0:60999', 'mystery', 'dynamic:none'],
    ['the first beyond', 'udp 0.0.0.0:61000', 'mystery', 'unclaimed:notice'],
    ['a ghost without proof', 'udp 127.0.0.1:259', 'mystery', 'ghost:notice'],
    ['a ghost under a runtime', 'udp 127.0.0.1:259', 'node', 'ghost:notice'],
    ['proof of something else', 'udp 127.0.0.1:259', 'nginx', 'stranger:warning ghost:notice'],
    ['a ghost that was not seen', 'udp 127.0.0.1:259', undefined, 'ghost:notice unknown:notice'],
    ['a ghost beside a living service', 'udp 127.0.0.1:260', undefined, 'unknown:notice'],
    ['the ghost itself', 'udp 127.0.0.1:259', 'esro-gen', 'expected:none'],
    ['a program that was not seen', 'tcp 127.0.0.1:22', undefined, 'unknown:notice'],
    ['a relay', 'tcp 127.0.0.1:22', 'docker-proxy', 'unknown:notice'],
    ['a relay on a port of practice', 'tcp 127.0.0.1:8080', 'docker-proxy', 'unknown:notice'],
    ['a relay where nobody claims', 'tcp 127.0.0.1:700', 'docker-proxy', 'unclaimed:notice'],
    ['a database for all', 'tcp 0.0.0.0:5432', 'postgres', 'exposed:warning expected:none'],
    ['a database for the link', 'tcp [fe80::1]:5432', 'postgres', 'exposed:warning expected:none'],
    ['a database for itself', 'tcp 127.0.0.1:5432', 'postgres', 'expected:none'],
    ['a database for itself, IPv6', 'tcp [::1]:5432', 'postgres', 'expected:none'],
    ['a printer on the network', 'tcp 192.168.1.5:631', 'cupsd', 'expected:none'],
    ['a printer on the Internet', 'tcp 203.0.114.1:631', 'cupsd', 'exposed:alert expected:none'],
    ['a database on the Internet', 'tcp [2a00::1]:5432', 'postgres', 'exposed:alert expected:none'],
    ['not seen, and open', 'tcp 0.0.0.0:5432', undefined, 'exposed:warning unknown:notice'],
    ['a relay, and open', 'tcp 0.0.0.0:5432', 'docker-proxy', 'exposed:warning unknown:notice'],
    [
      'a runtime of practice, and open',
      'tcp 0.0.0.0:3000',
      'node',
      'exposed:warning unofficial:none',
    ],
    [
      'a runtime of practice, on the Internet',
      'tcp [2a00::1]:3000',
      'node',
      'exposed:warning unofficial:none',
    ],
    ['of two uses the widest decides', 'tcp 0.0.0.0:6000', undefined, 'unknown:notice'],
    ['unless it is known which', 'tcp 0.0.0.0:6000', 'bothd', 'exposed:warning expected:none'],
    [
      "a stranger is not judged by others' perimeter",
      'tcp 0.0.0.0:5432',
      'nginx',
      'stranger:warning',
    ],
    ['no perimeter, no exposure', 'tcp 203.0.114.1:5433', 'postgres', 'unofficial:none'],
    ['a multicast group stays near', 'udp 239.1.1.1:3289', 'enpc', 'expected:none'],
  ])('%s: %s, %s', (_, where, program, verdicts) => {
    const processes = program === undefined ? [] : [running(program)];
    expect(words(first(listening(where, ...processes)))).toBe(verdicts);
  });

  it('covers every word but split, which takes two, and held, where nobody listens', () => {
    const seen = new Set(
      ['22 sshd', '8080 nginx', '22 nginx', '700 nginx', '259 x', '45000 x'].map((row) => {
        const [port, program] = row.split(' ');
        return first(listening(`tcp 127.0.0.1:${port}`, running(program!))).verdict;
      }),
    );
    seen.add(first(listening('tcp 0.0.0.0:5432', running('postgres'))).verdict);
    seen.add(first(listening('tcp 127.0.0.1:22')).verdict);
    expect(VERDICT_WORDS.filter((word) => !seen.has(word))).toEqual(['split', 'held']);
  });

  it('what a runtime is used for is not guessed: all that the port is known for is named', () => {
    const runtime = judge([listening('tcp [2a00::1]:7000', running('node'))])[0]!;
    expect(runtime.why).toContain(
      'nothing that it is known for (home-tool, lab-tool …) is meant for more than the local network',
    );
    expect(words(runtime)).toBe('exposed:warning unofficial:none');
  });

  it('of several programs the best fit counts', () => {
    const both = listening('tcp 127.0.0.1:22', running('systemd'), running('sshd'));
    expect(words(first(both))).toBe('expected:none');
  });

  it('every address of a machine with a public one reaches the Internet', () => {
    const listener = listening('tcp 0.0.0.0:5432', running('postgres'));
    const reach = (...addresses: string[]) => {
      const [judged] = judge([listener], { interfaces: addresses.map(nic) });
      return `${judged!.reach} ${judged!.severity}`;
    };
    expect(reach('127.0.0.1', '192.168.1.5')).toBe('lan warning');
    expect(reach('127.0.0.1', '2a00::1')).toBe('internet alert');
    // An interface may come later.
    expect(reach('127.0.0.1')).toBe('lan warning');
    expect(reach()).toBe('lan warning');
  });
});

describe('who has a port that was promised to something else', () => {
  it.each([
    ['nginx', 'nginx speaks http'],
    ['sshd', 'sshd is OpenSSH, which speaks ssh'],
    ['mystery', 'nothing says that mystery speaks it'],
  ])('%s', (program, grounds) => {
    const { verdict, why } = first(listening('tcp 127.0.0.1:5432', running(program)));
    expect(verdict).toBe('stranger');
    expect(why.split('; ')[1]).toBe(grounds);
  });
});

describe('several listeners on one port', () => {
  const nginx = (where: string) => listening(where, running('nginx'));
  const sshd = (where: string) => listening(where, running('sshd'));
  const split = (...listeners: readonly Listener[]) =>
    judge(listeners).map(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'split'));

  it.each<[what: string, listeners: readonly Listener[], split: boolean[]]>([
    ['by family', [nginx('tcp 0.0.0.0:80'), sshd('tcp [::]:80')], [true, true]],
    ['by address', [nginx('tcp 127.0.0.1:80'), sshd('tcp 192.168.1.5:80')], [true, true]],
    [
      'one program on both families',
      [nginx('tcp 0.0.0.0:80'), nginx('tcp [::]:80')],
      [false, false],
    ],
    ['other transports', [nginx('tcp 0.0.0.0:80'), sshd('udp 0.0.0.0:80')], [false, false]],
    ['other ports', [nginx('tcp 0.0.0.0:80'), sshd('tcp 0.0.0.0:81')], [false, false]],
    ['not seen', [nginx('tcp 0.0.0.0:80'), listening('tcp [::]:80')], [false, false]],
    [
      'a process that nobody could name',
      [nginx('tcp 0.0.0.0:80'), listening('tcp [::]:80', running('?'))],
      [false, false],
    ],
    [
      'one that nobody could name beside one that has a name',
      [nginx('tcp 0.0.0.0:80'), listening('tcp [::]:80', running('?'), running('nginx'))],
      [false, false],
    ],
    ['multicast', [nginx('udp 239.1.1.1:80'), sshd('udp 239.1.1.1:80')], [false, false]],
    ['multicast beside one', [nginx('udp 0.0.0.0:80'), sshd('udp 239.1.1.1:80')], [false, false]],
    [
      'one of three',
      [nginx('tcp 127.0.0.1:80'), nginx('tcp 127.0.0.2:80'), sshd('tcp 127.0.0.3:80')],
      [true, true, true],
    ],
    [
      'a common program holds two together',
      [
        listening('tcp 0.0.0.0:80', running('nginx'), running('systemd')),
        listening('tcp [::]:80', running('nginx')),
      ],
      [false, false],
    ],
    [
      'one in the middle has both programs',
      [
        listening('tcp 127.0.0.1:80', running('nginx'), running('sshd')),
        nginx('tcp 127.0.0.2:80'),
        sshd('tcp 127.0.0.3:80'),
      ],
      [false, true, true],
    ],
  ])('%s', (_, listeners, expected) => {
    expect(split(...listeners)).toEqual(expected);
  });

  it('names the others, and is less than a stranger by the order of the words', () => {
    const [ours, theirs] = judge([nginx('tcp 127.0.0.1:80'), sshd('tcp 192.168.1.5:80')]);
    expect(words(ours!)).toBe('split:warning expected:none');
    expect(ours!.why).toContain('nginx on 127.0.0.1, sshd on 192.168.1.5');
    expect(words(theirs!)).toBe('stranger:warning split:warning');
  });

  it('all that holds at once is kept, worst first', () => {
    const postgres = listening('tcp 0.0.0.0:5432', running('postgres'));
    const [judged] = judge([postgres, nginx('tcp [::1]:5432')]);
    expect(words(judged!)).toBe('exposed:warning split:warning expected:none');
    expect(judged).toMatchObject({ verdict: 'exposed', severity: 'warning' });
  });
});

describe('what a verdict rests on', () => {
  it('is said in a sentence each, with the claims', () => {
    for (const where of ['22', '80', '259', '700', '1023', '3000', '5432', '45000']) {
      for (const processes of [[], [running('sshd')], [running('node')], [running('mystery')]]) {
        const judged = first(listening(`tcp 0.0.0.0:${where}`, ...processes));
        expect(judged.verdicts.every(({ why, advice }) => why !== '' && advice !== '')).toBe(true);
        expect(judged).toMatchObject({
          verdict: judged.verdicts[0]!.verdict,
          severity: judged.verdicts[0]!.severity,
          why: judged.verdicts[0]!.why,
          advice: judged.verdicts[0]!.advice,
          promised: atlas.claims(Number(where), 'tcp'),
        });
      }
    }
  });

  it('what was not seen says why: no permission, or nobody there', () => {
    const listener = listening('tcp 127.0.0.1:22');
    const [refused] = judge([listener], { coverage: seenExcept(FOREIGN_PROGRAMS) });
    expect(refused!.why).toContain('no permission to see the program');
    expect(refused!.advice).toContain('sudo portolan survey');
    const { remedy: _, ...without } = FOREIGN_PROGRAMS;
    const [outside] = judge([listener], { coverage: seenExcept(without) });
    expect(outside!.advice).toContain('from the host');
    const [kernel] = judge([listener]);
    expect(kernel!.why).toContain('no process that can be seen holds the socket');
    expect(kernel!.why).not.toContain('permission');
  });

  it('a gap that is a mere note is no lack of permission', () => {
    const coverage = seenExcept({ ...FOREIGN_PROGRAMS, partial: false });
    expect(judge([listening('tcp 127.0.0.1:22')], { coverage })[0]!.why).not.toContain(
      'permission',
    );
  });

  it('listeners keep their order and everything that was known of them', () => {
    const listeners = [
      listening('udp 0.0.0.0:3289', running('enpc', { user: 'lp' })),
      { ...listening('tcp 127.0.0.1:22'), owner: 'root', sockets: 4 },
    ];
    judge(listeners).forEach((judged, i) => expect(judged).toMatchObject(listeners[i]!));
  });
});
