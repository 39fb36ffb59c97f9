/** Asks the hosts of a whole network one by one, at a pace, so that it can be taken up again. */
import type { RetrySchedule } from '../../core/retry.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { linkPrefixes } from '../../platform/interfaces.ts';
import type { Pacing } from '../../platform/paced.ts';
import { converse } from '../../platform/run.ts';
import { browser } from '../../protocols/dnssd/client.ts';
import { MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { sweep } from '../../protocols/enpc/client.ts';
import { DEFAULT_PASSES, SWEEP_BURST, sweepDuration } from '../../protocols/enpc/sweep.ts';
import { inquiry, MAX_AGENTS } from '../../protocols/snmp/client.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdDiscovery } from '../../protocols/wsd/client.ts';
import { WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import {
  ANSWER_ROOM,
  DNS_ID_SPAN,
  drawBelow,
  eachOf,
  SNMP_ID_SPAN,
  SNMP_QUESTIONS,
  type Asking,
} from './asking.ts';
import type { WantedHosts } from './named.ts';
import { roundsWithin, slowRoundsWithin } from './wanted.ts';

/** Networks up to this size are asked by SNMP too, host by host: as many as its client remembers. */
export const MOST_BY_SNMP = MAX_AGENTS;
/** Conversations, each with a socket of its own, that go on at the same time. */
const AT_ONCE = 32;
/** WSD is said eight times over, and again: hosts of one conversation. */
const MOST_BY_WSD = 256;

/**
 * Steps that may not have left this machine yet when a sweep ends, and are asked again: what waits for its turn, and
 * what was lost on this machine since it was last looked at. A second's worth at the most.
 */
const NOT_YET_GONE = 2 * SWEEP_BURST;

/** How far a sweep is. */
export interface SweepStand {
  /** Where to go on. */
  readonly position: number;
  /** Where it is: some of what was handed over may not have left. */
  readonly reached: number;
  /** Hosts times passes. */
  readonly total: number;
  /** How long it will still take. */
  readonly left: Millis;
}

/** @param told called some four times a second while the sweep goes on */
export async function askHosts(
  hosts: WantedHosts,
  asking: Asking,
  told: (stand: SweepStand) => void,
): Promise<void> {
  const { wanted, hearing } = asking;
  await Promise.all([
    ...(wanted.by.has('enpc') ? [sweepEnpc(hosts, asking, told)] : []),
    ...(wanted.by.has('snmp') && hosts.count <= MOST_BY_SNMP
      ? [askSnmp(everyHost(hosts), asking)]
      : []),
  ]);
  const named = [...hearing.sources()];
  await Promise.all([
    ...(wanted.by.has('dnssd') ? [askDnssd(named, asking)] : []),
    ...(wanted.by.has('wsd') ? [askWsd(named.slice(0, MOST_BY_WSD), asking)] : []),
  ]);
}

const everyHost = ({ count, at }: WantedHosts): string[] =>
  Array.from({ length: count }, (_, i) => at(i));

function sweepEnpc(
  hosts: WantedHosts,
  { wanted, platform, signal, hearing, mayAsk }: Asking,
  told: (stand: SweepStand) => void,
): Promise<void> {
  const { rate, from } = wanted;
  const began = platform.clock.now();
  const all = hosts.count * DEFAULT_PASSES.length;
  const planned = sweepDuration(hosts.count, rate);
  const absent = new Set<string>();
  const neighbours = platform.neighbours();
  // Asking once more for those costs time only where there are more of them than places: there it is spared.
  const isAbsent = (address: string) => absent.size > neighbours.places && absent.has(address);
  return converse(sweep({ hosts, mayAsk, isAbsent, perSecond: rate, from }), platform, {
    address: anyAddress(hosts),
    signal,
    buffer: ANSWER_ROOM,
    pacing: { ...pacingOf(platform), neighbours, absent },
    tell(event) {
      if (event.kind !== 'progress') return hearing.enpc(event);
      const { position, total } = event;
      const took = platform.clock.now() - began;
      const done = position - from;
      // By what was done in how long: neighbours that are not there slow it down.
      const measured = done > rate ? (took / done) * (total - position) : 0;
      const left = Math.max(measured, (planned * (total - position)) / all);
      told({
        position:
          position === total ? total : Math.max(from, position - Math.min(NOT_YET_GONE, rate)),
        reached: position,
        total,
        left,
      });
    },
  });
}

/** How patiently, and at what pace. */
interface SnmpManner {
  readonly rounds: RetrySchedule;
  readonly pacing: Pacing;
  /** Hosts of one conversation, and conversations at the same time; each says 400 packets a second at most. */
  readonly portion: number;
  readonly atOnce: number;
}

/** Single hosts by SNMP; nobody else is believed. */
export async function askSnmp(
  addresses: readonly string[],
  { wanted, platform, signal, hearing, mayAsk }: Asking,
  { rounds, pacing, portion: size, atOnce }: SnmpManner = {
    rounds: roundsWithin(wanted.wait),
    pacing: { ...pacingOf(platform), perSecond: wanted.rate },
    portion: MAX_AGENTS,
    atOnce: 1,
  },
): Promise<void> {
  const allowed = addresses.filter(mayAsk);
  await eachOf(
    byFamily(allowed).flatMap((group) => portions(group, size)),
    atOnce,
    (portion) =>
      converse(
        inquiry({
          hosts: portion.map((address) => ({ address, port: SNMP_PORT })),
          mayAsk,
          ...SNMP_QUESTIONS,
          rounds,
          firstId: drawBelow(SNMP_ID_SPAN, platform),
        }),
        platform,
        {
          address: portion[0]!.includes(':') ? '::' : '0.0.0.0',
          signal,
          buffer: ANSWER_ROOM,
          pacing,
          tell: (event) => hearing.snmp(event),
        },
      ),
  );
}

async function askDnssd(
  addresses: readonly string[],
  { wanted, platform, signal, hearing, mayAsk }: Asking,
): Promise<void> {
  await eachOf(addresses.filter(mayAsk), AT_ONCE, (address) =>
    converse(
      browser({
        mode: 'unicast',
        to: { address, port: MDNS_PORT },
        rounds: slowRoundsWithin(Math.min(wanted.wait, seconds(2))),
        id: drawBelow(DNS_ID_SPAN, platform),
        mayHear: mayAsk,
      }),
      platform,
      {
        address: address.includes(':') ? '::' : '0.0.0.0',
        signal,
        tell: (event) => hearing.dnssd(event),
      },
    ),
  );
}

async function askWsd(
  addresses: readonly string[],
  { wanted, platform, signal, hearing, mayAsk }: Asking,
): Promise<void> {
  const targets = addresses.filter(mayAsk).map((address) => ({ address, port: WSD_PORT }));
  if (targets.length === 0) return;
  const { random } = platform;
  const machine = wsdDiscovery({ targets, mayAsk, random, listen: wanted.wait / 2 });
  await converse(machine, platform, {
    address: addresses[0]!.includes(':') ? '::' : '0.0.0.0',
    signal,
    tell: (event) => hearing.wsd(event),
  });
}

const anyAddress = ({ family }: WantedHosts): string => (family === 'ipv6' ? '::' : '0.0.0.0');

/** Neighbours of this machine are not asked faster than it can find them. */
const pacingOf = ({ interfaces, neighbours }: Asking['platform']): Pacing => ({
  links: linkPrefixes(interfaces()),
  neighbours: neighbours(),
});

const byFamily = (addresses: readonly string[]): string[][] =>
  [
    addresses.filter((address) => !address.includes(':')),
    addresses.filter((address) => address.includes(':')),
  ].filter((group) => group.length > 0);

const portions = <Thing>(things: readonly Thing[], size: number): Thing[][] =>
  Array.from({ length: Math.ceil(things.length / size) }, (_, i) =>
    things.slice(i * size, (i + 1) * size),
  );
