/** Devices on the user's own network, each once, whoever of them speaks what. */
import { withoutZone } from '../core/ipv6.ts';
import { WITNESSES } from '../devices/observation.ts';
import { SEVERITIES, VERDICT_WORDS } from '../verdict/verdict.ts';
import { DISCOVER_SCHEMA } from './discover/schema.ts';
import type { DiscoverCoverage, DiscoverResult, FoundDevice } from './discover/result.ts';
import { SNMP_PARAMETERS } from './devices/snmp-parameters.ts';
import type { Operation, Row } from './operation.ts';

export const discover: Operation<DiscoverResult> = {
  name: 'discover',
  summary: 'printers and other devices on the local network, by ENPC, DNS-SD, SNMP, WSD and IPP',
  description:
    'Calls everybody on every link of this machine by ENPC, SNMP, DNS-SD and WSD at once, asks those that\n' +
    'answer for more, and shows each device as one, with what it offers, how it does, and what its witnesses\n' +
    'disagree about. With hosts or networks it asks these hosts one by one instead: that passes routers and firewalls\n' +
    'which keep broadcasts out.\n' +
    '\n' +
    'It only asks. Nothing is ever sent to a print port, ENPC is spoken in probes and queries alone, and IPP\n' +
    'where the device announced it, or at port 631 of a host that is named. Private ranges and the networks\n' +
    'of this machine are asked, others only with --allow-public.\n' +
    '\n' +
    'A sweep that is interrupted says how to go on. Exit 3 when nobody answered, or nobody\n' +
    'told the user of SNMP 3 anything.',
  examples: [
    { command: 'portolan discover', shows: 'what is on this network' },
    { command: 'portolan discover printer.lan 192.168.1.20', shows: 'what these hosts are' },
    {
      command: 'portolan discover 192.168.1.0/24 --rate 500',
      shows: 'each host of a network, 500 packets a second',
    },
    { command: 'portolan discover --only enpc', shows: 'Epson devices alone, in three seconds' },
    {
      command: 'portolan discover --wait 10 --multicast',
      shows: 'slow networks, and ENPC by its multicast group too',
    },
    { command: 'portolan discover --json', shows: 'the same for programs' },
  ],
  reach: 'the network',
  parameters: [
    {
      name: 'hosts',
      type: 'texts',
      positional: true,
      placeholder: 'HOST|CIDR',
      summary:
        'hosts by name or address, networks or ranges, to ask one by one; default: everybody on this network',
    },
    {
      name: 'only',
      type: 'text',
      placeholder: 'WITNESSES',
      summary: `by these protocols alone, with commas between: ${WITNESSES.join(', ')}`,
    },
    {
      name: 'wait',
      type: 'text',
      placeholder: 'SECONDS',
      summary:
        'how long first answers are waited for; default: 2.5, and 5 where up to 16 hosts are named',
    },
    {
      name: 'multicast',
      type: 'flag',
      summary: "call ENPC's multicast group too, where there is no broadcast",
    },
    {
      name: 'rate',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 1000,
      placeholder: 'N',
      summary: 'packets a second of each protocol, where hosts are asked one by one',
    },
    {
      name: 'from',
      type: 'integer',
      minimum: 0,
      placeholder: 'POSITION',
      summary: 'go on with a sweep of the same addresses where it was interrupted',
    },
    ...SNMP_PARAMETERS,
    {
      name: 'allow-public',
      type: 'flag',
      summary: 'ask addresses that are not of a private range too',
    },
  ],
  findings: [...VERDICT_WORDS, ...SEVERITIES.filter((severity) => severity !== 'none')],
  output: DISCOVER_SCHEMA,

  async run(input, context) {
    const { runDiscover } = await import('./discover/run.ts');
    return runDiscover(input, context);
  },

  items: ({ devices }) => devices,
  rows: ({ devices }) => devices.map(deviceRow),
  outcome: ({ devices, coverage }) => ({
    found: new Set(
      devices.flatMap(({ services }) =>
        services.flatMap(({ verdicts }) =>
          verdicts.flatMap(({ verdict, severity }) => [verdict, severity]),
        ),
      ),
    ),
    partial: !coverage.complete,
    ...missingOf(devices, coverage),
  }),
};

function missingOf(
  devices: readonly FoundDevice[],
  { interrupted, refusing = [] }: DiscoverCoverage,
): { missing?: readonly string[] } {
  if (devices.length === 0) {
    return { missing: [interrupted ? 'interrupted before anybody answered' : 'nobody answered'] };
  }
  const refused = new Set(refusing.map(withoutZone));
  // Whom another protocol saw is found, whatever SNMP keeps to itself.
  const isSilent = ({ seenBy, addresses }: FoundDevice) =>
    seenBy.every((witness) => witness === 'snmp') &&
    addresses.every((address) => refused.has(withoutZone(address)));
  return devices.every(isSilent) ? { missing: ['who answered tells this user nothing'] } : {};
}

function deviceRow(device: FoundDevice): Row {
  const supplies = device.printer?.supplies ?? [];
  return {
    name: device.name ?? '',
    model: device.model ?? '',
    maker: device.maker ?? '',
    serial: device.serial ?? '',
    mac: device.mac ?? '',
    addresses: device.addresses.join(' '),
    kinds: device.kinds.join(' '),
    seenBy: device.seenBy.join(' '),
    services: device.services
      .map(({ service, port, transport }) => `${service}:${port}/${transport}`)
      .join(' '),
    verdict: device.verdict ?? '',
    severity: device.severity,
    exposed: device.exposed,
    state: device.printer?.state ?? '',
    low: supplies.flatMap(({ name, low }) => (low ? [name] : [])).join(', '),
    contradictions: device.contradictions.length,
  };
}
