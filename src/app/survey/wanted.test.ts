/** `portolan survey 8080 nginx`: who has a port, and what a program has. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { listening, report, running } from '../../../test/support/listeners.ts';
import { simulatedListeners } from '../../platform/simulated/listeners.ts';
import type { SurveyResult } from './result.ts';

const redis = running('redis-server', {
  container: { engine: 'docker', id: 'a'.repeat(64), name: 'cache' },
});
const MACHINE = report(
  [
    listening('tcp 0.0.0.0:80', running('nginx', { unit: 'nginx.service' })),
    listening('tcp [::]:80', running('nginx')),
    listening('tcp 127.0.0.1:8080', running('nginx')),
    listening('udp 0.0.0.0:5353', running('avahi-daemon')),
    listening('tcp 127.0.0.1:5432', running('postgres')),
    listening('tcp 127.0.0.1:5433', running('postgres')),
  ],
  {
    elsewhere: [
      { namespace: 'net:[2]', process: redis, listeners: [listening('tcp 0.0.0.0:6379', redis)] },
    ],
    reserved: [{ from: 8000, to: 8100, how: 'reserved', by: 'a setting' }],
    raw: [{ family: 'ipv4', address: '0.0.0.0', protocol: 1, processes: [] }],
  },
);
const survey = async (...words: string[]) => {
  const listeners = simulatedListeners(MACHINE);
  const ended = await portolan(['survey', ...words, '--json'], { platform: { listeners } });
  return { ...ended, result: JSON.parse(ended.out || 'null') as SurveyResult };
};
const ports = ({ listeners }: SurveyResult) => listeners.map(({ port }) => port);

describe('a word asks for', () => {
  it.each<[words: string, ports: number[]]>([
    ['80', [80, 80]],
    [':8080', [8080]],
    ['udp/5353', [5353]],
    ['5000-6000', [5432, 5433, 5353]],
    ['80,8080', [80, 80, 8080]],
    ['80 5433', [80, 80, 5433]],
    ['nginx', [80, 80, 8080]],
    ['nginx.service', [80]],
    ['NGINX', [80, 80, 8080]],
    ['postgresql', [5432, 5433]],
    ['postgres', [5432, 5433]],
    ['mdns', [5353]],
    ['-4 80', [80]],
  ])('%s', async (words, expected) => {
    const { code, result, err } = await survey(...words.split(' '));
    expect({ code, err, ports: ports(result).toSorted() }).toEqual({
      code: 0,
      err: '',
      ports: expected.toSorted(),
    });
    expect(result).toMatchObject({ missing: [], raw: [], elsewhere: [] });
  });

  it('a container, which is not this machine and is shown apart', async () => {
    const { code, result } = await survey('cache');
    expect(code).toBe(0);
    expect(ports(result)).toEqual([]);
    expect(result.elsewhere).toMatchObject([{ listeners: [{ port: 6379 }] }]);
  });

  it('a port that the system keeps back is there, though nobody listens', async () => {
    const { code, err, result } = await survey('8042');
    expect({ code, err, missing: result.missing }).toEqual({ code: 0, err: '', missing: [] });
  });

  it('a dynamic port is shown whole when it is asked for', async () => {
    const listeners = simulatedListeners(report([listening('tcp 0.0.0.0:45000', running('mine'))]));
    const asked = await portolan(['survey', '45000'], { platform: { listeners } });
    expect(asked.out).toMatch(/45000\/tcp +dynamic +mine \(\d+\) .* 0\.0\.0\.0/);
    const all = await portolan(['survey', '-an'], { platform: { listeners } });
    expect(all.out).toContain('and 1 dynamic port, in the range that the system hands out');
  });

  it('what the system keeps back, by number alone', async () => {
    expect((await survey('8080')).result.reserved).toHaveLength(1);
    expect((await survey('80')).result.reserved).toHaveLength(0);
    expect((await survey('http-alt')).result.reserved).toHaveLength(0);
    expect((await survey()).result.reserved).toHaveLength(1);
  });
});

describe('what is not there', () => {
  it('ends with 3 and is named; the rest is shown', async () => {
    const { code, result, err } = await survey('80', 'apache2', '9000');
    expect(code).toBe(3);
    expect(ports(result)).toEqual([80, 80]);
    expect(result.missing).toEqual(['apache2', '9000']);
    expect(err).toContain('nothing here answers to "apache2"');
    expect(err).toContain('nothing here answers to "9000"');
  });

  it('is not of another family or transport', async () => {
    expect((await survey('-u', '80')).result).toMatchObject({ listeners: [], missing: ['80'] });
    const { result } = await survey('-6', '5432');
    expect(result.summary.sentence).toBe('Nothing of that listens here.');
  });

  it('cannot be a port at all', async () => {
    for (const word of ['70000', '90-80', '!']) expect((await survey(word)).code).toBe(2);
    // What is no service's name may be a program's.
    expect((await survey('my program')).code).toBe(3);
  });
});
