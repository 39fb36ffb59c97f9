/** One discovery, from the first call to devices as records. */
import { mayAsk } from '../../core/own-networks.ts';
import { linkPrefixes, reachObstacle, type NetworkInterface } from '../../platform/interfaces.ts';
import { WITNESSES } from '../../devices/observation.ts';
import { readSnmpWishes, snmpManner } from '../devices/snmp-parameters.ts';
import type { Context, Input } from '../operation.ts';
import type { Asking } from './asking.ts';
import { converseAll } from './course.ts';
import { coverageOf } from './coverage.ts';
import { Hearing } from './hearing.ts';
import { judged } from './judged.ts';
import { askedBy, linksOf } from './links.ts';
import { readHosts } from './named.ts';
import type { Cause, DiscoverResult } from './result.ts';
import { causesOf } from './silence.ts';
import { readWanted, type Wanted } from './wanted.ts';

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
  const wanted = readWanted(input, named, context.fromEnvironment);
  const snmp = await snmpManner(readSnmpWishes(input), platform);
  const everybodys = broadcastAddresses(interfaces);
  const began = platform.clock.now();
  const hearing = new Hearing(() => platform.clock.wallTime());
  const asking: Asking = {
    wanted,
    platform,
    signal,
    hearing,
    failed: [],
    snmp,
    mayAsk: (address) => !everybodys.has(address) && mayAsk(address, own),
  };
  const links = wanted.hosts
    ? []
    : linksOf(interfaces).filter((link) => askedBy(link, wanted).length > 0);
  const course = await converseAll(links, asking, context);
  const gathering = hearing.gather();
  const devices = judged(gathering.devices(), hearing.scannersAt(), context);
  const coverage = coverageOf(links, asking, course, gathering.dropped);
  return {
    devices,
    coverage,
    took: Math.round(platform.clock.now() - began),
    ...(devices.length === 0 && {
      silence: causesOf(links, coverage, {
        system: platform.host.system,
        wait: wanted.wait,
        elsewise: elsewise(interfaces, wanted),
      }),
    }),
  };
}

/** How somebody may be found where nobody can be called: by the group, and by name. */
function elsewise(interfaces: readonly NetworkInterface[], { by, group }: Wanted): Cause[] {
  const only = WITNESSES.filter((witness) => by.has(witness));
  const how = by.size === WITNESSES.length ? '' : ` --only ${only.join(',')}`;
  const isGrouped = linksOf(interfaces).some((link) => link.multicast && link.family === 'ipv4');
  if (!interfaces.some((one) => reachObstacle(one) === undefined)) return [];
  return [
    ...(by.has('enpc') && isGrouped && !group
      ? [
          {
            says: "where there is no broadcast, ENPC's multicast group can be called",
            command: `portolan discover --multicast${how}`,
          },
        ]
      : []),
    {
      says: 'a host whose address is known can be asked by itself',
      command: `portolan discover 10.0.0.1${how}`,
    },
  ];
}

/** What is everybody's address on a link of this machine is no host's. */
const broadcastAddresses = (interfaces: readonly NetworkInterface[]): ReadonlySet<string> =>
  new Set(interfaces.flatMap((one) => one.addresses.flatMap(({ broadcast }) => broadcast ?? [])));
