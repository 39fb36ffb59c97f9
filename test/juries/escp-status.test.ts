/**
 * Gutenprint's escputil asks the virtual printer how it is: who it is, its state, and what is left of its inks. It speaks
 * to a device, so socat makes one of the printer's port. Needs escputil, socat.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { isInstalled } from '../support/namespace.ts';
import { freePrintPorts, PrinterProcess } from '../support/print-clients.ts';
import { until } from '../support/waiting.ts';

const missing = ['escputil', 'socat'].find((command) => !isInstalled(command));
const can = unlessLeftOut(missing === undefined, 'jury of escputil', `${missing} is not installed`);

describe.runIf(can)('escputil asks on the raw port', () => {
  let built: Built;
  let printer: PrinterProcess | undefined;
  let cable: ChildProcess | undefined;
  let count = 0;

  beforeAll(() => {
    built = copyBuilt();
  });
  afterEach(async () => {
    cable?.kill();
    await printer?.end();
  });
  afterAll(() => built.remove());

  /** A printer that escputil knows as one that is asked without packets, at the end of a cable. */
  async function asks(words: readonly string[]) {
    const name = `${++count}`;
    const model = ['--model', 'Stylus COLOR 740', ...words];
    printer = await PrinterProcess.start(
      built,
      join(built.folder, `spool-${name}`),
      await freePrintPorts(),
      model,
    );
    const device = join(built.folder, `device-${name}`);
    const to = `TCP:127.0.0.1:${printer.ports.raw}`;
    cable = spawn('socat', [`PTY,link=${device},rawer`, to], { stdio: 'ignore' });
    await until(() => existsSync(device));
    return async (question: string) => {
      const { out, code } = await run('escputil', ['-q', '-r', device, question]);
      expect(code).toBe(0);
      return out.trim().split(/\s*\n\s*/);
    };
  }

  it('who it is, how it is, and what is in it', async () => {
    const ask = await asks(['--ink', 'black=64,cyan=5,magenta=100,yellow=72']);
    expect(await ask('-d')).toEqual(['Epson Stylus Color 740']);
    const inks = [/^Black +64$/, /^Cyan +5$/, /^Magenta +100$/, /^Yellow +72$/];
    const [head, ...levels] = await ask('-i');
    expect(head).toMatch(/^Ink color +Percent remaining$/);
    expect(levels).toEqual(inks.map((line) => expect.stringMatching(line)));
    const status = await ask('-s');
    expect(status).toContain('Status: Idle');
    expect(status).toEqual(expect.arrayContaining(inks.map((line) => expect.stringMatching(line))));
    // Questions are no pages.
    cable!.kill();
    await until(() => printer!.events.some(({ event }) => event === 'ended'));
    expect(printer!.events.at(-1)).toMatchObject({ event: 'ended', pages: 0 });
  }, 30_000);

  it('what stops it', async () => {
    const ask = await asks(['--ink', 'black=64,cyan=5,magenta=81,yellow=72', '--paper', 'out']);
    const status = await ask('-s');
    expect(status).toContain('Status: Error');
    expect(status.join('\n')).toMatch(/Paper out/i);
  }, 30_000);
});
