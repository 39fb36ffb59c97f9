/** What asking did not tell, in sentences: not asked, not answered, not understood. None of it means closed. */
import type { Gap, Listener } from '../../survey/listener.ts';
import type { Hearing, Restraint } from '../../identify/sighting.ts';
import type { Skipped } from '../../identify/target.ts';

/** One door, and what came of asking. */
export interface Heard {
  readonly listener: Listener;
  readonly hearing: Hearing;
}

/** What came of asking. */
export interface Told {
  readonly heard: readonly Heard[];
  /** What calls this machine a printer. */
  readonly witnesses: readonly string[];
  readonly skipped: readonly Skipped[];
  /** How many were not asked since there were too many, or the time was up. */
  readonly left: number;
}

/** Notes: that a port did not say who it is makes no survey partial. */
export function heardGaps({ heard, witnesses, skipped, left }: Told): Gap[] {
  return [
    ...silentGaps(heard, witnesses),
    ...unclearGap(heard),
    ...skippedGaps(skipped),
    ...(left > 0
      ? [note(left, `${ports(left)} not asked who they are: there was no time for them.`)]
      : []),
  ];
}

const note = (count: number, why: string): Gap => ({
  what: 'protocol',
  count,
  why,
  partial: false,
});

const ports = (count: number) => (count === 1 ? '1 port was' : `${count} ports were`);

/** By number: they answer, or do not, in any order. */
const labels = (group: readonly Heard[]) => {
  const listeners = group.map(({ listener }) => listener).toSorted((a, b) => a.port - b.port);
  const names = [...new Set(listeners.map(({ port, transport }) => `${port}/${transport}`))];
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} …` : names.join(', ');
};

const RESTRAINTS: Readonly<Record<Restraint, (witnesses: readonly string[]) => string>> = {
  'print port': () => 'whatever is written there may come out as paper',
  'device port': () => 'a device may be there for which no harmless word is known',
  printer: (witnesses) => `this machine may be a printer (${witnesses.slice(0, 3).join('; ')})`,
  relay: () => 'it passes on what it gets to somebody who cannot be seen from here',
};

function silentGaps(heard: readonly Heard[], witnesses: readonly string[]): Gap[] {
  return (Object.keys(RESTRAINTS) as Restraint[]).flatMap((why) => {
    const group = heard.filter(({ hearing }) => hearing.kind === 'silent' && hearing.why === why);
    if (group.length === 0) return [];
    const reason = RESTRAINTS[why](witnesses);
    return [
      note(
        group.length,
        `${ports(group.length)} listened to and told nothing, for ${reason}: ${labels(group)}.`,
      ),
    ];
  });
}

function unclearGap(heard: readonly Heard[]): Gap[] {
  const group = heard.filter(({ hearing }) => ['unclear', 'unreachable'].includes(hearing.kind));
  if (group.length === 0) return [];
  const who =
    group.length === 1
      ? '1 port does not say what it speaks'
      : `${group.length} ports do not say what they speak`;
  return [note(group.length, `${who} in any way known here: ${labels(group)}.`)];
}

const SKIPPED: Readonly<Partial<Record<Skipped, string>>> = {
  'would start it': 'asking would start a service',
  'not from inside': 'it is bound to an interface or a group that cannot be reached from inside',
  'not own': 'it is bound to an address that no interface here has',
};

function skippedGaps(skipped: readonly Skipped[]): Gap[] {
  return (Object.keys(SKIPPED) as Skipped[]).flatMap((why) => {
    const count = skipped.filter((one) => one === why).length;
    return count === 0 ? [] : [note(count, `${ports(count)} not asked: ${SKIPPED[why]}.`)];
  });
}
