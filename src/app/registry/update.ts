/** Fetches the official registry from IANA, when there is a newer one. */
import { REGISTRY } from '../../atlas/official.ts';
import type { Edition } from '../../atlas/registry/edition.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import type { Folder, WebAnswer } from '../../platform/platform.ts';
import type { Operation } from '../operation.ts';
import { IMPORT_SCHEMA, changeRow, type RegistryImport } from './import-file.ts';
import { answering, editionFaults } from './store.ts';

/** IANA sends 4 MB; a line that is silent for so long is dead. */
const PATIENCE: Millis = 30_000;

export const registryUpdate: Operation<RegistryImport> = {
  name: 'registry update',
  summary: "fetch IANA's official registry, if it has changed",
  description:
    'Asks IANA whether the registry has changed since the last time (about 4 MB), reads it like "registry import", and ' +
    'prints what changed. When anything goes wrong, the edition that answered before goes on answering.',
  examples: [
    { command: 'portolan registry update', shows: 'fetches the registry from iana.org' },
    {
      command:
        'portolan registry update --from https://mirror.example/service-names-port-numbers.xml',
      shows: 'fetches it from elsewhere',
    },
  ],
  reach: 'one host',
  changes: true,
  parameters: [
    {
      name: 'from',
      summary: 'another address to fetch it from (https, or http on this machine)',
      type: 'text',
      placeholder: 'URL',
    },
  ],
  output: IMPORT_SCHEMA,
  async run(input, context) {
    const { platform, atlas, signal } = context;
    const given = (input['from'] as string | undefined) ?? atlas.source(REGISTRY)?.download;
    if (given === undefined) throw new UsageError('no address is known: give one with --from');
    const address = checkAddress(given);
    const last = wholeEdition(platform.folders.data);
    const headers = last?.from === address ? conditions(last) : {};
    context.emit({ kind: 'progress', what: `asking ${address}`, done: 0 });
    const follow = (next: string) => void checkAddress(next);
    const options = { headers, patience: PATIENCE, signal, follow };
    const answer = await platform.web.get(address, options).catch(sayWhatElse);
    const isAsked = Object.keys(headers).length > 0;
    if (answer.status === 304 && isAsked) {
      return { edition: last!, changes: [], isUnchanged: true };
    }
    if (answer.status !== 200) {
      throw new NotFoundError(
        `${address} answered ${answer.status} instead of the registry; what was there stays`,
      );
    }
    checkAddress(answer.address);
    const { importRegistry } = await import('./import.ts');
    return importRegistry(untilItBreaks(answer.body), originOf(address, answer), context, {
      faulty: (problem) => new NotFoundError(problem),
      takesDoubtful: false,
    });
  },
  items: ({ changes }) => changes,
  rows: ({ changes }) => changes.map(changeRow),
};

async function* untilItBreaks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (problem) {
    sayWhatElse(problem);
  }
}

/** Whoever has no way there just now has another. */
function sayWhatElse(problem: unknown): never {
  if (!(problem instanceof NotFoundError)) throw problem;
  throw new NotFoundError(
    `${problem.message}; what was there stays. A file that was fetched elsewhere: portolan registry import FILE`,
  );
}

/** What the edition was made of must come from whom it says: over TLS, unless it does not leave the machine. */
function checkAddress(address: string): string {
  if (/^https:\/\//i.test(address)) return address;
  if (/^http:\/\/(?:127(?:\.\d+){3}|localhost|\[::1\])(?:[:/]|$)/i.test(address)) return address;
  throw new UsageError(
    `"${address}" is no https address: what comes over plain http may be anybody's. ` +
      'Fetch it yourself, look at it, and use "portolan registry import FILE"',
  );
}

/** The edition that answers. One with damaged files is not worth asking for changes of: it is fetched anew. */
function wholeEdition(folder: Folder): Edition | undefined {
  const state = answering(folder);
  if (state.kind !== 'edition' || editionFaults(folder, state.edition).length > 0) return undefined;
  return state.edition;
}

function conditions({ etag, lastModified }: Edition): Record<string, string> {
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  };
}

function originOf(from: string, answer: WebAnswer) {
  const etag = answer.header('etag');
  const lastModified = answer.header('last-modified');
  // The length of what is sent; after decompression there is more.
  const isCompressed = answer.header('content-encoding') !== undefined;
  const total = isCompressed ? NaN : Number(answer.header('content-length'));
  return {
    from,
    ...(total > 0 && { total }),
    ...(etag && { etag }),
    ...(lastModified && { lastModified }),
  };
}
