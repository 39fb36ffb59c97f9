/** What the juries of containers share: a file system, how they sit down, and words to compare by. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SurveyResult } from '../../src/app/survey/result.ts';

const BUSYBOX = '/bin/busybox';

/** A BusyBox that needs a C library does not run where there is nothing else. */
export function unfit(): string | undefined {
  const { status } = spawnSync('ldd', [BUSYBOX]);
  return status === 0 ? 'busybox is not the static one' : undefined;
}

/** A file system with a web server, a shell, and nothing else; as an archive, too. */
export function makeRoot(folder: string): { readonly root: string; readonly archive: string } {
  const root = join(folder, 'root');
  for (const part of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'usr', 'var', 'run'])
    mkdirSync(join(root, part), { recursive: true });
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  for (const name of ['sh', 'httpd', 'nc', 'sleep'])
    symlinkSync('busybox', join(root, 'bin', name));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
  writeFileSync(join(root, 'etc/os-release'), 'ID=box\n');
  const archive = join(folder, 'root.tar');
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  return { root, archive };
}

/** Sits down or says why not. */
export const seat = async (jury: string, sit: () => Promise<void> | void): Promise<boolean> => {
  try {
    await sit();
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const why = `${said.trim() || String(error)}`.split('\n').at(-1);
    console.log(`LEFT OUT: jury ${jury}: ${why}`);
    return false;
  }
};

/** A port of the machine and where it leads, in words. */
export const leads = (from: string, name: string, image: string, to: number | string | undefined) =>
  `${from} -> ${name} (${image}) ${to}`;

export const published = ({ listeners }: SurveyResult, engine: string) =>
  listeners
    .filter(({ publication }) => publication?.container.engine === engine)
    .map(({ transport, address, port, publication }) =>
      leads(
        `${transport} ${address} ${port}`,
        publication?.container.name ?? '?',
        publication?.container.image ?? '?',
        publication?.port,
      ),
    )
    .toSorted();

/** Containers that listen in a network of their own, by what is shown of them. */
export const apart = ({ elsewhere }: SurveyResult) =>
  elsewhere.flatMap(({ container, listeners }) =>
    container
      ? listeners.map(({ port }) => `${container.engine} ${container.name ?? container.id} ${port}`)
      : [],
  );

/** A command line's words. */
export const words = (text: string) => text.split(' ');
