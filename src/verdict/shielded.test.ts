import { describe, expect, it } from 'vitest';
import { exposureOf, iptables, reading, socket } from '../../test/support/firewall.ts';
import type { Claim } from '../atlas/claim.ts';
import { behindFirewall } from './shielded.ts';
import type { JudgedListener, Verdict } from './verdict.ts';

const claim = (perimeter: 'host' | 'lan'): Claim => ({ service: 'x', perimeter }) as Claim;

function judged(perimeter: 'host' | 'lan', reach: JudgedListener['reach']): JudgedListener {
  const exposed: Verdict = {
    verdict: 'exposed',
    severity: reach === 'internet' ? 'alert' : 'warning',
    why: '5432/tcp listens on every address, but x is not meant for that',
    advice: 'bind it to 127.0.0.1, or let a firewall keep others out',
    claims: [claim(perimeter)],
  };
  const expected: Verdict = {
    ...exposed,
    verdict: 'expected',
    severity: 'none',
    why: 'as claimed',
  };
  const { verdict, severity, why, advice } = exposed;
  const listener = socket('tcp 0.0.0.0:5432');
  const verdicts = [exposed, expected];
  return { ...listener, verdict, severity, why, advice, verdicts, look: '', promised: [], reach };
}

const behind = (perimeter: 'host' | 'lan', reach: JudgedListener['reach'], ...rules: string[]) => {
  const listener = judged(perimeter, reach);
  const given = reading(iptables(['*filter', ':INPUT DROP [0:0]', ...rules, 'COMMIT'].join('\n')));
  return behindFirewall(listener, exposureOf(listener, given, reach));
};

describe('a listener behind a firewall', () => {
  it('that nobody passes is exposed all the same, but no danger', () => {
    expect(behind('host', 'internet')).toMatchObject({
      verdict: 'exposed',
      severity: 'notice',
      reach: 'host',
      why:
        '5432/tcp listens on every address, but x is not meant for that; ' +
        'iptables stops what no rule lets in',
      advice: 'only the firewall keeps others out: bind it to 127.0.0.1 as well',
      exposure: { firewall: { answer: 'blocked' } },
    });
  });

  it('that neighbours pass is a warning where it was an alarm', () => {
    const rule = '-A INPUT -s 10.0.0.0/24 -j ACCEPT';
    expect(behind('host', 'internet', rule)).toMatchObject({
      severity: 'warning',
      reach: 'lan',
      advice: expect.stringContaining('let a firewall'),
    });
    expect(behind('host', 'lan', rule)).toMatchObject({ severity: 'warning', reach: 'lan' });
    // For the neighbours is what it is meant for.
    expect(behind('lan', 'internet', rule)).toMatchObject({
      severity: 'notice',
      why: expect.stringMatching(/; iptables lets in only 10\.0\.0\.0\/24$/),
    });
  });

  it.each([
    ['everybody passes', '-A INPUT -j ACCEPT', 'iptables lets it in'],
    [
      'somebody far away passes',
      '-A INPUT -s 203.0.113.7 -j ACCEPT',
      'iptables lets in only 203.0.113.7',
    ],
    [
      'we cannot tell who passes',
      '-A INPUT -m set --match-set friends src -j ACCEPT',
      'whether a firewall stops it was not determined: it may hang on what was not understood: ' +
        'the match set --match-set friends src',
    ],
  ])('that %s is as exposed as before', (_, rule, why) => {
    const listener = behind('host', 'internet', rule);
    expect(listener).toMatchObject({ severity: 'alert', reach: 'internet' });
    expect(listener.why.endsWith(`; ${why}`)).toBe(true);
  });

  it('keeps its other verdicts as they are', () => {
    const { verdicts } = behind('host', 'internet');
    expect(verdicts[1]).toEqual(judged('host', 'internet').verdicts[1]);
  });

  it('takes its most severe verdict first again', () => {
    const listener = judged('host', 'internet');
    const stranger: Verdict = {
      ...listener.verdicts[0]!,
      verdict: 'stranger',
      severity: 'warning',
    };
    const given = reading(iptables('*filter\n:INPUT DROP [0:0]\nCOMMIT'));
    const both = { ...listener, verdicts: [...listener.verdicts, stranger] };
    expect(behindFirewall(both, exposureOf(listener, given))).toMatchObject({
      verdict: 'stranger',
      severity: 'warning',
      verdicts: [{ verdict: 'stranger' }, { verdict: 'exposed', severity: 'notice' }, {}],
    });
  });
});
