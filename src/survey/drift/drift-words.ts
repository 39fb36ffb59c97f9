/** Says what a change means: how much it matters, why, and what to do. */
import type { DoorChange } from './compare-door.ts';
import type { Drift, DriftSeverity } from './drift.ts';
import { familyChange, type Family } from './families.ts';
import { called, programText, type Program } from './program.ts';
import type { Sharing } from './shared-doors.ts';
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

/**
 * A change of one door, or of one program from door to door.
 * @param inside the doors of the container behind it, which came or went with it
 */
export function driftOf(change: DoorChange, inside: readonly Entry[] = []): Drift {
  const { kind, before, after } = change;
  if (kind === 'unseen') throw new Error('what was not seen is told all at once');
  const { place, transport, port } = (after[0] ?? before[0])!;
  const { severity, why, advice } = meaning(change);
  return {
    kind,
    severity,
    why: `${why}${behind(inside, kind)}`,
    advice,
    ...(place !== undefined && { place }),
    transport,
    port,
    before: kind === 'gone' ? [...before, ...inside] : before,
    after: kind === 'gone' ? after : [...after, ...inside],
  };
}

function behind(inside: readonly Entry[], kind: DoorChange['kind']): string {
  const [first] = inside;
  if (first === undefined) return '';
  const verb = kind === 'gone' ? 'went' : 'came';
  return `; with it ${verb} ${doorList(inside)} in ${first.place}`;
}

/** More doors than this are counted. */
const MOST_DOORS = 8;

function doorList(entries: readonly Entry[]): string {
  const doors = entries.slice(0, MOST_DOORS).map(({ port, transport }) => `${port}/${transport}`);
  const more = entries.length - doors.length;
  return `${doors.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Entries of programs that share a door, as one. */
function whole(entries: readonly Entry[]): Entry | undefined {
  const [first] = entries;
  if (first === undefined || entries.length === 1) return first;
  return {
    ...first,
    binds: entries.flatMap(({ binds }) => binds),
    programs: entries.flatMap(({ programs }) => programs),
    reach: REACHES[Math.max(...entries.map((entry) => REACHES.indexOf(reachOf(entry))))],
  };
}

/**
 * Who joined others at a door, and who left it to them.
 * @param told what another drift tells of: of those who stay the rest is in the drift too, for them the door has
 * changed
 */
export function sharingDrifts(
  { joined, left, stayedThen, stayedNow }: Sharing,
  told: ReadonlySet<Entry>,
): Drift[] {
  const { place, transport, port } = stayedNow[0]!;
  const door = { ...(place !== undefined && { place }), transport, port };
  const quiet = (entry: Entry) => !told.has(entry);
  const before = stayedThen.filter(quiet);
  const after = stayedNow.filter(quiet);
  const others = whole(stayedNow)!;
  const isOne = new Set(others.programs.map(called)).size === 1;
  const drifts: Drift[] = [];
  if (joined.length > 0) {
    const joiners = whole(joined)!;
    drifts.push({
      kind: 'program',
      severity: bySeverity(joiners, 'warning', 'warning', 'alert'),
      why: `${portText(joiners)} is shared by ${inFull(joiners.programs)} now, beside ${who(others)}, which ${isOne ? 'was' : 'were'} there ${left.length > 0 ? 'before' : 'alone'}; it is bound to ${addresses(joiners)}`,
      advice: IMPOSTOR,
      ...door,
      before,
      after: [...joined, ...after],
    });
  }
  if (left.length > 0) {
    drifts.push({
      kind: 'program',
      severity: 'notice',
      why: `${portText(left[0]!)} was left by ${inFull(whole(left)!.programs)}; ${who(others)} ${isOne ? 'is' : 'are'} still there`,
      advice: STOPPED,
      ...door,
      before: [...left, ...before],
      after,
    });
  }
  return drifts;
}

/** A container or another namespace that came or went with all its doors. */
export function placeDrift({ kind, before, after }: DoorChange, place: string): Drift {
  const isNew = kind === 'new';
  const entries = isNew ? after : before;
  const doors = doorList(entries);
  return {
    kind: isNew ? 'new' : 'gone',
    severity: 'notice',
    why: isNew
      ? `programs in ${placeWords(place)} listen on ${doors}; before, none did there`
      : `nothing listens in ${placeWords(place)} any more; before, programs did on ${doors}`,
    advice: isNew ? KNOW_IT : STOPPED,
    place,
    before,
    after,
  };
}

/** A place by its name, as `placeName` makes them: a container, or another network namespace. */
function placeWords(place: string): string {
  const [kind, ...rest] = place.split(':');
  const name = rest.join(':');
  if (kind === 'netns') return `the network namespace "${name}"`;
  if (kind === 'unit' || kind === 'process') return `the network namespace of ${name}`;
  return `the container ${place}`;
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

/** Which command that is, only those know who know what was asked for. */
function lookAgain({ host, listedBy }: Snapshot): string {
  const who = host.system === 'win32' ? 'as administrator' : 'with more rights';
  if (listedBy !== undefined) return `let it be listed again ${who}, on the machine that it is of`;
  return host.system === 'win32'
    ? `look again ${who}`
    : `look again ${who}; in a container or a sandbox root may see too little as well`;
}

const KNOW_IT = 'make sure that you know why; then accept it, or stop it';
const STOPPED = 'if it was stopped on purpose, accept that; else find out why it ended';
const IMPOSTOR =
  'make sure that it is meant to be there; if not, stop it and find out what started it';
const CLOSER = 'bind it as it was, let a firewall keep others out, or accept it';

function meaning({ kind, before, after }: DoorChange): Meaning {
  const former = whole(before);
  const present = whole(after);
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
        why: present!.dynamic
          ? `${portText(present!)}, in the range that the system hands out, is open wider than what ${who(present!)} had there (${nearness(former!)}): it is bound to ${addresses(present!)}, and ${from(present!)} can reach it`
          : `${portText(present!)} is open wider: ${families(former!, present!)}${rebound(former!, present!)}, and ${from(present!)} can reach it`,
        advice: CLOSER,
      };
    case 'narrower':
      return {
        severity: 'notice',
        why: `${portText(present!)} is open to fewer: ${families(former!, present!)}${rebound(former!, present!)}, and ${from(present!)} can reach it`,
        advice: 'accept it if that is meant; who used it from further away cannot any more',
      };
    case 'unseen':
      throw new Error('what was not seen is told all at once');
  }
}

function opened(kind: 'new' | 'reopened', entry: Entry, former: Entry | undefined): Meaning {
  const port = portText(entry);
  if (entry.state === 'bound') {
    return {
      severity: 'none',
      why: `${port} is held by ${who(entry)}, which does not listen`,
      advice: 'nothing to do: nobody reaches it, but no other program can have the port',
    };
  }
  if (entry.dynamic) {
    return {
      severity: bySeverity(entry, 'notice', 'notice', 'warning'),
      why: `${port}, in the range that the system hands out, is of ${who(entry)}, which had no port there before`,
      advice: KNOW_IT,
    };
  }
  const how =
    kind === 'reopened'
      ? `is open again, where ${who(entry)} was seen to stop`
      : former
        ? `was only held, and ${who(entry)} listens there now`
        : `is new: ${who(entry)} listens there`;
  return {
    severity: bySeverity(entry, 'notice', 'warning', 'alert'),
    why: `${port} ${how} (${addresses(entry)}), and ${from(entry)} can reach it`,
    advice: KNOW_IT,
  };
}

function closed(entry: Entry, present: Entry | undefined): Meaning {
  const port = portText(entry);
  const was = entry.state === 'bound' ? 'held it' : `listened there (${addresses(entry)})`;
  return {
    severity: entry.state === 'bound' ? 'none' : 'notice',
    why: present
      ? `${port} is closed: ${who(present)} holds it still, and does not listen`
      : `${port} is gone: ${who(entry)} ${was}`,
    advice: STOPPED,
  };
}

function swapped(former: Entry, present: Entry): Meaning {
  const was = former.programs.length === 0 ? 'no program' : inFull(former.programs);
  return {
    severity: bySeverity(present, 'warning', 'warning', 'alert'),
    why: `${portText(present)} belongs to ${inFull(present.programs)} now, where ${was} was; it is bound to ${addresses(present)}`,
    advice: IMPOSTOR,
  };
}

function moved(former: Entry, present: Entry): Meaning {
  const port = portText(present);
  const { gained, lost } = familyChange(former.binds, present.binds);
  if (former.port === present.port && gained.length > 0 && lost.length === 0) {
    return {
      severity: 'notice',
      why: `${port} takes ${FAMILY[gained[0]!]} too: ${rebound(former, present)}, and ${from(present)} can reach it, as before`,
      advice: `make sure that the firewall's rules are for ${FAMILY[gained[0]!]} too, and accept it if it is meant`,
    };
  }
  return {
    severity: 'notice',
    why:
      former.port === present.port
        ? `${port} has another address: ${rebound(former, present)}`
        : `${port} is where ${who(present)} listens now, instead of ${portText(former)}`,
    advice: 'tell those who use it, and accept it if it is meant',
  };
}

const FAMILY: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** Which family came or went; nothing where both times have the same. */
function families(former: Entry, present: Entry): string {
  const { gained, lost } = familyChange(former.binds, present.binds);
  const parts = [
    ...gained.map((family) => `it takes ${FAMILY[family]} now`),
    ...lost.map((family) => `it takes no ${FAMILY[family]} any more`),
  ];
  return parts.map((part) => `${part}; `).join('');
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

/** A file does not say on which addresses. */
const nearness = (former: Entry) =>
  former.binds.length === 0 ? 'for this machine alone' : addresses(former);

const addresses = ({ binds }: Entry) => {
  const texts = binds.map(({ address, device }) =>
    device === undefined ? address : `${address}%${device}`,
  );
  return [...new Set(texts)].join(', ');
};

function rebound(former: Entry, present: Entry): string {
  const program = who(present.programs.length > 0 ? present : former);
  const [was, is] = [addresses(former), addresses(present)];
  return was === is
    ? `${program} is bound to ${is} as before`
    : `${program} was bound to ${was} and is bound to ${is} now`;
}

const who = ({ programs }: Entry) =>
  programs.length === 0 ? 'a program that could not be seen' : names(programs);

const names = (programs: readonly Program[]) => [...new Set(programs.map(called))].join(', ');

const inFull = (programs: readonly Program[]) =>
  programs.length === 0 ? 'no program' : [...new Set(programs.map(programText))].join(', ');
