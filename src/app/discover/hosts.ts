/** Asks the hosts of a whole network one by one, at a pace, so that it can be taken up again. */
import type { RetrySchedule } from '../../core/retry.ts';
import { seconds } from '../../core/units.ts';
import type { Pacing } from '../../platform/paced.ts';
import { converse } from '../../platform/run.ts';
import { browser } from '../../protocols/dnssd/client.ts';
import { MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { discovery } from '../../protocols/enpc/client.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { inquiry } from '../../protocols/snmp/client.ts';
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
import { sweepHosts, SWEEPERS, type SweepStand } from './sweep.ts';
import { slowRoundsWithin } from './wanted.ts';

/** Conversations, each with a socket of its own, that go on at the same time. */
const AT_ONCE = 32;
/** WSD is said eight times over, and again: hosts of one conversation. */
const MOST_BY_WSD = 256;

/** @param told called some four times a second while the sweep goes on */
export async function askHosts(
  hosts: WantedHosts,
  asking: Asking,
  told: (stand: SweepStand) => void,
): Promise<void> {
  const { wanted, hearing } = asking;
  const sweepers = SWEEPERS.filter((one) => wanted.by.has(one));
  if (sweepers.length > 0) await sweepHosts(hosts, sweepers, asking, told);
  const named = [...hearing.sources()];
  await Promise.all([
    ...(wanted.by.has('dnssd') ? [askDnssd(named, asking)] : []),
    ...(wanted.by.has('wsd') ? [askWsd(named.slice(0, MOST_BY_WSD), asking)] : []),
  ]);
}

/** How patiently, and at what pace. */
interface Patience {
  readonly rounds: RetrySchedule;
  readonly pacing: Pacing;
  /** Hosts of one conversation, and conversations at the same time; each says 400 packets a second at most. */
  readonly portion: number;
  readonly atOnce: number;
}

/** Single hosts by SNMP; nobody else is believed. */
export async function askSnmp(
  addresses: readonly string[],
  { platform, signal, hearing, snmp, mayAsk }: Asking,
  { rounds, pacing, portion: size, atOnce }: Patience,
): Promise<void> {
  const allowed = addresses.filter(mayAsk);
  await eachOf(
    byFamily(allowed).flatMap((group) => portions(group, size)),
    atOnce,
    (portion) =>
      converse(
        inquiry({
          ...snmp,
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

/** Single hosts by ENPC, which is spoken over IPv4 alone. */
export async function askEnpc(
  addresses: readonly string[],
  { platform, signal, hearing, mayAsk }: Asking,
  { rounds, pacing, portion: size, atOnce }: Patience,
): Promise<void> {
  const allowed = addresses.filter((address) => !address.includes(':') && mayAsk(address));
  await eachOf(portions(allowed, size), atOnce, (portion) =>
    converse(
      discovery({
        targets: portion.map((address) => ({ address, port: ENPC_PORT })),
        mayAsk: (address) => portion.includes(address),
        rounds,
      }),
      platform,
      { signal, buffer: ANSWER_ROOM, pacing, tell: (event) => hearing.enpc(event) },
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

const byFamily = (addresses: readonly string[]): string[][] =>
  [
    addresses.filter((address) => !address.includes(':')),
    addresses.filter((address) => address.includes(':')),
  ].filter((group) => group.length > 0);

const portions = <Thing>(things: readonly Thing[], size: number): Thing[][] =>
  Array.from({ length: Math.ceil(things.length / size) }, (_, i) =>
    things.slice(i * size, (i + 1) * size),
  );
