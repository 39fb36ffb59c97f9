/** What the shipped facts make of programs that people really run: the chart, the programs and the ghosts together. */
import { describe, expect, it } from 'vitest';
import type { InterfaceAddress } from '../src/survey/listener.ts';
import { judgeListeners } from '../src/verdict/judge.ts';
import { listening, nic, report, running } from './support/listeners.ts';
import { shippedAtlas, shippedPrograms } from './support/shipped.ts';

const judge = { atlas: shippedAtlas(), programs: shippedPrograms() };

/** The verdict on one program on one address, in a private network unless told otherwise. */
function judged(where: string, program: string, interfaces?: readonly InterfaceAddress[]) {
  const listeners = [listening(where, running(program))];
  return judgeListeners(listeners, report(listeners, interfaces && { interfaces }), judge)[0]!;
}

describe('what people run', () => {
  it.each([
    ['tcp 127.0.0.1:6032', 'proxysql'],
    ['tcp 127.0.0.1:6410', 'node'],
    ['tcp 127.0.0.1:33062', 'mysqld'],
    ['tcp 192.168.1.5:9000', 'yb-tserver'],
    ['tcp 192.168.1.5:8001', 'tritonserver'],
    ['tcp 192.168.1.5:9102', 'statsd_exporter'],
    ['tcp 192.168.1.5:8428', 'victoria-metrics'],
    ['tcp 192.168.1.5:2283', 'node'],
    ['tcp 127.0.0.1:8025', 'mailpit'],
    ['tcp 192.168.1.5:8770', 'sharingd'],
    ['tcp 192.168.1.5:57621', 'spotify'],
    ['udp 0.0.0.0:4242', 'nebula'],
    ['udp 192.168.1.5:8303', 'teeworlds_srv'],
    ['tcp 127.0.0.1:60000', 'ipp-usb'],
    ['udp 192.168.1.5:5405', 'corosync'],
    ['tcp 192.168.1.5:55414', 'urbackupsrv'],
    ['tcp 192.168.1.5:18080', 'monerod'],
  ])('%s, %s: known practice, nothing to do', (where, program) => {
    expect(judged(where, program)).toMatchObject({ verdict: 'unofficial', severity: 'none' });
  });

  it.each([
    ['tcp 0.0.0.0:8545', 'geth', 'this machine alone'],
    ['tcp 0.0.0.0:6032', 'proxysql', 'this machine alone'],
    ['tcp 0.0.0.0:8428', 'victoria-metrics', 'the local network'],
    ['tcp 0.0.0.0:9000', 'minio', 'the local network'],
  ])('%s, %s: open to the Internet, meant for %s', (where, program, meant) => {
    const { verdict, severity, why } = judged(where, program, [nic('203.0.113.9')]);
    expect({ verdict, severity }).toEqual({ verdict: 'exposed', severity: 'alert' });
    expect(why).toContain(meant);
  });

  it('Node on a port of many products is first of all what it was there first', () => {
    expect(judged('tcp 192.168.1.5:3000', 'node').why).toMatch(/3000\/tcp for dev-server/);
  });
});

describe('what nobody should take for known practice', () => {
  it.each([
    ['tcp 192.168.1.5:27374', 'svchost', 'subseven'],
    ['tcp 192.168.1.5:27665', 'python3', 'trinoo-master'],
  ])('%s, %s: claimed by nobody today, once for %s', (where, program, once) => {
    const { verdict, why } = judged(where, program);
    expect(verdict).toBe('unclaimed');
    expect(why).toContain(`once for ${once}`);
  });

  it('a runtime on the number of Back Orifice is a stranger to its registered service', () => {
    expect(judged('tcp 192.168.1.5:31337', 'python3').verdict).toBe('stranger');
  });

  it.each([
    ['tcp 192.168.1.5:5190', 'aol'],
    ['tcp 192.168.1.5:543', 'klogin'],
    ['tcp 192.168.1.5:5631', 'pcanywheredata'],
    ['udp 192.168.1.5:387', 'aurp'],
    ['tcp 192.168.1.5:63', 'whois'],
  ])('%s: somebody on the port of a ghost, %s', (where, ghost) => {
    const { verdict, why } = judged(where, 'whatever');
    expect(verdict).toBe('ghost');
    expect(why).toContain(ghost);
  });

  it('a program that is known for something else is a stranger there, ghost or not', () => {
    const { verdicts } = judged('tcp 192.168.1.5:5190', 'sshd');
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['stranger', 'ghost']);
  });
});
