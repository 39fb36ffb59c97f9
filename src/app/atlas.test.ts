import { expect, test } from 'vitest';
import { machine } from '../../test/support/command.ts';
import { currentAtlas } from './atlas.ts';

test('the atlas stays the same until the user adds something, and then knows it', async () => {
  const platform = machine();
  const current = currentAtlas(platform);
  const first = current();
  expect(current()).toBe(first);
  expect(first.lookup(8123).claims.map(({ source }) => source)).not.toContain('labels');
  await platform.folders.config.write('labels.tsv', '8123\ttcp\tMy own thing\n');
  const second = current();
  expect(second).not.toBe(first);
  expect(second.lookup(8123).claims.map(({ source }) => source)).toContain('labels');
  expect(current()).toBe(second);
});
