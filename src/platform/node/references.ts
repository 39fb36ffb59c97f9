/** Files of other programs that tell what ports are for, at the places where systems keep them. */
import { readFileSync, statSync } from 'node:fs';
import { UnavailableError } from '../../core/errors.ts';
import type { ReferenceFile, ReferenceKind } from '../platform.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The places where each is looked for; the first that is there counts. */
export function referencePlaces(
  env: Environment,
  system: string,
): Readonly<Record<ReferenceKind, readonly string[]>> {
  const windows = env['SystemRoot'] ?? 'C:\\Windows';
  const programs = env['ProgramFiles'] ?? 'C:\\Program Files';
  const programs86 = env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
  const nmapFolder = env['NMAPDIR'] ? [`${env['NMAPDIR']}/nmap-services`] : [];
  if (system === 'win32') {
    return {
      system: [`${windows}\\System32\\drivers\\etc\\services`],
      nmap: [...nmapFolder, `${programs86}\\Nmap\\nmap-services`],
      wireshark: [`${programs}\\Wireshark\\services`],
    };
  }
  const shares = ['/usr/share', '/usr/local/share', '/opt/homebrew/share', '/opt/local/share'];
  return {
    system: ['/etc/services'],
    nmap: [...nmapFolder, ...shares.map((share) => `${share}/nmap/nmap-services`)],
    wireshark: [
      ...shares.map((share) => `${share}/wireshark/services`),
      '/Applications/Wireshark.app/Contents/Resources/share/wireshark/services',
    ],
  };
}

/** Those that are there. */
export function nodeReferences(
  env: Environment = process.env,
  system: string = process.platform,
): readonly ReferenceFile[] {
  return Object.entries(referencePlaces(env, system)).flatMap(([kind, places]) => {
    for (const path of places) {
      const status = statSync(path, { throwIfNoEntry: false });
      if (status?.isFile()) return [reference(kind as ReferenceKind, path, status)];
    }
    return [];
  });
}

/** In bytes. The largest of them, nmap's, has one million; more is a mistake or malice, and is not waited for. */
const LARGEST = 16 * 1024 * 1024;

const reference = (
  kind: ReferenceKind,
  path: string,
  { mtimeMs, size }: { readonly mtimeMs: number; readonly size: number },
): ReferenceFile => ({
  kind,
  path,
  modified: mtimeMs,
  text() {
    if (size > LARGEST) {
      throw new UnavailableError(
        `"${path}" has ${size} bytes, more than any such file: it is left out`,
      );
    }
    try {
      // As Latin-1, a byte a character, a megabyte is there in half the time: most starts are cold.
      return readFileSync(path, 'latin1');
    } catch (problem) {
      throw new UnavailableError(`"${path}" cannot be read: ${(problem as Error).message}`);
    }
  },
});
