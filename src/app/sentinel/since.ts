/** From when on: the ways in which people say a point in the past. */
import { UsageError } from '../../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * `90s`, `30m`, `2h`, `7d`, `3w` ago, or a date with or without a time (`2026-11-21`, `2026-11-21T14:00Z`).
 * @param now milliseconds since 1970-01-01T00:00Z, as is the result
 * @throws UsageError when it is none of these
 */
export function readSince(text: string, now: number): number {
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * UNITS[unit!]!;
  const time = /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? Date.parse(text.replace(' ', 'T'))
    : NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`since takes 30m, 2h, 7d, or a date such as 2026-11-21, not "${text}"`);
}
