/** Another machine's survey, by what a program listed there. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import type { ListenerReport } from '../../survey/listener.ts';
import { importListing, recogniseListing } from '../../survey/reports/import.ts';
import { LISTINGS, type Listing } from '../../survey/reports/listings.ts';
import type { Context } from '../operation.ts';
import type { SurveyResult } from './result.ts';

/** Ten thousand sockets with long command lines make some megabytes. */
const LONGEST_LISTING = 64 * 1024 * 1024;

/** A machine to be judged. */
export interface Machine {
  readonly host: SurveyResult['host'];
  readonly report: ListenerReport;
}

/**
 * @param path `-` is standard input
 * @param as which program wrote it; default: as it looks
 * @throws UsageError when the file cannot be read or is no listing
 * @throws NotFoundError when it lists no socket at all
 */
export async function readListing(
  path: string,
  as: Listing | undefined,
  { platform }: Context,
): Promise<Machine> {
  const text = decodeText(await platform.files.read(path, LONGEST_LISTING));
  const name = path === '-' ? 'standard input' : path;
  const listing = as ?? recogniseListing(text);
  if (listing === undefined) {
    const known = LISTINGS.join(', ');
    throw new UsageError(
      `${name} does not look like a listing of sockets (${known}); --as says which it is`,
    );
  }
  const { report, host, system } = importListing(text, listing);
  if (report.coverage.looked.length === 0) {
    const [, ...gaps] = report.coverage.gaps.map(({ why }) => why);
    throw new NotFoundError(
      [`${name} lists no socket that takes a port, as ${listing} lists them`, ...gaps].join('. '),
    );
  }
  return { host: { name: host ?? baseName(name), system: system ?? 'unknown' }, report };
}

const baseName = (path: string) => path.slice(path.search(/[^/\\]*$/));

/** Windows PowerShell writes UTF-16 when its output goes to a file. */
function decodeText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
