/** Names of hosts by the system's own resolver (getaddrinfo): as every other program on this machine finds them. */
import { NotFoundError } from '../../core/errors.ts';
import { unlessAborted } from '../../core/signal.ts';
import type { NameDoor } from '../names.ts';

export function nodeNames(): NameDoor {
  return {
    async resolve(name, signal) {
      const { promises } = process.getBuiltinModule('node:dns');
      // The system cannot be told to stop; whoever waits can.
      const looking = promises.lookup(name, { all: true, order: 'verbatim' }).catch((problem) => {
        throw new NotFoundError(whyNot(name, problem as NodeJS.ErrnoException));
      });
      const found = await unlessAborted(
        looking,
        signal,
        () => new NotFoundError(`nobody said in time where "${name}" is`),
      );
      return found.map(({ address }) => address);
    },
  };
}

function whyNot(name: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return `no host is called "${name}" here`;
    case 'EAI_AGAIN':
      return `"${name}" could not be looked up: no name server answers`;
    default:
      return `"${name}" could not be looked up (${code ?? message})`;
  }
}
