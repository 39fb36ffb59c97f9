import { describe, expect, it } from 'vitest';
import { alertReason } from './alert-reasons.ts';

describe('the keyword of an alert', () => {
  it.each([
    [3, 6, 'cover-open'],
    [501, 5, 'door-open'],
    [808, 8, 'media-empty'],
    [807, undefined, 'media-low'],
    [1104, 11, 'toner-low'],
    [1109, 11, 'marker-waste-full'],
    // The general codes are of the part that has them.
    [8, 13, 'media-jam'],
    [8, 30, undefined],
    [13, 8, 'media-empty'],
    [13, 11, 'marker-supply-empty'],
    [12, 10, 'marker-supply-low'],
    [15, 9, 'output-area-full'],
    [13, undefined, undefined],
    // What only changed, and what no list has.
    [802, 8, undefined],
    [4711, 8, undefined],
  ])('of code %s in group %s is %s', (code, group, reason) => {
    expect(alertReason(code, group)).toBe(reason);
  });

  it.each([
    ['coverOpen', undefined, 'cover-open'],
    ['inputMediaSupplyEmpty', 'input', 'media-empty'],
    ['subunitEmpty', 'markerSupplies', 'marker-supply-empty'],
    ['subunitEmpty', 'finisher', undefined],
    ['constructor', 'toString', undefined],
    ['', '', undefined],
  ])('of "%s" in "%s" is %s', (code, group, reason) => {
    expect(alertReason(code, group)).toBe(reason);
  });
});
