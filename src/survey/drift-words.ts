/** Says what a change means: how much it matters, why, and what to do. */
import type { DoorChange } from './compare-door.ts';
import type { Drift, DriftSeverity } from './drift.ts';
import { programText, type Program } from './program.ts';
import type { Bind, Entry, Snapshot } from './snapshot.ts';

/** Something that cannot be told to have changed or not. */
export interface Unverified {
  readonly what: 'door' | 'program';
  readonly unseen: 'then' | 'now';
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
}

type Meaning = Pick<Drift, 'severity' | 'why' | 'advice'>;
type Reach = NonNullable<Entry['reach']>;

/** A change of one door, or of one program from door to door. */
export function driftOf(change: DoorChange): Drift {
  const { kind, before, after } = change;
  if (kind === 'unseen') throw new Error('what was not seen is told all at once');
  const { place, transport, port } = (after[0] ?? before[0])!;
  return {
    kind,
    ...meaning(change),
    ...(place !== undefined && { place }),
    transport,
    port,
    before,
    after,
  };
}

/** A container or another namespace that came or went with all its doors. */
export function placeDrift({ kind, before, after }: DoorChange, place: string): Drift {
  const isNew = kind === 'new';
  const entries = isNew ? after : before;
  const doors = entries.map((entry) => portText(entry)).join(', ');
  return {
    kind: isNew ? 'new' : 'gone',
    severity: 'notice',
    why: isNew
      ? `${place} is new and listens on ${doors}`
      : `nothing listens in ${place} any more; it did on ${doors}`,
    advice: isNew ? KNOW_IT : STOPPED,
    place,
    before,
    after,
  };
}

/** All that could not be looked at one of the two times, as one line. */
export function unverifiedDrift(
  unseen: 'then' | 'now',
  all: readonly Unverified[],
  now: Snapshot,
): Drift[] {
  const facts = all.filter((fact) => fact.unseen === unseen);
  if (facts.length === 0) return [];
  const count = (what: Unverified['what']) => facts.filter((fact) => fact.what === what).length;
  const when = unseen === 'now' ? 'now' : 'when the baseline was made';
  const programs = count('program');
  const doors = count('door');
  const parts = [
    ...(programs > 0
      ? [
          `${programs === 1 ? 'the program' : 'the programs'} of ${programs === 1 ? 'one door' : `${programs} doors`} could not be seen`,
        ]
      : []),
    ...(doors > 0 ? [`${doors === 1 ? 'one door was' : `${doors} doors were`} not looked at`] : []),
  ];
  return [
    {
      kind: 'unverified',
      severity: 'none',
      why: `${parts.join(', and ')} ${when}: whether that changed cannot be told`,
      advice: unseen === 'now' ? lookAgain(now) : 'accept the baseline again when all can be seen',
      unseen,
      before: facts.flatMap(({ before }) => before),
      after: facts.flatMap(({ after }) => after),
    },
  ];
}

/** Sudo changes the home folder, and with it which baselines are found. */
const lookAgain = ({ host }: Snapshot) =>
  host.system === 'win32'
    ? 'look again as administrator'
    : 'look again as root: sudo env HOME="$HOME" portolan baseline diff';

const KNOW_IT = 'make sure that you know why; then accept it, or stop it';
const STOPPED = 'if it was stopped on purpose, accept that; else find out why it ended';
const IMPOSTOR =
  'make sure that it is meant to be there; if not, stop it and find out what started it';
const CLOSER = 'bind it as it was, let a firewall keep others out, or accept it';

function meaning({ kind, before, after }: DoorChange): Meaning {
  const [former] = before;
  const [present] = after;
  switch (kind) {
    case 'new':
    case 'reopened':
      return opened(kind, present!, former);
    case 'gone':
      return closed(former!, present);
    case 'program':
      return swapped(former!, present!);
    case 'moved':
      return moved(former!, present!);
    case 'wider':
      return {
        severity: bySeverity(present!, 'notice', 'warning', 'alert'),
        why: `${holder(present!)} ${rebound(former!, present!)}: ${from(present!)} can reach it`,
        advice: CLOSER,
      };
    case 'narrower':
      return {
        severity: 'notice',
        why: `${holder(present!)} ${rebound(former!, present!)}: ${from(present!)} can reach it, nobody from further away`,
        advice: 'accept it if that is meant; who used it from further away cannot any more',
      };
    case 'unseen':
      throw new Error('what was not seen is told all at once');
  }
}

function opened(kind: 'new' | 'reopened', entry: Entry, former: Entry | undefined): Meaning {
  if (entry.state === 'bound') {
    return {
      severity: 'none',
      why: `${who(entry)} holds ${portText(entry)} and does not listen`,
      advice: 'nothing to do: nobody reaches it; but no other program can have the port',
    };
  }
  if (entry.dynamic) {
    return {
      severity: bySeverity(entry, 'notice', 'notice', 'warning'),
      why: `${who(entry)} has a port that the system hands out, ${portText(entry)}, and had none before`,
      advice: KNOW_IT,
    };
  }
  const held = former ? ', which it only held' : ', which the baseline does not have';
  return {
    severity: bySeverity(entry, 'notice', 'warning', 'alert'),
    why: `${who(entry)} listens ${where(entry)}${kind === 'reopened' ? ' again, where it was seen to stop' : held}; ${from(entry)} can reach it`,
    advice: KNOW_IT,
  };
}

const closed = (entry: Entry, present: Entry | undefined): Meaning => ({
  severity: entry.state === 'bound' ? 'none' : 'notice',
  why: present
    ? `${who(present)} still holds ${portText(entry)}, and listens there no longer`
    : entry.state === 'bound'
      ? `${who(entry)} holds ${portText(entry)} no longer`
      : `${who(entry)} listens on ${portText(entry)} no longer`,
  advice: STOPPED,
});

function swapped(former: Entry, present: Entry): Meaning {
  const was = former.programs.length === 0 ? 'no program' : inFull(former.programs);
  return {
    severity: bySeverity(present, 'warning', 'warning', 'alert'),
    why: `${portText(present)} belongs to ${inFull(present.programs)} now, where ${was} was; it is bound to ${addresses(present)}`,
    advice: IMPOSTOR,
  };
}

function moved(former: Entry, present: Entry): Meaning {
  const isPort = former.port !== present.port;
  return {
    severity: 'notice',
    why: isPort
      ? `${who(present)} listens on ${portText(present)} instead of ${portText(former)}`
      : `${holder(present)} ${rebound(former, present)}`,
    advice: 'tell those who use it, and accept it if it is meant',
  };
}

/** How much it matters follows from who can reach it. Another namespace's doors are not this machine's. */
function bySeverity(
  entry: Entry,
  host: DriftSeverity,
  lan: DriftSeverity,
  internet: DriftSeverity,
): DriftSeverity {
  if (entry.place !== undefined) return host;
  return { host, lan, internet }[reachOf(entry)];
}

const REACH_OF: Readonly<Record<Bind['scope'], Reach>> = {
  loopback: 'host',
  link: 'lan',
  private: 'lan',
  multicast: 'lan',
  any: 'lan',
  public: 'internet',
};
const REACHES: readonly Reach[] = ['host', 'lan', 'internet'];

const reachOf = ({ reach, binds }: Entry): Reach =>
  reach ?? REACHES[Math.max(...binds.map(({ scope }) => REACHES.indexOf(REACH_OF[scope])))]!;

const FROM: Readonly<Record<Reach, string>> = {
  host: 'this machine alone',
  lan: 'the local network',
  internet: 'the Internet',
};
const from = (entry: Entry) =>
  entry.place === undefined ? FROM[reachOf(entry)] : `whoever reaches ${entry.place}`;

const portText = ({ port, transport, place }: Entry) =>
  `${port}/${transport}${place === undefined ? '' : ` in ${place}`}`;

const addresses = ({ binds }: Entry) =>
  binds
    .map(({ address, device }) => (device === undefined ? address : `${address}%${device}`))
    .join(', ');

const where = (entry: Entry) => `on ${portText(entry)} (${addresses(entry)})`;

const rebound = (former: Entry, present: Entry) =>
  `was bound to ${addresses(former)} and is bound to ${addresses(present)} now`;

const who = ({ programs }: Entry) =>
  programs.length === 0 ? 'a program that could not be seen' : names(programs);

const holder = (entry: Entry) =>
  entry.programs.length === 0 ? portText(entry) : `${names(entry.programs)} on ${portText(entry)}`;

const names = (programs: readonly Program[]) =>
  [...new Set(programs.map(({ name, script }) => (script ? `${name} ${script}` : name)))].join(
    ', ',
  );

const inFull = (programs: readonly Program[]) =>
  programs.length === 0 ? 'no program' : [...new Set(programs.map(programText))].join(', ');
