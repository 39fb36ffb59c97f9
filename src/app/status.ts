/** How a printer is: asked by every protocol at once, told in one record. */
import { UsageError } from '../core/errors.ts';
import { seconds } from '../core/units.ts';
import { LOW_PERCENT } from '../devices/supplies.ts';
import { WITNESSES, type Witness } from '../devices/observation.ts';
import { counterWords, supplyWords } from '../devices/words.ts';
import { readSnmpWishes, SNMP_PARAMETERS } from './devices/snmp-parameters.ts';
import type { Input, Operation, Row } from './operation.ts';
import { readList } from './parameters.ts';
import type { StatusWishes } from './status/ask.ts';
import { FINDINGS } from './status/findings.ts';
import type { StatusDevice, StatusResult } from './status/result.ts';
import { STATUS_SCHEMA } from './status/schema.ts';

/** Longer nobody waits for a printer to wake. */
const LONGEST_WAIT = 60;

export const status: Operation<StatusResult> = {
  name: 'status',
  summary: "a printer's supplies, alerts and counters, by SNMP, ENPC, IPP, DNS-SD and WSD at once",
  description:
    'Asks one host, or several, what it is and how it is, and puts the answers together: ink and toner as bars,\n' +
    'errors in words, paper, pages, and where its protocols contradict each other. It only asks: SNMP get,\n' +
    'getnext and getbulk, IPP Get-Printer-Attributes, ENPC queries. Nothing is sent to a port where bytes come out as print.\n' +
    'SNMP 3 is spoken as a user: --user, --auth, --priv, and the passwords in the environment.\n' +
    "Hosts outside of private ranges and of this machine's own links are refused unless --allow-public is given.\n" +
    'For monitoring --fail-on names what matters: low, empty (ink, toner, room for waste, as soon as one protocol says so),\n' +
    'warning, error (as the printer says), offline (it says so, or is silent). The exit code is 1 when one of them was found,\n' +
    '3 when a host is silent and none was, and 0 otherwise; with --strict 4 when a host that answers did not tell all.',
  examples: [
    { command: 'portolan status 192.168.1.9', shows: 'everything that it says' },
    {
      command: 'portolan status printer.lan 192.168.1.9',
      shows: 'several; names as the system knows them',
    },
    {
      command: 'portolan status 192.168.1.9 --low 20 --json',
      shows: 'for programs; low from 20 percent on',
    },
    {
      command: 'portolan status 192.168.1.9 --only snmp --community public --fail-on offline',
      shows: 'for monitoring: exit 1 when it is',
    },
  ],
  reach: 'one host',
  parameters: [
    {
      name: 'hosts',
      summary: 'names or IP addresses',
      type: 'texts',
      positional: true,
      required: true,
      placeholder: 'HOST',
    },
    {
      name: 'only',
      summary: `ask by these alone, with commas between: ${WITNESSES.join(', ')}`,
      type: 'text',
      placeholder: 'PROTOCOLS',
    },
    ...SNMP_PARAMETERS,
    {
      name: 'wait',
      summary: 'how long to wait for a first answer',
      type: 'integer',
      minimum: 1,
      maximum: LONGEST_WAIT,
      default: 5,
      placeholder: 'SECONDS',
    },
    {
      name: 'low',
      summary: 'from how many percent on ink, toner or room for waste is low',
      type: 'integer',
      minimum: 0,
      maximum: 100,
      default: LOW_PERCENT,
      placeholder: 'PERCENT',
    },
    {
      name: 'allow-public',
      summary: 'ask a host that is neither in a private range nor on a link of this machine',
      type: 'flag',
    },
  ],
  findings: FINDINGS,
  output: STATUS_SCHEMA,

  async run(input, context) {
    const wishes = readWishes(input);
    const { askStatus } = await import('./status/ask.ts');
    return askStatus(wishes, context);
  },

  items: ({ devices }) => devices,
  rows: ({ devices }) => devices.map(deviceRow),
  outcome: ({ devices, hosts, coverage }) => {
    const silent = new Set(hosts.filter(({ answered }) => !answered).map(({ host }) => host));
    const missing = coverage.gaps.filter(({ host }) => silent.has(host)).map(({ why }) => why);
    return {
      found: new Set([
        ...devices.flatMap(({ findings }) => findings),
        ...(silent.size > 0 ? ['offline'] : []),
      ]),
      partial: !coverage.complete,
      ...(missing.length > 0 && { missing }),
    };
  },
};

/** @throws UsageError for a protocol that is none */
function readWishes(input: Input): StatusWishes {
  const { hosts, only } = input;
  return {
    hosts: hosts as readonly string[],
    allowPublic: input['allow-public'] === true,
    witnesses: only === undefined ? WITNESSES : readWitnesses(only as string),
    snmp: readSnmpWishes(input),
    wait: seconds(input['wait'] as number),
    low: input['low'] as number,
  };
}

function readWitnesses(text: string): Witness[] {
  return readList('only', text.toLowerCase()).map((word) => {
    const witness = WITNESSES.find((known) => known === word.replace(/^dns-sd$/, 'dnssd'));
    if (witness === undefined) {
      throw new UsageError(`only is made of ${WITNESSES.join(', ')}; "${word}" is none of them`);
    }
    return witness;
  });
}

function deviceRow(device: StatusDevice): Row {
  const { printer } = device;
  const { supplies = [], alerts = [], counters = [] } = printer ?? {};
  const levels = supplies.flatMap(({ level }) => (level.kind === 'percent' ? level.percent : []));
  return {
    host: device.host,
    address: device.addresses[0] ?? '',
    name: device.name ?? '',
    maker: device.maker ?? '',
    model: device.model ?? '',
    serial: device.serial ?? '',
    mac: device.mac ?? '',
    state: printer?.state ?? '',
    findings: device.findings.join(' '),
    alerts: alerts.map(({ words }) => words).join('; '),
    lowest: levels.length > 0 ? Math.min(...levels) : null,
    supplies: supplies.map(supplyWords).join('; '),
    pages: counters.find(({ name }) => name === 'pages')?.count ?? null,
    counters: counters.map(counterWords).join('; '),
    seenBy: device.seenBy.join(' '),
  };
}
