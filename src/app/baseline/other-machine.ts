/**
 * Whether a baseline is held against the machine that it is of. A host's name alone is no ground to refuse: machines
 * are renamed, containers have another name each time, and a file for a repository has none.
 */
import { UsageError } from '../../core/errors.ts';
import type { Snapshot } from '../../survey/drift/snapshot.ts';
import type { Host } from '../../platform/platform.ts';
import { wordsFor, type Which } from './parameters.ts';

type Machine = Pick<Snapshot, 'host' | 'listedBy'>;

/**
 * A baseline of what was listed on another machine says nothing of this one.
 * @throws UsageError unless the listing names this machine
 */
export function refuseListing({ host, listedBy }: Machine, which: Which, here: Host): void {
  if (listedBy === undefined) return;
  if (host.name === here.name && host.system === here.system) return;
  const name = which.kind === 'name' ? which.name : which.path;
  const where = host.name === '' ? '' : ` (${host.name})`;
  throw new UsageError(
    `the baseline "${name}" is of what ${listedBy} listed on another machine${where}, and says nothing of this one; ` +
      `give what is listed there now: portolan baseline diff${wordsFor(which)} --from LISTING`,
  );
}

/** A clause about how the machines differ; undefined when they are one, or nothing says that they are not. */
export function otherMachine(then: Machine, now: Machine): string | undefined {
  const [was, is] = [then.host, now.host];
  if (was.system !== is.system && was.system !== UNKNOWN && is.system !== UNKNOWN) {
    return `it is of another system: ${was.system}, where this is ${is.system}`;
  }
  if (now.listedBy !== undefined) {
    if (then.listedBy !== undefined) return undefined;
    const of = was.name === '' ? 'a machine' : was.name;
    return `Portolan made it on ${of}, and it is held against what ${now.listedBy} listed (${is.name})`;
  }
  return was.name === '' || was.name === is.name
    ? undefined
    : `it was made on ${was.name}, and this is ${is.name}`;
}

/** The system of a listing that does not tell. */
const UNKNOWN = 'unknown';
