/** Hosts that are named instead of everybody: addresses, networks and ranges, and names, which are looked up first. */
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { checkOwn, type OwnNetworks } from '../../core/own-networks.ts';
import type { CancelSignal } from '../../core/signal.ts';
import { permutation, sweepTargets } from '../../core/sweep-order.ts';
import type { HostList } from '../../core/sweep.ts';
import { isIpAddress } from '../../devices/identity.ts';
import { checkHost, findHost, type FindingPlatform, type Target } from '../devices/targets.ts';

/** Single hosts, instead of everybody on this machine's links. */
export interface WantedHosts extends HostList {
  readonly family: 'ipv4' | 'ipv6';
  /** As they were named. */
  readonly words: readonly string[];
  /** The same with addresses in place of names, so that they mean the same another time. */
  readonly places: readonly string[];
  /** Names, and where they lead. */
  readonly names: readonly { readonly host: string; readonly address: string }[];
  /** Names that lead nowhere, and why. */
  readonly missing: readonly { readonly host: string; readonly why: string }[];
}

/**
 * Up to this many are all asked at once, by every protocol and until they have told all: some five sockets each. More
 * are swept.
 */
export const MOST_FEW = 16;

/** Whether they are asked at once; else they are swept. */
export const areFew = ({ count }: Pick<WantedHosts, 'count'>): boolean => count <= MOST_FEW;

/** Names that are looked up: more than a person types. */
const MOST_NAMES = 256;

/** The same in each run, so that a sweep can be taken up again: which one is no matter. */
const ORDER = 3289;

/**
 * @param words not empty; several in one word with commas
 * @param own which networks are the user's
 * @throws UsageError when a word is none of them, or somebody else's
 * @throws NotFoundError when all are names, and none leads anywhere
 */
export async function readHosts(
  words: readonly string[],
  own: OwnNetworks,
  platform: FindingPlatform,
  signal: CancelSignal,
): Promise<WantedHosts> {
  const named = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
  const hosts = [...new Set(named.filter((word) => !isNumber(word)))];
  // What is wrong without looking anything up is said before.
  for (const host of hosts) checkName(host, own, platform);
  const asked = named.filter(isNumber);
  for (const range of asked.length > 0 ? sweepTargets(asked).ranges : []) checkOwn(range, own);
  for (const host of asked.filter(isIpAddress)) checkHost(host, own, platform.interfaces());
  if (hosts.length > MOST_NAMES) {
    throw new UsageError(`${hosts.length} names are too many to look up: at most ${MOST_NAMES}`);
  }
  const found = await Promise.all(hosts.map((host) => findHost(host, own, platform, signal)));
  const missing = found.flatMap((one) =>
    'missing' in one ? [{ host: one.host, why: one.missing }] : [],
  );
  const places = named.flatMap((word) => placeOf(word, found));
  if (places.length === 0) throw new NotFoundError(missing.map(({ why }) => why).join('; '));
  return {
    ...listOf(places),
    words: named,
    places,
    names: found.flatMap((one) => ('missing' in one ? [] : [one])),
    missing,
  };
}

/** What can only be meant as a number: no name has a colon, or nothing but digits, dots and hyphens. */
const isNumber = (word: string): boolean =>
  /^[\d./-]+$|^[\da-f.]*:[\da-f:.]*(?:%[\w.-]+)?(?:[-/][\da-f:.]+)?$/i.test(word);

function checkName(host: string, own: OwnNetworks, { interfaces }: FindingPlatform): void {
  if (host.includes('/')) {
    throw new UsageError(
      `"${host}" is neither a host nor a network: those are written as printer.lan, 192.168.1.20 and 192.168.1.0/24`,
    );
  }
  checkHost(host, own, interfaces());
}

function placeOf(word: string, found: readonly Target[]): string[] {
  const target = found.find(({ host }) => host === word);
  if (target === undefined) return [word];
  return 'missing' in target ? [] : [target.address];
}

function listOf(places: readonly string[]): HostList & Pick<WantedHosts, 'family'> {
  const targets = sweepTargets(places);
  const { count } = targets;
  const [family, ...others] = new Set(targets.ranges.map((range) => range.family));
  if (family === undefined) {
    throw new UsageError(`${places.join(', ')} has no address that can be a host's`);
  }
  if (areFew({ count })) return { count, at: targets.at, family };
  if (others.length > 0) {
    throw new UsageError(
      `more than ${MOST_FEW} addresses of IPv4 and of IPv6 are asked apart: name one kind`,
    );
  }
  // Scattered, so that no subnet gets everything at once.
  const place = permutation(count, ORDER);
  return { count, at: (index) => targets.at(place(index)), family };
}
