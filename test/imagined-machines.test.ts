/** A Mac and a PC, from what their tools say to what the survey says of them. */
import { describe, expect, it } from 'vitest';
import { never } from '../src/core/signal.ts';
import type { ListenerSource } from '../src/platform/platform.ts';
import { judgeListeners } from '../src/verdict/judge.ts';
import { imaginedMac, macScript } from './support/imagined-mac.ts';
import { imaginedPc, pcFixture, pcScript } from './support/imagined-pc.ts';
import { shippedAtlas, shippedPrograms } from './support/shipped.ts';

async function survey(source: ListenerSource, system: string) {
  const report = await source.collect(never);
  const judge = { atlas: shippedAtlas(), programs: shippedPrograms(), system };
  const judged = judgeListeners(report.listeners, report, judge);
  return (where: string) =>
    judged.find(({ transport, address, port }) => `${transport} ${address} ${port}` === where)!;
}

describe('a Mac', async () => {
  const at = await survey(imaginedMac(macScript()).source, 'darwin');

  it.each([
    ['tcp 0.0.0.0 22', 'expected', 'sshd-keygen-wrapper (started on demand by com.openssh.sshd/'],
    ['tcp 127.0.0.1 631', 'expected', 'cupsd speaks ipp'],
    ['tcp 0.0.0.0 5000', 'unofficial', 'ControlCenter speaks airplay'],
    ['tcp 0.0.0.0 7000', 'unofficial', 'ControlCenter speaks airplay'],
    ['tcp 127.0.0.1 8123', 'held', 'bound by python3.12'],
    ['tcp fe80::aede:48ff:fe00:1122 49170', 'dynamic', ''],
    ['udp 0.0.0.0 5353', 'expected', 'mDNSResponder speaks mdns'],
  ])('%s is %s: %s', (where, verdict, why) => {
    expect(at(where)).toMatchObject({ verdict, why: expect.stringContaining(why) });
  });

  it("is helped by launchd's commands, never by one that ends everything", () => {
    expect(at('tcp 0.0.0.0 22').look).toBe('launchctl print system/com.openssh.sshd');
    expect(at('tcp 0.0.0.0 22').stop).toBe('sudo launchctl bootout system/com.openssh.sshd');
    expect(at('udp 0.0.0.0 5353').stop).toBeUndefined();
    expect(at('tcp :: 3000').stop).toBe('kill 2217 2218');
  });
});

describe('a PC', async () => {
  const usual = pcScript({
    'netsh.exe interface ipv4 show dynamicport tcp': pcFixture('dynamic-en.txt'),
  });
  const at = await survey(imaginedPc(usual).source, 'win32');

  it.each([
    ['tcp 0.0.0.0 135', 'expected', 'svchost.exe (RpcEptMapper, RpcSs) speaks epmap'],
    ['tcp 0.0.0.0 445', 'expected', 'System speaks microsoft-ds'],
    ['tcp 0.0.0.0 5040', 'unofficial', 'svchost.exe (CDPSvc) speaks cdpsvc'],
    ['tcp 127.0.0.1 5432', 'expected', 'postgres.exe speaks postgresql'],
    ['tcp 127.0.0.1 8123', 'held', 'bound by Zählwerk.exe'],
    ['tcp 0.0.0.0 49664', 'dynamic', ''],
    ['udp 0.0.0.0 123', 'expected', 'svchost.exe (W32Time) speaks ntp'],
    ['udp 127.0.0.1 1900', 'expected', 'svchost.exe (SSDPSRV) speaks ssdp'],
    ['udp :: 5353', 'expected', 'svchost.exe (Dnscache) speaks mdns'],
  ])('%s is %s: %s', (where, verdict, why) => {
    expect(at(where)).toMatchObject({ verdict, why: expect.stringContaining(why) });
  });

  it('is helped by its own commands, never by one that halts it', () => {
    expect(at('tcp 127.0.0.1 5432').stop).toBe('Stop-Process -Id 5320');
    expect(at('udp 0.0.0.0 123').stop).toBe('sc.exe stop W32Time');
    expect(at('tcp 0.0.0.0 445').stop).toBeUndefined();
    expect(at('tcp 0.0.0.0 49664').stop).toBeUndefined();
  });
});
