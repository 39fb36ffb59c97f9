/** `portolan survey --firewall`, through the whole command, on a machine in memory. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { INTERFACES, iptables, reading, socket } from '../../../test/support/firewall.ts';
import { NOBODY_LISTENS } from '../../platform/simulated/listeners.ts';
import type { FirewallReading } from '../../survey/exposure/reading.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import type { SurveyResult } from './result.ts';

const running = (name: string) => ({ processes: [{ pid: 90, name }] });

const LISTENERS: ListenerReport = {
  ...NOBODY_LISTENS,
  interfaces: INTERFACES,
  listeners: [
    socket('tcp 0.0.0.0:22', running('sshd')),
    socket('tcp 0.0.0.0:5432', running('postgres')),
    socket('tcp 127.0.0.1:6379', running('redis-server')),
    socket('tcp 0.0.0.0:7000', { ...running('idle'), state: 'bound' }),
  ],
  elsewhere: [
    {
      namespace: 'net:[1]',
      process: { pid: 5, name: 'redis-server' },
      listeners: [socket('tcp 0.0.0.0:6379', running('redis-server'))],
    },
  ],
};
const ONLY_SSH = reading(
  iptables(
    [
      '*filter',
      ':INPUT DROP [0:0]',
      '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      'COMMIT',
    ].join('\n'),
  ),
);
const REFUSED: FirewallReading = {
  ...reading(),
  gaps: ["only root may read the packet filter's rules"],
  remedy: 'sudo portolan survey --firewall',
};

const survey = (firewall: FirewallReading, ...words: string[]) =>
  portolan(['survey', ...words], { listeners: LISTENERS, firewall });
const asked = async (firewall: FirewallReading) =>
  JSON.parse((await survey(firewall, '--firewall', '--json')).out) as SurveyResult;

describe('survey --firewall', () => {
  it('says of each listener whom the firewall lets in, and by which rule', async () => {
    const { listeners } = await asked(ONLY_SSH);
    const told = listeners.map(({ port, reach, severity, exposure }) => [
      port,
      exposure?.firewall.answer,
      reach,
      severity,
    ]);
    expect(told).toEqual([
      [22, 'open', 'internet', 'none'],
      [5432, 'blocked', 'host', 'notice'],
      [6379, 'blocked', 'host', 'none'],
      // Where nothing listens, nobody gets in.
      [7000, undefined, expect.any(String), 'notice'],
    ]);
    expect(listeners[1]!.why).toMatch(/; iptables stops what no rule lets in$/);
  });

  it('counts as reachable only what may be reached', async () => {
    expect((await asked(ONLY_SSH)).summary).toMatchObject({ doors: 3, outside: 1 });
    expect((await asked(reading())).summary).toMatchObject({ doors: 3, outside: 2 });
  });

  it('says nothing of other namespaces, whose filters are their own', async () => {
    const { elsewhere } = await asked(ONLY_SSH);
    expect(elsewhere[0]!.listeners[0]).not.toHaveProperty('exposure');
  });

  it('asks nothing unless it is asked', async () => {
    const { out } = await survey(REFUSED, '--json');
    expect(out).not.toContain('exposure');
    expect((JSON.parse(out) as SurveyResult).coverage).toEqual(LISTENERS.coverage);
  });

  it('tells what it could not read, and takes nothing for closed', async () => {
    const { coverage, listeners } = await asked(REFUSED);
    expect(coverage).toMatchObject({
      complete: false,
      gaps: [{ what: 'firewall', partial: true, remedy: 'sudo portolan survey --firewall' }],
    });
    expect(listeners[1]).toMatchObject({
      severity: 'alert',
      reach: 'internet',
      exposure: { firewall: { answer: 'not determined' }, keepsOut: [] },
    });
    expect((await survey(REFUSED, '--firewall', '--strict')).code).toBe(4);
  });

  it('shows the answer and the rule to people, and the answer in tables for programs', async () => {
    const { out } = await survey(ONLY_SSH, '--firewall');
    expect(out).toContain('firewall: open: iptables lets it in');
    expect(out.replaceAll(/\\\n\s+/g, '')).toContain(
      'rule: iptables -t filter, chain INPUT, rule 2: -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    );
    expect(out).toContain('1 reachable from outside');
    const [head, ...rows] = (await survey(ONLY_SSH, '--firewall', '--csv')).out.split('\n');
    const column = head!.split(',').indexOf('firewall');
    expect(rows.slice(0, 2).map((row) => row.split(',')[column])).toEqual(['open', 'blocked']);
  });

  it('makes no sense with a listing', async () => {
    const { code, err } = await survey(ONLY_SSH, '--firewall', '--from', 'x');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('a listing says nothing of a firewall'),
    ]);
  });
});
