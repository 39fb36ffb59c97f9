/** Makes a folder and those above it that are missing. */

/**
 * Node's own recursive `mkdir` tries for ever where a folder above is there and nothing can be made in it
 * (`/proc` answers ENOENT): here each folder is tried twice at most.
 * @returns the first folder that was made; undefined when all were there
 * @throws the system's error
 */
export async function makeFolders(path: string, mode: number): Promise<string | undefined> {
  const { mkdir, stat } = process.getBuiltinModule('node:fs/promises');
  const { dirname } = process.getBuiltinModule('node:path');
  if (
    await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
  )
    return undefined;
  const above = dirname(path);
  const first = above === path ? undefined : await makeFolders(above, mode);
  try {
    await mkdir(path, { mode });
    return first ?? path;
  } catch (problem) {
    // Another process may have made it just now.
    const isThere = (problem as NodeJS.ErrnoException).code === 'EEXIST';
    if (isThere && (await stat(path)).isDirectory()) return first;
    throw problem;
  }
}
