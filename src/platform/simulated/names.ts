/** Names of hosts on the simulated network: those that its owner gave. */
import { NotFoundError } from '../../core/errors.ts';
import type { NameDoor } from '../names.ts';

export function simulatedNames(known: Readonly<Record<string, readonly string[]>> = {}): NameDoor {
  return {
    async resolve(name) {
      const found = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!found) throw new NotFoundError(`no host is called "${name}" here`);
      return found;
    },
  };
}
