/** One discovery, from the first call to devices as records. */
import { grouped } from '../../core/count.ts';
import { mayAsk } from '../../core/own-networks.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { deviceTitle, type Device } from '../../devices/device.ts';
import { WITNESSES } from '../../devices/observation.ts';
import { linkPrefixes, type NetworkInterface } from '../../platform/interfaces.ts';
import { readPrograms, type ProgramFacts } from '../../verdict/programs.ts';
import { judgeService, type ServiceJudge } from '../../verdict/service.ts';
import { mostSevere } from '../../verdict/verdict.ts';
import type { Context, Input } from '../operation.ts';
import type { Asking } from './asking.ts';
import { callEverybody } from './everybody.ts';
import { Further } from './further.ts';
import { Hearing } from './hearing.ts';
import { askHosts, MOST_BY_NAME, MOST_BY_SNMP, type SweepStand } from './hosts.ts';
import { readHosts } from './named.ts';
import { askedBy, linksOf, unusableOf, type Link } from './links.ts';
import type { DiscoverCoverage, DiscoverResult, FoundDevice } from './result.ts';
import { causesOf } from './silence.ts';
import { readWanted, type Wanted } from './wanted.ts';

/** How often is told how many have answered. */
const TELL_EVERY: Millis = 250;

/** @throws UsageError when the input makes no sense */
export async function runDiscover(input: Input, context: Context): Promise<DiscoverResult> {
  const { platform, signal } = context;
  const interfaces = platform.interfaces();
  const own = {
    links: linkPrefixes(interfaces),
    allowPublic: input['allow-public'] === true,
  };
  const words = (input['hosts'] as readonly string[] | undefined) ?? [];
  const named = words.length > 0 ? await readHosts(words, own, platform, signal) : undefined;
  const wanted = readWanted(input, named);
  const everybodys = broadcastAddresses(interfaces);
  const began = platform.clock.now();
  const hearing = new Hearing(() => platform.clock.wallTime());
  const asking: Asking = {
    wanted,
    platform,
    signal,
    hearing,
    mayAsk: (address) => !everybodys.has(address) && mayAsk(address, own),
  };
  const links = wanted.hosts ? [] : linksOf(interfaces);
  const course = await converseAll(links, asking, context);
  const gathering = hearing.gather();
  const devices = judged(gathering.devices(), context);
  const coverage = coverageOf(links, asking, course, gathering.dropped);
  return {
    devices,
    coverage,
    took: Math.round(platform.clock.now() - began),
    ...(devices.length === 0 && { silence: causesOf(links, coverage, platform.host.system) }),
  };
}

/** What is everybody's address on a link of this machine is no host's. */
const broadcastAddresses = (interfaces: readonly NetworkInterface[]): ReadonlySet<string> =>
  new Set(interfaces.flatMap((one) => one.addresses.flatMap(({ broadcast }) => broadcast ?? [])));

/** How the conversations went. */
interface Course {
  /** How far the sweep came, where there was one. */
  readonly stand: SweepStand | undefined;
  /** Whether there was no time to hear everybody out. */
  readonly ranOut: boolean;
}

/** Everything that is said, in order. */
async function converseAll(
  links: readonly Link[],
  asking: Asking,
  context: Context,
): Promise<Course> {
  const { wanted, hearing } = asking;
  const { hosts } = wanted;
  const further = new Further(asking);
  let stand: SweepStand | undefined;
  if (hosts) {
    const told = (now: SweepStand) => {
      stand = now;
      context.emit({
        kind: 'progress',
        what: `${grouped(hosts.count)} addresses, ${leftWords(now.left)}, ${heardWords(hearing)}`,
        done: now.reached,
        total: now.total,
      });
    };
    if (hosts.count > MOST_BY_NAME)
      context.emit({ kind: 'progress', what: beginning(wanted), done: 0 });
    await askHosts(hosts, asking, told);
  } else if (links.length > 0) {
    await whileTelling(
      asking,
      context,
      links.map((link) => link.interface),
      () => Promise.all([callEverybody(links, asking), further.early()]),
    );
  }
  if (!asking.signal.aborted) {
    const who = [...hearing.sources()];
    await whileTelling(asking, context, [`${who.length} that answered`], () => further.rest());
  }
  return { stand, ranOut: further.ranOut };
}

const beginning = ({ hosts, rate }: Wanted): string =>
  `asking ${grouped(hosts!.count)} addresses, ${grouped(rate)} packets a second of each protocol`;

/** Tells now and then how many have answered. */
async function whileTelling(
  { hearing }: Asking,
  { platform, emit }: Context,
  whom: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const { clock } = platform;
  let forget = () => {};
  const tell = (): void => {
    emit({ kind: 'progress', what: `asking ${whom.join(', ')}: ${heardWords(hearing)}`, done: 0 });
    forget = clock.wakeAt(clock.now() + TELL_EVERY, tell);
  };
  tell();
  await work().finally(() => forget());
}

const heardWords = (hearing: Hearing): string => {
  const { size } = hearing.sources();
  return size === 0 ? 'nobody answered yet' : `${grouped(size)} answered`;
};

/** `some 4 min left`. */
function leftWords(left: Millis): string {
  const rest = Math.ceil(left / seconds(1));
  if (rest < 100) return `some ${rest} s left`;
  const minutes = Math.ceil(rest / 60);
  return minutes < 100 ? `some ${minutes} min left` : `some ${Math.ceil(minutes / 60)} h left`;
}

function coverageOf(
  links: readonly Link[],
  { wanted, signal, hearing, platform }: Asking,
  { stand, ranOut }: Course,
  dropped: number,
): DiscoverCoverage {
  const { hosts, rate } = wanted;
  const gaps = [...gapsOf(wanted), ...missingOf(hosts), ...(ranOut ? [TOO_SLOW] : [])];
  const { unreadable } = hearing.misheard;
  const turnedAway = hearing.misheard.turnedAway + dropped;
  const isLeft = signal.aborted && stand !== undefined && stand.position < stand.total;
  const isAsked = hosts !== undefined || links.length > 0;
  return {
    complete: isAsked && !signal.aborted && turnedAway === 0 && gaps.length === 0,
    by: WITNESSES.filter((witness) => wanted.by.has(witness)),
    interfaces: links.map((link) => ({
      interface: link.interface,
      address: link.address,
      subnet: link.subnet,
      by: askedBy(link, wanted),
      internal: link.internal,
    })),
    unusable: hosts ? [] : unusableOf(platform.interfaces(), wanted),
    ...(hosts && {
      hosts: {
        words: hosts.words,
        ...(hosts.names.length > 0 && { names: hosts.names }),
        count: hosts.count,
        rate,
        ...(stand && { position: stand.position, total: stand.total }),
        ...(isLeft && { again: `${wanted.command} --from ${stand.position}` }),
      },
    }),
    interrupted: signal.aborted,
    unreadable,
    turnedAway,
    gaps,
  };
}

const TOO_SLOW = {
  what: 'what some devices would have said by IPP or WSD',
  why: 'was not heard out: they answered too slowly',
};

const missingOf = (hosts: Wanted['hosts']): DiscoverCoverage['gaps'] =>
  (hosts?.missing ?? []).map(({ host, why }) => ({ what: host, why: `was not asked: ${why}` }));

function gapsOf({ hosts, by }: Wanted): DiscoverCoverage['gaps'] {
  if (hosts === undefined || hosts.count <= MOST_BY_NAME) return [];
  const count = grouped(hosts.count);
  const silent: string[] = [
    ...(by.has('snmp') && hosts.count > MOST_BY_SNMP ? ['SNMP'] : []),
    ...(by.has('dnssd') ? ['DNS-SD'] : []),
    ...(by.has('wsd') ? ['WSD'] : []),
  ];
  if (silent.length === 0) return [];
  return [
    {
      what: `devices that answer to ${silent.join(', ')} alone`,
      why: `are not looked for among ${count} addresses: only those that answered are asked by it`,
    },
  ];
}

function judged(devices: readonly Device[], { platform, atlas }: Context): FoundDevice[] {
  if (devices.length === 0) return [];
  const programs = readPrograms(JSON.parse(platform.data.text('programs.json')) as ProgramFacts);
  const own = new Set(
    platform.interfaces().flatMap((one) => one.addresses.map(({ address }) => address)),
  );
  return devices.map((device) => judgedDevice(device, { atlas, programs }, own));
}

function judgedDevice(device: Device, judge: ServiceJudge, own: ReadonlySet<string>): FoundDevice {
  const services = device.services.map((service) => ({
    ...service,
    ...judgeService(service, judge),
  }));
  const [worst] = mostSevere(services.flatMap(({ verdicts }) => verdicts));
  return {
    ...device,
    title: deviceTitle(device),
    services,
    ...(worst && { verdict: worst.verdict }),
    severity: worst?.severity ?? 'none',
    exposed: services.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'exposed')),
    thisMachine: device.addresses.some((address) => own.has(address)),
  };
}
