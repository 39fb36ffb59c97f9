/** Where the user's labels are kept: a file in the config folder. */
import {
  LONGEST_FILE,
  labelTable,
  readLabels,
  writeLabels,
  type LabelFile,
} from '../atlas/labels.ts';
import type { Table } from '../atlas/table.ts';
import { isExpected, UnavailableError } from '../core/errors.ts';
import type { Folder } from '../platform/platform.ts';

/** Its name in the config folder. */
export const LABEL_FILE = 'labels.tsv';

/** The file as it is now. */
export interface KeptLabels {
  /** For a person to read. */
  readonly path: string;
  readonly file: LabelFile;
  /** Whether there is one at all. */
  readonly isThere: boolean;
  /** The lines that cannot be read, each in a sentence with its number. */
  readonly warnings: readonly string[];
}

/** @throws UnavailableError when the file is there and may not be read, or is far too long */
export const keptLabels = (config: Folder): KeptLabels =>
  readKept(config.path(LABEL_FILE), config.text(LABEL_FILE));

/**
 * Changes the file; whoever changes it at the same time comes before or after.
 * @param change makes the new file of the one that is there, and what the caller wants to know of it
 * @throws UnavailableError when the file cannot be written, or writing would lose something
 */
export async function changeLabels<T>(
  config: Folder,
  change: (kept: KeptLabels) => { readonly file: LabelFile; readonly result: T },
): Promise<T> {
  let changed: { readonly file: LabelFile; readonly result: T } | undefined;
  await config.update(LABEL_FILE, (text) => {
    const kept = readKept(config.path(LABEL_FILE), text);
    changed = change(kept);
    refuseLoss(kept);
    return writeLabels(changed.file);
  });
  return changed!.result;
}

function readKept(path: string, text: string | undefined): KeptLabels {
  if (text !== undefined && text.length > LONGEST_FILE) {
    throw new UnavailableError(
      `"${path}" has ${text.length} characters, and ${LONGEST_FILE} are the most: it is left alone`,
    );
  }
  const file = readLabels(text);
  const warnings = file.lines.flatMap(({ fault }, i) =>
    fault === undefined
      ? []
      : [`"${path}", line ${i + 1}: ${fault}; the line is kept and left out`],
  );
  return { path, file, isThere: text !== undefined, warnings };
}

function refuseLoss({ path, file }: KeptLabels): void {
  // This stands for bytes that are no UTF-8: writing it would put them away for good.
  const lost = file.lines.findIndex(({ text }) => text.includes('\ufffd'));
  if (lost < 0) return;
  throw new UnavailableError(
    `"${path}" is left as it is: line ${lost + 1} has characters that are no UTF-8, and they would be lost; mend that line first`,
  );
}

/** The labels as claims. */
export interface OpenedLabels {
  readonly path: string;
  /** Empty when the file cannot be used. */
  readonly table: Table;
  /** What cannot be read, in sentences. */
  readonly problems: readonly string[];
}

/** Never throws for what a person wrote; undefined when there is no file. */
export function openLabels(config: Folder): OpenedLabels | undefined {
  const path = config.path(LABEL_FILE);
  try {
    const { file, warnings, isThere } = keptLabels(config);
    const problems = warnings.map((warning) => `${warning}.`);
    return isThere ? { path, table: labelTable(file), problems } : undefined;
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    return { path, table: labelTable(readLabels(undefined)), problems: [`${problem.message}.`] };
  }
}
