/** Whether what people wrote down by hand names things that exist, and says where it is from. */
import type { Claim, Dispute, Ghost, Source } from '../claim.ts';
import { isPort } from './shapes.ts';

type Written = Omit<Dispute, 'foundBy'>;

/** What can be named: sources by id, and the claims of all tables. */
export interface Known {
  readonly sources: readonly Source[];
  readonly claims: readonly Claim[];
}

/** One sentence each. */
export function sourceFaults(sources: readonly Source[]): string[] {
  const ids = sources.map(({ id }) => id);
  return [
    ...ids
      .filter((id, i) => ids.indexOf(id) !== i)
      .map((id) => `the source "${id}" is there twice`),
    ...sources.filter(({ title }) => !title).map(({ id }) => `the source "${id}" has no title`),
    ...sources
      .filter(({ date }) => date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(date))
      .map(({ id, date }) => `the source "${id}" is of "${date}", which is no date`),
    ...sources.flatMap(({ id, address, download }) =>
      Object.entries({ address, download })
        .filter(([, given]) => given !== undefined && !WEB_ADDRESS.test(given))
        .map(([key, given]) => `the ${key} of the source "${id}" is "${given}", which is no URL`),
    ),
  ];
}

/** RFC 3986, as far as the web goes: a host, perhaps a port, and no blanks. */
const WEB_ADDRESS = /^https?:\/\/[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?(?:[/?#]\S*)?$/i;

export function disputeFaults(disputes: readonly Written[], known: Known): string[] {
  return disputes.flatMap((dispute) => {
    const { ports, summary, supported, reference, reason } = dispute;
    const about = `the dispute on ${ports.join(', ')}`;
    return [
      ...(ports.length > 0 && ports.every(isPort) ? [] : [`${about} names no possible port`]),
      ...(ports.some((port) => isClaimed(port, known))
        ? []
        : [`${about} is about ports that nobody claims`]),
      ...(summary ? [] : [`${about} has no summary`]),
      ...(reason ? [] : [`${about} gives no reason`]),
      ...(reference ? [] : [`${about} has no reference`]),
      ...(supported === undefined || hasSource(supported, known)
        ? []
        : [`${about} supports "${supported}", which is no source`]),
    ];
  });
}

export function ghostFaults(ghosts: readonly Ghost[], known: Known): string[] {
  const names = ghosts.map(({ service }) => service);
  return [
    ...(names.join() === names.toSorted().join() ? [] : ['the ghosts are not sorted by service']),
    ...ghosts.flatMap(({ service, ports, evidence, reference }) => [
      ...(known.claims.some((claim) => claim.service === service)
        ? []
        : [`the ghost "${service}" is a service that no table names`]),
      ...(ports ?? [])
        .filter(
          (port) => !known.claims.some((claim) => claim.service === service && covers(claim, port)),
        )
        .map((port) => `the ghost "${service}" is not claimed on port ${port}`),
      ...(evidence ? [] : [`the ghost "${service}" has no evidence`]),
      ...(reference ? [] : [`the ghost "${service}" has no reference`]),
    ]),
  ];
}

/** What programs speak, and what they are also called. */
export interface NamingFacts {
  readonly same: Readonly<Record<string, readonly string[]>>;
  readonly programs: readonly { readonly name: string; readonly speaks: readonly string[] }[];
}

export function namingFaults({ same, programs }: NamingFacts, { claims }: Known): string[] {
  const services = new Set(claims.map(({ service }) => service));
  return [
    ...programs.flatMap(({ name, speaks }) =>
      speaks
        .filter((service) => !services.has(service))
        .map((service) => `${name} speaks "${service}", which no table names`),
    ),
    ...Object.entries(same)
      .flatMap(([name, others]) => [name, ...others])
      .filter((service) => !services.has(service))
      .map((service) => `"${service}" means the same as another, and no table names it`),
  ];
}

/** @param aliases what services are also called, by their names */
export function aliasFaults(
  aliases: Readonly<Record<string, readonly string[]>>,
  { claims }: Known,
): string[] {
  const services = new Set(claims.map(({ service }) => service));
  return Object.entries(aliases).flatMap(([service, others]) => [
    ...(services.has(service) ? [] : [`"${service}" has other names, and no table names it`]),
    ...(others.length > 0 ? [] : [`"${service}" is listed without any other name`]),
  ]);
}

const covers = ({ from, to }: Claim, port: number) => from <= port && port <= to;
const isClaimed = (port: number, { claims }: Known) => claims.some((claim) => covers(claim, port));
const hasSource = (id: string, { sources }: Known) => sources.some((source) => source.id === id);
