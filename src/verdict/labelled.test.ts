/** What the user's labels, and names that are merely listed, make of a verdict. */
import { describe, expect, it } from 'vitest';
import { listening, report, running } from '../../test/support/listeners.ts';
import { LABELS, labelTable, readLabels } from '../atlas/labels.ts';
import { createAtlas } from '../atlas/lookup.ts';
import type { ReferenceSource } from '../atlas/references/line.ts';
import { readServicesFile } from '../atlas/references/services-file.ts';
import { readTable } from '../atlas/table.ts';
import { judgeListeners } from './judge.ts';
import { readPrograms } from './programs.ts';

const REGISTRY = [
  '22\ttcp\tssh\tSecure Shell\tassigned\t\t\t\tinternet',
  '259\tudp\tesro-gen\tESRO\tassigned',
  '5432\ttcp\tpostgresql\tPostgreSQL\tassigned\t\t\t\thost',
  '8124\ttcp\tother\tSomething else\tassigned',
].join('\n');
const LABELS_FILE = [
  '22\tMy shell',
  '259\tOld mail',
  '700\tMy thing\ton the NAS',
  'udp/701\tMy lamp',
  '5432\tMy data',
  '9000-9999\tMy tests',
  '45001\tMy game',
].join('\n');
const SERVICES = ['gamed 27960/tcp # a game', 'other 22/tcp', 'gamed 45002/tcp'].join('\n');

const programs = readPrograms({
  same: {},
  programs: [
    { name: 'OpenSSH', match: ['sshd'], speaks: ['ssh'] },
    { name: 'PostgreSQL', match: ['postgres'], speaks: ['postgresql'] },
    { name: 'nginx', match: ['nginx'], speaks: ['http'] },
  ],
});

/** @param labels the file of labels; @param services a file that lists names */
function judged(where: string, program: string | undefined, labels: string, services = '') {
  const listing = (source: ReferenceSource) => ({
    source,
    open: () => readServicesFile(services, source),
  });
  const atlas = createAtlas({
    sources: () => [],
    tables: () => [{ source: 'iana', open: () => readTable(REGISTRY, 'iana') }],
    own: () => [{ source: LABELS, open: () => labelTable(readLabels(labels)) }],
    lists: () => [listing('system'), listing('nmap')],
    curated: () => ({
      disputes: [],
      ghosts: [{ service: 'esro-gen', evidence: 'Nobody speaks it.', reference: 'RFC 2188' }],
    }),
  });
  const listener = listening(where, ...(program === undefined ? [] : [running(program)]));
  return judgeListeners([listener], report([listener]), { atlas, programs })[0]!;
}

const words = ({ verdicts }: ReturnType<typeof judged>) =>
  verdicts.map(({ verdict, severity }) => `${verdict}:${severity}`).join(' ');

describe("the user's own label", () => {
  it.each<
    [what: string, where: string, program: string | undefined, without: string, with_: string]
  >([
    ['nobody claims it', 'tcp 0.0.0.0:700', 'mystery', 'unclaimed:notice', 'unofficial:none'],
    ['not seen', 'tcp 0.0.0.0:700', undefined, 'unclaimed:notice', 'unofficial:none'],
    ['a stranger', 'tcp 127.0.0.1:22', 'nginx', 'stranger:warning', 'unofficial:none'],
    ['promised, not seen', 'tcp 127.0.0.1:22', undefined, 'unknown:notice', 'unofficial:none'],
    ['a ghost', 'udp 127.0.0.1:259', 'mystery', 'ghost:notice', 'unofficial:none'],
    ['handed out', 'udp 127.0.0.1:45001', 'mystery', 'dynamic:none', 'unofficial:none'],
    ['in a range', 'tcp 127.0.0.1:9500', 'mystery', 'unclaimed:notice', 'unofficial:none'],
    ['as promised', 'tcp 127.0.0.1:22', 'sshd', 'expected:none', 'expected:none'],
    ['the other transport', 'tcp 127.0.0.1:701', 'x', 'unclaimed:notice', 'unclaimed:notice'],
    ['beyond the range', 'tcp 127.0.0.1:10000', 'x', 'unclaimed:notice', 'unclaimed:notice'],
    [
      'exposed as promised',
      'tcp 0.0.0.0:5432',
      'postgres',
      'exposed:warning expected:none',
      'exposed:warning expected:none',
    ],
    [
      'exposed and not seen',
      'tcp 0.0.0.0:5432',
      undefined,
      'exposed:warning unknown:notice',
      'exposed:warning unofficial:none',
    ],
  ])('%s: %s, %s', (_, where, program, without, withLabel) => {
    expect(words(judged(where, program, ''))).toBe(without);
    expect(words(judged(where, program, LABELS_FILE))).toBe(withLabel);
  });

  it('is the reason, and the first thing that the port was promised to', () => {
    const { why, verdicts, promised } = judged('tcp 0.0.0.0:700', 'mystery', LABELS_FILE);
    expect(why).toBe('700/tcp has your own label: My thing (on the NAS)');
    expect(verdicts[0]!.claims).toMatchObject([{ source: LABELS, title: 'My thing' }]);
    const shell = judged('tcp 127.0.0.1:22', 'nginx', LABELS_FILE);
    expect(shell.promised.map(({ service }) => service)).toEqual(['my-shell', 'ssh']);
    expect(promised).toHaveLength(1);
  });
});

describe('a name that is merely listed', () => {
  it.each<[what: string, where: string, program: string | undefined, verdicts: string]>([
    ['explains a program of that name', 'tcp 127.0.0.1:27960', 'gamed', 'unofficial:none'],
    ['promises nothing', 'tcp 127.0.0.1:27960', 'nginx', 'unclaimed:notice'],
    ['promises nothing unseen either', 'tcp 127.0.0.1:27960', undefined, 'unclaimed:notice'],
    ['is nothing beside a promise', 'tcp 127.0.0.1:22', 'other', 'stranger:warning'],
    ['is nothing where the system hands out', 'tcp 127.0.0.1:45002', 'gamed', 'dynamic:none'],
  ])('%s: %s, %s', (_, where, program, verdicts) => {
    expect(words(judged(where, program, '', SERVICES))).toBe(verdicts);
  });

  it('is told where nothing else is known', () => {
    expect(judged('tcp 127.0.0.1:27960', 'nginx', '', SERVICES).why).toBe(
      'no source knows a present use of 27960/tcp; /etc/services lists it as gamed',
    );
    expect(judged('tcp 127.0.0.1:27960', 'gamed', '', SERVICES).why).toBe(
      'gamed is called so, and /etc/services lists 27960/tcp as gamed, though nobody promised it',
    );
  });
});
