/** How long a sweep takes that goes to neighbours. */
import { expect, it } from 'vitest';
import { parsePrefix } from '../../core/cidr.ts';
import { neighbourTime } from './sweep.ts';

const TABLE = { places: 768, holds: 3000 };
const hosts = (count: number) => ({ count, at: (i: number) => `172.20.${i >> 8}.${i & 255}` });
const LINK = [parsePrefix('172.20.0.0/16')];

it('is what absent neighbours take that have no place, and nothing behind a router', () => {
  expect(neighbourTime(hosts(65_536), LINK, TABLE)).toBe(((65_536 - 768) * 3000) / 768);
  expect(neighbourTime(hosts(254), LINK, TABLE)).toBe(0);
  expect(neighbourTime(hosts(65_536), [parsePrefix('10.0.0.0/8')], TABLE)).toBe(0);
});
