/** One discovery, from the first call to devices as records. */
import { mayAsk } from '../../core/own-networks.ts';
import { linkPrefixes, type NetworkInterface } from '../../platform/interfaces.ts';
import { readSnmpWishes, snmpManner } from '../devices/snmp-parameters.ts';
import type { Context, Input } from '../operation.ts';
import type { Asking } from './asking.ts';
import { converseAll } from './course.ts';
import { coverageOf } from './coverage.ts';
import { Hearing } from './hearing.ts';
import { judged } from './judged.ts';
import { linksOf } from './links.ts';
import { readHosts } from './named.ts';
import type { DiscoverResult } from './result.ts';
import { causesOf } from './silence.ts';
import { readWanted } from './wanted.ts';

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
  const links = wanted.hosts ? [] : linksOf(interfaces);
  const course = await converseAll(links, asking, context);
  const gathering = hearing.gather();
  const devices = judged(gathering.devices(), hearing.scannersAt(), context);
  const coverage = coverageOf(links, asking, course, gathering.dropped);
  return {
    devices,
    coverage,
    took: Math.round(platform.clock.now() - began),
    ...(devices.length === 0 && {
      silence: causesOf(links, coverage, { system: platform.host.system, wait: wanted.wait }),
    }),
  };
}

/** What is everybody's address on a link of this machine is no host's. */
const broadcastAddresses = (interfaces: readonly NetworkInterface[]): ReadonlySet<string> =>
  new Set(interfaces.flatMap((one) => one.addresses.flatMap(({ broadcast }) => broadcast ?? [])));
