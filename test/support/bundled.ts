/** A script of a test with what it imports of the house, as one file that Node can run in a namespace. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

export interface Bundled {
  readonly file: string;
  /** For whatever else the test needs. */
  readonly folder: string;
  remove(): void;
}

/** @param entry the script's path */
export async function bundled(entry: string): Promise<Bundled> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-script-'));
  const file = join(folder, 'script.cjs');
  const external = ['@photostructure/sqlite', 'koffi'];
  const build = await rolldown({ input: entry, platform: 'node', external, logLevel: 'silent' });
  // One file: what is loaded late is loaded with the rest.
  await build.write({ file, format: 'cjs', codeSplitting: false });
  await build.close();
  return { file, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
