/** What is open at this door: how far operations, and what they can be told, may reach. */
import type { Operation, Parameter, Reach } from '../../app/operation.ts';
import { readInput, type RawInput } from '../../app/parameters.ts';
import { UsageError } from '../../core/errors.ts';
import { includesReach, OPEN_REACHES, reachWord } from '../reach.ts';

export interface Openness {
  isOpen(operation: Operation): boolean;
  /** Whether an operation reaches further than what is open to everybody: it then sends something to others. */
  reachesOut(operation: Operation): boolean;
  /** Whether a parameter makes its operation reach further than what is open, or is a secret and so not for addresses. */
  isClosed(parameter: Parameter): boolean;
  /** @throws UsageError when one is given that is closed; "no" is as good as nothing */
  refuseClosed(parameters: readonly Parameter[], raw: RawInput): void;
}

/** @param allow what is open beyond {@link OPEN_REACHES} */
export function opennessOf(allow: readonly Reach[]): Openness {
  const isAllowed = (reach: Reach) =>
    [...OPEN_REACHES, ...allow].some((open) => includesReach(open, reach));
  const isClosed = ({ reach, secret }: Parameter) =>
    secret === true || (reach !== undefined && !isAllowed(reach));
  return {
    isOpen: ({ reach, changes, live }) => !changes && !live && isAllowed(reach),
    reachesOut: ({ reach }) => !OPEN_REACHES.includes(reach),
    isClosed,
    refuseClosed(parameters, raw) {
      for (const parameter of parameters.filter(isClosed)) {
        const { name, reach, secret } = parameter;
        const value = readInput([parameter], { [name]: raw[name] })[name];
        if (value === undefined || value === false) continue;
        if (secret) {
          throw new UsageError(
            `${name} is a secret: addresses are kept in logs, so it is not taken here`,
          );
        }
        throw new UsageError(
          `${name} reaches ${reach}, which is closed here: start "portolan serve" with --allow ${reachWord(reach!)}`,
        );
      }
    },
  };
}

/** Why an operation is not open here, and how it can be had. */
export const whyClosed = ({ name, reach, changes, live }: Operation) =>
  live
    ? `${name} goes on and on, and here each question has one answer: run "portolan ${name}"`
    : changes
      ? `${name} changes what is kept, and here one can only read: run "portolan ${name}"`
      : `${name} reaches ${reach}, which is closed here: start "portolan serve" with --allow ${reachWord(reach)}`;
