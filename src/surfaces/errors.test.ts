import { expect, it } from 'vitest';
import { portolan } from '../../test/support/command.ts';
import { simulatedStores } from '../platform/simulated/stores.ts';
import { failureOf } from './http/answer.ts';
import { isExpected, NotFoundError, UnavailableError, UsageError } from '../core/errors.ts';

it('tells what is said to people from our own bugs', () => {
  for (const kind of [UsageError, NotFoundError, UnavailableError]) {
    expect(isExpected(new kind('so'))).toBe(true);
  }
  expect(isExpected(new TypeError('so'))).toBe(false);
  expect(isExpected('so')).toBe(false);
});
it('a fault of the machine is nobody who asked wrongly, at either door', async () => {
  const full = new UnavailableError('the disk is full');
  const stores = simulatedStores();
  const baselines = { ...stores.baselines, list: () => Promise.reject(full) };
  const said = await portolan(['baseline'], { stores: { ...stores, baselines } });
  expect(said).toEqual({ code: 3, out: '', err: 'portolan: the disk is full\n' });
  expect(failureOf(full)).toEqual({ status: 503, kind: 'unavailable', message: full.message });
});
