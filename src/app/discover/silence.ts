/** Nobody answered: what usually is the cause, by what this machine's interfaces look like. */
import type { Millis } from '../../core/units.ts';
import type { Witness } from '../../devices/observation.ts';
import { witnessWords } from '../../devices/words.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { silenceOf } from '../devices/silence.ts';
import type { Link } from './links.ts';
import type { AskedHost, Cause, DiscoverCoverage } from './result.ts';
import { SWEEPERS, type Sweeper } from './sweep.ts';

export interface Circumstances {
  /** As the platform tells it: `linux`, `darwin`, `win32`. */
  readonly system: string;
  /** How long first answers were waited for. */
  readonly wait: Millis;
  /** What may help where nobody can be called. */
  readonly elsewise: readonly Cause[];
}

export function causesOf(
  links: readonly Link[],
  { by, hosts, unusable, interrupted }: DiscoverCoverage,
  { system, wait, elsewise }: Circumstances,
): Cause[] {
  if (hosts?.each) return eachCauses(hosts.each, interrupted, wait);
  if (hosts !== undefined) return hostCauses(by, interrupted);
  if (links.length === 0) {
    const each = unusable.map(({ interface: name, why }) => `${name} ${why}`);
    const list = each.length > 0 ? `: ${[...new Set(each)].join('; ')}` : '';
    return [
      { says: `no interface of this machine can call everybody by ${witnessWords(by)}${list}` },
      ...elsewise,
    ];
  }
  const inner = insideOf(links);
  const own = links
    .filter(({ internal, family }) => !internal && family === 'ipv4')
    .map(({ subnet }) => subnet);
  return [
    ...(inner === undefined ? [] : [{ says: inner }]),
    ...(own.length === 0 ? [] : firewallCauses(own, system)),
    {
      says: 'a wireless network for guests, or one that keeps its clients apart ("client isolation", "AP isolation"), passes neither broadcasts nor anything else between its clients: ask from a cable, or have it switched off at the access point',
    },
    {
      says: 'the devices are in another network: broadcasts and multicasts do not pass a router, single questions do',
      command: 'portolan discover 10.0.0.0/24',
    },
    {
      says: 'a printer that is off or deeply asleep hears nothing, and ENPC, SNMP or Bonjour can be switched off in its settings',
    },
  ];
}

const INTERRUPTED: Cause = { says: 'it was interrupted before anybody answered' };

/** Hosts of which each is told why it may be silent. */
const MOST_TOLD = 4;

function eachCauses(each: readonly AskedHost[], interrupted: boolean, wait: Millis): Cause[] {
  if (interrupted) return [INTERRUPTED];
  const rest = each.length - MOST_TOLD;
  return [
    ...each.slice(0, MOST_TOLD).map(({ host, address, asked }) => ({
      says: silenceOf(host ?? address, address, asked, wait),
    })),
    ...(rest > 0 ? [{ says: `so it is with ${rest} more` }] : []),
    { says: 'this shows who is on the links of this machine', command: 'portolan discover' },
  ];
}

/** Where hosts of a network are asked without having said anything. */
const DOORS: Readonly<Record<Sweeper, string>> = {
  enpc: `${ENPC_PORT} (ENPC)`,
  snmp: `${SNMP_PORT} (SNMP)`,
};

function hostCauses(by: readonly Witness[], interrupted: boolean): Cause[] {
  if (interrupted) return [INTERRUPTED];
  const doors = SWEEPERS.filter((one) => by.includes(one)).map((one) => DOORS[one]);
  if (doors.length === 0) {
    const says = `nobody was asked: of a whole network only those who answer by ${witnessWords(SWEEPERS)} are asked by ${witnessWords(by)}`;
    return [{ says }];
  }
  return [
    { says: 'the hosts are off, asleep, or not there' },
    {
      says: `a router or a firewall on the way does not let UDP ${doors.join(' and ')} through, or the device answers to its own subnet alone: ask from a machine in that subnet`,
    },
  ];
}

function insideOf(links: readonly Link[]): string | undefined {
  const names = [...new Set(links.map((link) => link.interface))].join(', ');
  if (links.every(({ internal }) => internal)) {
    return `all that was asked leads to containers or virtual machines of this machine, and no further (${names})`;
  }
  const isContainer = links.every(({ kind, internal }) => internal || kind === 'veth');
  if (!isContainer) return undefined;
  return `this seems to run in a container, whose network (${names}) ends at its host: run it on the host, or give the container the host's network (docker run --network host)`;
}

/**
 * Answers to a broadcast come from addresses that nothing was sent to, so a filter that lets only answers in does not
 * know them; answers to single questions it does.
 */
function firewallCauses(subnets: readonly string[], system: string): Cause[] {
  const [show, allow] = FIREWALLS[system] ?? [undefined, undefined];
  return [
    {
      says: 'a firewall on this machine drops the answers: those to a broadcast come from addresses that were not asked, so a rule that lets only answers in does not know them. Ask each host by itself, which it lets pass',
      command: `portolan discover ${subnets.join(' ')}`,
    },
    ...(show === undefined
      ? []
      : [{ says: 'this shows what the firewall here lets in', command: show }]),
    ...(allow === undefined
      ? []
      : [
          {
            says: 'this would let the answers in, from this network alone',
            command: allow(subnets[0]!),
          },
        ]),
  ];
}

/** What shows the rules, and what adds one. */
const FIREWALLS: Readonly<
  Record<string, readonly [show: string, allow?: (subnet: string) => string]>
> = {
  linux: [
    'portolan survey --udp --firewall',
    (subnet) => `sudo ufw allow proto udp from ${subnet} to any`,
  ],
  darwin: ['/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate'],
  win32: ['Get-NetConnectionProfile'],
};
