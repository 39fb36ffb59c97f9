/** Ports that are taken though nothing listens on them: bound by a program, or kept back by the system. */
import type { Claim } from '../atlas/claim.ts';
import type { ReservedPorts } from '../survey/listener.ts';
import { promise } from './promise.ts';
import type { Severity, Verdict } from './verdict.ts';

/** A reserved or excluded range with its verdict. */
export interface JudgedReserved extends ReservedPorts {
  readonly verdict: 'held';
  readonly severity: Severity;
  readonly why: string;
  readonly advice: string;
}

/** @param holder who has it; undefined when that could not be seen */
export function heldVerdict(
  label: string,
  holder: string | undefined,
  claims: readonly Claim[],
): Verdict {
  const use = promise(claims);
  const port = use === '' ? label : `${label} (${use})`;
  return {
    verdict: 'held',
    severity: 'notice',
    why: `${port} is bound by ${holder ?? 'a program that could not be seen'}, which does not listen on it`,
    advice:
      'nobody can connect to it, and no other program can have the port until this one lets go',
    claims,
  };
}

export function judgeReserved(reserved: ReservedPorts): JudgedReserved {
  return {
    ...reserved,
    verdict: 'held',
    severity: 'notice',
    ...RESERVED_WORDS[reserved.how](reserved),
  };
}

type Words = Pick<JudgedReserved, 'why' | 'advice'>;

const RESERVED_WORDS: Record<ReservedPorts['how'], (reserved: ReservedPorts) => Words> = {
  reserved: (reserved) => ({
    why: `${rangeLabel(reserved)} ${areOrIs(reserved)} kept out of what the system hands out by itself (${reserved.by})`,
    advice: 'a program that asks for one by number gets it; nothing to do',
  }),
  excluded: (reserved) => ({
    why: `${rangeLabel(reserved)} ${areOrIs(reserved)} excluded by the system, and nothing listens there (${reserved.by})`,
    advice:
      'a program that asks for one is refused: give it another port, or take the exclusion back',
  }),
};

const areOrIs = ({ from, to }: ReservedPorts) => (from === to ? 'is' : 'are');

/** `9148`, `10000-10010/tcp`. */
export function rangeLabel({ from, to, transport }: ReservedPorts): string {
  return `${from === to ? from : `${from}-${to}`}${transport === undefined ? '' : `/${transport}`}`;
}
