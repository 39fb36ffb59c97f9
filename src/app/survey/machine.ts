/** Which machine is looked at: this one, or another by what a program listed there. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { LISTINGS, type Listing } from '../../survey/reports/listings.ts';
import type { Context, Input, Parameter } from '../operation.ts';
import type { Machine } from './listing.ts';

/** Another machine instead of this one. */
export interface Listed {
  /** A file in which another program listed that machine's sockets; `-` is standard input. */
  readonly from?: string;
  /** Which program that was; default: as it looks. */
  readonly as?: Listing;
}

/** @param placeholder what `--from` takes, as the help calls it */
export const listingParameters = (placeholder: string): readonly Parameter[] => [
  {
    name: 'from',
    type: 'text',
    placeholder,
    summary: 'another machine, by what ss, netstat, lsof or osquery listed there (- reads it)',
  },
  {
    name: 'as',
    type: 'text',
    choices: LISTINGS,
    placeholder: 'PROGRAM',
    summary: 'which of them wrote it; else as it looks',
  },
];

/**
 * @param placeholder as in the parameters
 * @throws UsageError for a program without what it listed
 */
export function readListed(input: Input, placeholder: string): Listed {
  const { from, as } = input as Listed;
  if (from === undefined && as !== undefined) {
    throw new UsageError(`--as says what --from ${placeholder} is`);
  }
  return { ...(from !== undefined && { from }), ...(as !== undefined && { as }) };
}

/**
 * @throws NotFoundError when nothing could be looked at, or a listing has no socket in it
 * @throws UsageError when `from` cannot be read or is no listing
 */
export async function machineOf(context: Context, { from, as }: Listed): Promise<Machine> {
  if (from === undefined) return await thisMachine(context);
  const { readListing } = await import('./listing.ts');
  return await readListing(from, as, context);
}

async function thisMachine({ platform, signal }: Context): Promise<Machine> {
  const report = await platform.listeners.collect(signal);
  if (report.coverage.looked.length === 0) {
    throw new NotFoundError(
      `nothing could be looked at: ${report.coverage.gaps.map(({ why }) => why).join(' ')}`,
    );
  }
  return { host: { name: platform.host.name, system: platform.host.system }, report };
}
