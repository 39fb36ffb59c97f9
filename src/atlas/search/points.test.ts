import { describe, expect, it } from 'vitest';
import type { Claim } from '../claim.ts';
import { FIELDS } from './findings.ts';
import { fitOf, renown, singularOf } from './points.ts';

describe('what a match is worth', () => {
  it('the word itself before one that begins so, and that before one spelled nearly so', () => {
    for (const field of FIELDS) {
      const points = ['enpc', 'enpcx', 'enbc'].map(
        (found) => fitOf('enpc', found, field)?.points ?? 0,
      );
      expect(points).toEqual(points.toSorted((a, b) => b - a));
      expect(points[0]).toBeGreaterThan(points[1]!);
      expect(fitOf('enpc', 'tftp', field)).toBeUndefined();
    }
  });

  it('names before titles, titles before registrants, those before notes', () => {
    const order = ['name', 'alias', 'service', 'title', 'registrant', 'reference', 'note'] as const;
    const points = order.map((field) => fitOf('enpc', 'enpc', field)!.points);
    expect(points).toEqual([...new Set(points)].toSorted((a, b) => b - a));
  });

  it.each<[word: string, found: string, field: (typeof FIELDS)[number], fit: string | undefined]>([
    ['printers', 'printer', 'title', 'same'],
    ['printer', 'printers', 'note', 'same'],
    ['printer', 'printers', 'service', 'begins'],
    ['http', 'https', 'title', 'begins'],
    ['sql', 'mysql', 'name', 'inside'],
    ['sql', 'mysql', 'title', undefined],
    ['espon', 'epson', 'title', 'nearly'],
    ['espon', 'epson', 'note', undefined],
    ['3289', '3288', 'title', undefined],
    ['rfc2188', 'rfc2189', 'reference', undefined],
  ])('%s, found as %s in the %s: %s', (word, found, field, fit) => {
    expect(fitOf(word, found, field)?.fit).toBe(fit);
  });

  it('a plural is no other word, and https none of http', () => {
    expect(singularOf('printers')).toBe('printer');
    expect([singularOf('https'), singularOf('ldaps'), singularOf('printer')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('renown', () => {
  const claim = (from: number, more: Partial<Claim> = {}): Claim => ({
    from,
    to: from,
    transport: 'tcp',
    service: 's',
    title: '',
    standing: 'assigned',
    source: 'iana',
    ...more,
  });

  it('labels, practice, system ports, what is assigned: in this order', () => {
    const practised = renown(claim(5000, { standing: 'unofficial' }), [claim(5000)]);
    const known = [
      renown(claim(5000, { source: 'labels', standing: 'unofficial' }), []),
      practised,
      renown(claim(1023, { standing: 'unofficial' }), []),
      renown(claim(1024), []),
      renown(claim(1024, { standing: 'unofficial' }), []),
    ];
    expect(known).toEqual([...new Set(known)].toSorted((a, b) => b - a));
  });

  it('practice of another service is none of this one', () => {
    expect(renown(claim(5000), [claim(5000, { service: 'other' })])).toBe(renown(claim(5000), []));
    const nameless = claim(5000, { service: '' });
    expect(renown(nameless, [nameless])).toBe(renown(nameless, []));
  });
});
