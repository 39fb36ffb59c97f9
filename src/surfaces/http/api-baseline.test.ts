/** Baselines over HTTP: they are read and compared there, and never made, changed or forgotten. */
import { expect, test } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { listening, report, running } from '../../../test/support/listeners.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { OPERATIONS } from '../../app/index.ts';
import { REACHES } from '../../app/operation.ts';
import { baselineSave } from '../../app/baseline/save.ts';
import { shippedDataset } from '../../atlas/dataset.ts';
import { createAtlas } from '../../atlas/lookup.ts';
import { UnavailableError } from '../../core/errors.ts';
import { never } from '../../core/signal.ts';
import { simulatedListeners } from '../../platform/simulated/listeners.ts';

const atlas = createAtlas(shippedDataset((path) => shippedData.text(path)));

/** Two baselines are kept, `default` and `night`; redis has been opened to others since. */
async function machine() {
  const platform = examplePlatform();
  const redis = (address: string) => listening(`tcp ${address}:6379`, running('redis-server'));
  const at = (address: string) => ({
    ...platform,
    listeners: simulatedListeners(report([redis(address)])),
  });
  const context = { platform: at('127.0.0.1'), atlas, signal: never, emit: () => {} };
  await baselineSave.run({}, context);
  await baselineSave.run({ name: 'night' }, context);
  return at('0.0.0.0');
}

async function json(path: string, platform = machine()) {
  const { get, bugs } = exampleHttp({ platform: await platform, allow: REACHES });
  const response = await get(path);
  expect(bugs).toEqual([]);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('those that are kept are listed', async () => {
  const { status, body } = await json('/api/baseline/list');
  expect(status).toBe(200);
  expect(body).toMatchObject({ baselines: [{ name: 'default' }, { name: 'night' }] });
});

test.each(['', '?name=night', '/night'])('one is shown and compared: %s', async (which) => {
  const name = which === '' ? 'default' : 'night';
  const shown = await json(`/api/baseline/show${which}`);
  expect(shown.status).toBe(200);
  expect(shown.body).toMatchObject({ baseline: { name }, entries: [{ port: 6379 }] });
  const compared = await json(`/api/baseline/diff${which}`);
  expect(compared.status).toBe(200);
  expect(compared.body).toMatchObject({
    baseline: { name },
    drifts: [{ kind: 'wider', port: 6379 }],
  });
});

test.each([
  ['/diff/day', 404, 'not-found', 'there is no baseline "day" (there are: default, night)'],
  ['/show/day', 404, 'not-found', 'there is no baseline "day"'],
  ['/diff/8080', 400, 'usage', "cannot be a baseline's name"],
  ['/diff?file=/etc/passwd', 400, 'usage', 'over HTTP no file of this machine is read'],
  ['/show?file=-', 400, 'usage', 'over HTTP no file of this machine is read'],
  ['/diff?from=/etc/passwd', 400, 'usage', 'over HTTP no file of this machine is read'],
  ['/diff?everywhere=perhaps', 400, 'usage', 'everywhere is yes or no'],
])('/api/baseline%s is refused with a sentence', async (path, status, kind, sentence) => {
  const answer = await json(`/api/baseline${path}`);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    error: { kind, message: expect.stringContaining(sentence) },
  });
});

test('a store that cannot be used is no fault of the caller', async () => {
  const platform = await machine();
  const load = async () => {
    throw new UnavailableError('the store is damaged');
  };
  const stores = { ...platform.stores, baselines: { ...platform.stores.baselines, load } };
  const { status, body } = await json(
    '/api/baseline/diff',
    Promise.resolve({ ...platform, stores }),
  );
  expect(status).toBe(503);
  expect(body).toEqual({ error: { kind: 'unavailable', message: 'the store is damaged' } });
});

const CHANGING = OPERATIONS.filter(({ name, changes }) => changes && name.startsWith('baseline '));

test.each(CHANGING.map(({ name }) => name))(
  '%s changes nothing here, however it is asked for, and says where it would',
  async (name) => {
    const platform = await machine();
    const { get } = exampleHttp({ platform, allow: REACHES });
    const path = `/api/${name.replace(' ', '/')}`;
    for (const way of [path, `${path}?name=night&replace=true`, `${path}/night`]) {
      const response = await get(way);
      expect([way, response.status]).toEqual([way, 404]);
      expect(await response.text()).toContain(`here one can only read: run \\"portolan ${name}\\"`);
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { origin: 'http://127.0.0.1:6410' };
      expect((await get(path, { method, headers })).status).toBe(405);
    }
    const kept = await platform.stores.baselines.list();
    expect(kept.map(({ name: one, earlier }) => [one, earlier])).toEqual([
      ['default', 0],
      ['night', 0],
    ]);
  },
);

test('the ways to change a baseline are these', () => {
  expect(CHANGING.map(({ name }) => name)).toEqual([
    'baseline save',
    'baseline accept',
    'baseline undo',
    'baseline remove',
  ]);
});
