/** What a discovery looked at, and what it did not. */
import { grouped } from '../../core/count.ts';
import { WITNESS_NAMES, WITNESSES } from '../../devices/observation.ts';
import type { Asking } from './asking.ts';
import type { Course } from './course.ts';
import { askedBy, unusableOf, type Link } from './links.ts';
import { areFew } from './named.ts';
import { refusalsOf, refusingAgents } from './refusals.ts';
import type { AskedHost, AskedInterface, DiscoverCoverage } from './result.ts';
import type { Wanted } from './wanted.ts';

/**
 * @param dropped things that were heard of, and for which there was no room
 */
export function coverageOf(
  links: readonly Link[],
  { wanted, signal, hearing, snmp, platform, failed }: Asking,
  { stand, each, ranOut }: Course,
  dropped: number,
): DiscoverCoverage {
  const { hosts, rate } = wanted;
  const refusing = refusingAgents(hearing.snmpAgents(), snmp);
  const gaps = [
    ...unsweptOf(wanted),
    ...missingOf(hosts),
    ...untoldOf(each),
    ...refusalsOf(refusing),
    ...(ranOut ? [TOO_SLOW] : []),
  ];
  const { unreadable } = hearing.misheard;
  const turnedAway = hearing.misheard.turnedAway + dropped;
  const isLeft = signal.aborted && stand !== undefined && stand.position < stand.total;
  const isAsked = (hosts !== undefined || links.length > 0) && failed.length === 0;
  return {
    complete: isAsked && !signal.aborted && turnedAway === 0 && gaps.length === 0,
    by: WITNESSES.filter((witness) => wanted.by.has(witness)),
    interfaces: interfacesOf(links, wanted),
    unusable: hosts ? [] : [...unusableOf(platform.interfaces(), wanted), ...failed],
    ...(hosts && {
      hosts: {
        words: hosts.words,
        ...(hosts.names.length > 0 && { names: hosts.names }),
        count: hosts.count,
        ...(each && { each }),
        rate,
        ...(stand?.slowedTo !== undefined && {
          paced: { by: 'neighbours' as const, perSecond: stand.slowedTo },
        }),
        ...(stand && { position: stand.position, total: stand.total }),
        ...(isLeft && { again: `${wanted.command} --from ${stand.position}` }),
      },
    }),
    interrupted: signal.aborted,
    ...(refusing.length > 0 && { refusing: refusing.map(({ address }) => address) }),
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

/** A subnet each; what was asked by IPv6 is told with the interface's first, or alone where it has no other. */
function interfacesOf(links: readonly Link[], wanted: Wanted): AskedInterface[] {
  const told = new Set<string>();
  const six = new Map(
    links.flatMap((link) => (link.family === 'ipv6' ? [[link.interface, link.address]] : [])),
  );
  return links.flatMap((link) => {
    const { interface: name, address, subnet, internal, family } = link;
    const isFirst = !told.has(name);
    if (family === 'ipv6' && !isFirst) return [];
    told.add(name);
    const ipv6 = isFirst ? six.get(name) : undefined;
    const by = askedBy(link, wanted);
    return [
      { interface: name, address, subnet, by, internal, ...(ipv6 !== undefined && { ipv6 }) },
    ];
  });
}

/** What a host that answered kept to itself. */
const untoldOf = (each: readonly AskedHost[] = []): DiscoverCoverage['gaps'] =>
  each.flatMap(({ host, address, asked }) =>
    asked.flatMap(({ by, end, why }) =>
      end === 'partly'
        ? [
            {
              what: `what ${host ?? address} says by ${WITNESS_NAMES[by]}`,
              why: `is not all: ${why}`,
            },
          ]
        : [],
    ),
  );

/** By what the hosts of a large network are not asked unless they answer to something else. */
function unsweptOf({ hosts, by }: Wanted): DiscoverCoverage['gaps'] {
  if (hosts === undefined || areFew(hosts)) return [];
  const count = grouped(hosts.count);
  const silent: string[] = [
    ...(by.has('dnssd') ? ['DNS-SD'] : []),
    ...(by.has('wsd') ? ['WSD'] : []),
  ];
  if (silent.length === 0) return [];
  return [
    {
      what: `devices that answer to ${silent.join(' or ')} alone`,
      why: `are not looked for among ${count} addresses: only those that answered are asked by it`,
    },
  ];
}
