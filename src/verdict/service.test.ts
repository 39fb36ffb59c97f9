/** Services of devices held against the atlas that is shipped. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedPrograms } from '../../test/support/shipped.ts';
import { judgeService, type SeenService } from './service.ts';

const JUDGE = { atlas: shippedAtlas(), programs: shippedPrograms() };

/** `enpc 3289/udp`. */
function verdictOf(text: string, ...answered: string[]) {
  const [service = '', port = '', transport = 'tcp'] = text.split(/[ /]/);
  const seen = { service, port: Number(port), transport, answered } as SeenService;
  return judgeService(seen, JUDGE);
}

describe('a service of a device', () => {
  it.each([
    'enpc 3289/udp',
    'snmp 161/udp',
    'ipp 631/tcp',
    'ipps 631/tcp',
    'printer 515/tcp',
    'pdl-datastream 9100/tcp',
    'ws-discovery 3702/udp',
    'http 80/tcp',
    'ipps 443/tcp',
    'uscan 80/tcp',
    'uscans 443/tcp',
  ])('is expected: %s', (text) => {
    expect(verdictOf(text, '192.168.1.10')).toMatchObject({
      verdict: 'expected',
      severity: 'none',
    });
  });

  it('says who speaks, and who merely says so', () => {
    expect(verdictOf('enpc 3289/udp', '192.168.1.10').why).toBe(
      'the device speaks enpc, and 3289/udp is promised to enpc',
    );
    expect(verdictOf('printer 515/tcp').why).toBe(
      'the device says that it speaks printer, and 515/tcp is promised to printer',
    );
  });

  it('is a stranger where another one is promised', () => {
    const { verdict, why } = verdictOf('snmp 3289/udp', '192.168.1.10');
    expect(verdict).toBe('stranger');
    expect(why).toBe('3289/udp is promised to enpc; the device speaks snmp');
  });

  it('is no stranger where what is promised is said inside it: the web pages of an IPP server', () => {
    const { verdict, severity, why } = verdictOf('http 631/tcp', '192.168.1.10');
    expect({ verdict, severity }).toEqual({ verdict: 'expected', severity: 'none' });
    expect(why).toBe(
      'the device speaks http, in which ipp is said, and 631/tcp is promised to ipp',
    );
    expect(verdictOf('https 631/tcp').verdict).toBe('expected');
    expect(verdictOf('http 3306/tcp', '192.168.1.10').verdict).toBe('stranger');
  });

  it('is unclaimed where nobody is', () => {
    expect(verdictOf('ipp 61631/tcp', '192.168.1.10')).toMatchObject({ verdict: 'unclaimed' });
  });
});

describe('an answer from outside the private ranges', () => {
  it.each(['enpc 3289/udp', 'snmp 161/udp', 'pdl-datastream 9100/tcp', 'enpc 61289/udp'])(
    'is exposed: %s',
    (text) => {
      const { verdict, severity, verdicts } = verdictOf(text, '192.168.1.10', '8.8.8.8');
      expect({ verdict, severity }).toEqual({ verdict: 'exposed', severity: 'alert' });
      expect(verdicts[0]!.why).toContain('answers from 8.8.8.8, outside the private ranges');
      expect(verdicts[0]!.claims[0]!.perimeter).toBe('lan');
    },
  );

  it('advises what the document on 3289 does', () => {
    expect(verdictOf('enpc 3289/udp', '8.8.8.8')).toMatchObject({
      why: '3289/udp answers from 8.8.8.8, outside the private ranges, but enpc is meant for the local network (document on port 3289)',
      advice:
        'close 3289/udp at the router or the firewall to everybody outside the local network: whoever reaches it learns which printer this is and how it is; if that address is inside yours, see that nobody else reaches it',
    });
  });

  it('rests on every claim that says how far it is meant to reach, documents first', () => {
    const [exposed] = verdictOf('enpc 3289/udp', '8.8.8.8').verdicts;
    expect(exposed!.claims.map(({ source }) => source)).toEqual(['documents', 'curated']);
  });

  it('is a warning where a print port was only announced: nobody tries one', () => {
    const seen = { service: 'pdl-datastream', port: 9100, transport: 'tcp', answered: [] } as const;
    const judged = (...announcedAt: string[]) => judgeService({ ...seen, announcedAt }, JUDGE);
    expect(judged('203.0.113.9')).toMatchObject({ verdict: 'exposed', severity: 'warning' });
    expect(judged('203.0.113.9').why).toContain('was not tried');
    expect(judged('192.168.1.9', 'fe80::1').verdict).toBe('expected');
  });

  it.each([
    ['enpc 3289/udp', ['10.0.0.1', '169.254.3.4', 'fe80::1', 'fd00::1']],
    ['enpc 3289/udp', []],
    ['http 80/tcp', ['8.8.8.8']],
  ])('is nothing else: %s from %j', (text, answered) => {
    expect(verdictOf(text, ...answered).verdicts.map(({ verdict }) => verdict)).toEqual([
      'expected',
    ]);
  });
});
