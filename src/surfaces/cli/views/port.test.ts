import { expect, test } from 'vitest';
import { portolan } from '../../../../test/support/command.ts';

test('a crowded port is a list, with what it leaves out and where that is', async () => {
  const { out } = await portolan(['8080'], { columns: 100, isTTY: false });
  expect(out).toMatch(/Portolan's own chart: \d+ uses in short; --page tells what each rests on\n/);
  const own = out.slice(out.indexOf("Portolan's own chart"), out.indexOf('Check it yourself'));
  expect(own).toContain('jenkins tcp unofficial  Jenkins');
  expect(own).not.toContain('see ');
  const page = await portolan(['8080', '--page'], { columns: 100, isTTY: false });
  expect(page.out).toContain('Jenkins documentation');
});

test('any other tells what each claim rests on', async () => {
  const { out } = await portolan(['5432'], { columns: 100, isTTY: false });
  expect(out).not.toContain('in short');
  expect(out).toMatch(/postgresql tcp assigned {2}PostgreSQL\n(?: {6}.*\n)* {6}.*see PostgreSQL/);
});
