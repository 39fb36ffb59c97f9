/** Another machine's survey, by what a program listed there. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { isOfficial } from '../../atlas/official.ts';
import type { Transport } from '../../core/transport.ts';
import type { Coverage, ListenerReport } from '../../survey/listener.ts';
import { importListing, recogniseListing } from '../../survey/reports/import.ts';
import type { PortOfService } from '../../survey/reports/report.ts';
import { LISTINGS, type Listing } from '../../survey/reports/listings.ts';
import type { Context } from '../operation.ts';
import type { SurveyResult } from './result.ts';

/** Ten thousand sockets with long command lines make some megabytes. */
const LONGEST_LISTING = 64 * 1024 * 1024;

/** A machine to be judged. */
export interface Machine {
  readonly host: SurveyResult['host'];
  readonly report: ListenerReport;
  /** Which program listed it; absent for this machine. */
  readonly listedBy?: Listing;
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
  { platform, atlas }: Context,
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
  const { report, host, system } = importListing(text, listing, portsByName(atlas));
  if (report.coverage.looked.length === 0) {
    throw new NotFoundError(nothingIn(name, listing, report.coverage));
  }
  return {
    host: { name: host ?? baseName(name), system: system ?? 'unknown' },
    report,
    listedBy: listing,
  };
}

/** Why a listing has nothing to judge, and what would have; no full stop at the end. */
function nothingIn(name: string, listing: Listing, { gaps: [, ...gaps] }: Coverage): string {
  const whys = gaps.map(({ why }) => why);
  const remedies = new Set(gaps.flatMap(({ remedy }) => remedy ?? []));
  return [
    `${name} lists no socket that takes a port, as ${listing} lists them.`,
    ...whys,
    ...[...remedies].map((remedy) => `This lists them: ${remedy}`),
  ]
    .join(' ')
    .replace(/\.$/, '');
}

/** The registry's ports by the names of their services, where a name has one port alone. */
function portsByName(atlas: Pick<Atlas, 'named'>): PortOfService {
  const known = new Map<string, number | undefined>();
  return (service, transport) => {
    const key = `${service}/${transport}`;
    if (!known.has(key)) known.set(key, registeredPort(atlas, service.toLowerCase(), transport));
    return known.get(key);
  };
}

function registeredPort(
  atlas: Pick<Atlas, 'named'>,
  name: string,
  transport: Transport,
): number | undefined {
  const claims = atlas
    .named(name)
    .filter((claim) => isOfficial(claim) && claim.standing === 'assigned')
    .filter((claim) => claim.transport === transport && claim.service.toLowerCase() === name);
  const [port, ...others] = new Set(
    claims.flatMap(({ from, to }) => (from === to ? [from] : [from, to])),
  );
  return others.length === 0 ? port : undefined;
}

const baseName = (path: string) => path.slice(path.search(/[^/\\]*$/));

/** Windows PowerShell writes UTF-16 when its output goes to a file. */
function decodeText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
