/** Runs an operation for a request, and says in HTTP's words how it went. */
import type { Context as OperationContext, Operation } from '../../app/operation.ts';
import { readInput, type RawInput } from '../../app/parameters.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { NotFoundError, UnavailableError, UsageError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { Files, Platform } from '../../platform/platform.ts';
import type { SpoolDoor } from '../../platform/spool.ts';
import { spoolFolder } from '../../app/printer/jobs/place.ts';

/** Runs an operation on what came through the door; the signal is the request's. */
export type Run = <Result>(
  operation: Operation<Result>,
  raw: RawInput,
  signal: CancelSignal,
) => Promise<Result>;

/** What a caller is told when something went wrong. */
export interface Failure {
  readonly status: 400 | 401 | 403 | 404 | 405 | 500 | 503;
  readonly kind: 'usage' | 'refused' | 'not-found' | 'unavailable' | 'bug';
  readonly message: string;
}

/** The files of the machine that serves are nobody's business who asks over the network. */
const NO_FILES: Files = {
  read: refuse,
  stream: refuse,
  create: refuse,
  replace: refuse,
  draft: refuse,
};

function refuse(): never {
  throw new UsageError('over HTTP no file of this machine is read or written: send what is in it');
}

/** Jobs are looked at where the virtual printer keeps its own, and in no folder that a request names. */
function ownJobs({ folders, spool }: Platform): SpoolDoor {
  const own = spoolFolder({ folders }, undefined);
  return { open: refuse, look: (folder) => (folder === own ? spool.look(folder) : refuse()) };
}

/**
 * Operations see everything of the platform but its files.
 * @param atlas gives it as it is now
 */
export function createRun(platform: Platform, atlas: () => Atlas): Run {
  return async (operation, raw, signal) => {
    const context: OperationContext = {
      platform: { ...platform, files: NO_FILES, spool: ownJobs(platform) },
      atlas: atlas(),
      signal,
      emit: () => {},
    };
    return operation.run(readInput(operation.parameters, raw), context);
  };
}

/** Whose fault it was. Of our own bugs nothing is told but that there was one. */
export function failureOf(problem: unknown): Failure {
  if (problem instanceof UsageError) {
    return { status: 400, kind: 'usage', message: problem.message };
  }
  if (problem instanceof NotFoundError) {
    return { status: 404, kind: 'not-found', message: problem.message };
  }
  if (problem instanceof UnavailableError) {
    return { status: 503, kind: 'unavailable', message: problem.message };
  }
  return {
    status: 500,
    kind: 'bug',
    message: 'this is a bug in Portolan; what happened is written where the server runs',
  };
}
