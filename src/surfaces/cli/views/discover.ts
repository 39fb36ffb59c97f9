/** Devices on the network: a block for each, then how they were looked for. */
import type {
  AskedHost,
  AskedHosts,
  AskedInterface,
  DiscoverResult,
} from '../../../app/discover/result.ts';
import { askedAlike, unaskedWords } from '../../../app/discover/where.ts';
import { counted, grouped } from '../../../core/count.ts';
import { wantsHand } from '../../../devices/condition.ts';
import { witnessWords } from '../../../devices/words.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, hangCommand, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';
import { deviceLines } from './device.ts';

export const discoverView: View<DiscoverResult> = (result, options) => {
  const { devices, silence = [] } = result;
  const { colours, width } = options;
  return [
    ...wrap(headline(result), width).map(colours.bold),
    ...wrap(askedLine(result), width).map(colours.dim),
    ...devices.flatMap((device) => ['', ...deviceLines(device, options)]),
    ...(silence.length > 0
      ? ['', ...silenceLines(silence, result.coverage.hosts?.words, options)]
      : []),
    ...footLines(result, options),
  ];
};

function headline({ devices, coverage, took }: DiscoverResult): string {
  const { hosts, interrupted } = coverage;
  const [only, ...others] = hosts?.each ?? [];
  const isOne = only !== undefined && others.length === 0;
  const where = isOne
    ? `at ${hostWords(only)}`
    : hosts
      ? `among ${grouped(hosts.count)} ${hosts.count === 1 ? 'address' : 'addresses'}`
      : 'on this network';
  if (devices.length === 0) {
    if (!isAnybodyAsked(coverage)) return `Nobody was asked ${where}.`;
    return `Nobody answered ${where}${interrupted ? ' before it was interrupted' : ` within ${seconds(took)}`}.`;
  }
  const exposed = devices.filter((device) => device.exposed).length;
  const wanting = devices.filter(wantsHand).length;
  const more = [
    ...(exposed > 0 ? [`${exposed} exposed`] : []),
    ...(wanting > 0 ? [`${wanting} ${wanting === 1 ? 'wants' : 'want'} a hand`] : []),
  ];
  return `${[`${counted(devices.length, 'device')} ${where}`, ...more].join(', ')}.`;
}

const isAnybodyAsked = ({ hosts, interfaces }: DiscoverResult['coverage']): boolean =>
  hosts?.each === undefined
    ? hosts !== undefined || interfaces.length > 0
    : hosts.each.some(({ asked }) => asked.some(({ end }) => end !== 'left out'));

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

function askedLine({ coverage }: DiscoverResult): string {
  const { hosts } = coverage;
  if (hosts) {
    const whom = hosts.each
      ? fewWords(hosts, hosts.each)
      : `${hosts.words.join(', ')}, ${hosts.paced ? 'at most ' : ''}${grouped(hosts.rate)} packets a second of each protocol,`;
    const asked = isAnybodyAsked(coverage) ? 'Asked' : 'To be asked:';
    return `${asked} ${whom} by ${witnessWords(coverage.by)}.`;
  }
  const places = askedAlike(coverage.interfaces).map(
    ({ by, interfaces }) =>
      `on ${interfaces.map(interfaceWords).join(', ')} by ${witnessWords(by)}`,
  );
  return places.length === 0 ? 'No interface could be asked.' : `Asked ${places.join('; ')}.`;
}

const interfaceWords = ({ interface: name, subnet, ipv6, internal }: AskedInterface): string =>
  `${name} (${subnet}${ipv6 === undefined || subnet.includes(':') ? '' : ' and IPv6'}${internal ? ', containers or virtual machines of this machine' : ''})`;

/** Hosts of a network are told as the network; those that were silent are told of at the end. */
const fewWords = ({ words, count }: AskedHosts, each: readonly AskedHost[]): string =>
  each.length > words.length
    ? `${words.join(', ')} (${counted(count, 'host')})`
    : each.map(hostWords).join(', ');

const hostWords = ({ host, address }: AskedHost): string =>
  host === undefined ? address : `${host} (${address})`;

function silenceLines(
  silence: NonNullable<DiscoverResult['silence']>,
  names: readonly string[] | undefined,
  { colours, width }: ViewOptions,
): string[] {
  return [
    'What usually is the cause:',
    ...silence.flatMap(({ says, command }) => [
      ...hang('  - ', sentence(says, names), width),
      ...(command === undefined ? [] : hangCommand('    ', command, width).map(colours.cyan)),
    ]),
  ];
}

function footLines({ coverage }: DiscoverResult, { colours, width }: ViewOptions): string[] {
  const { gaps, hosts, unreadable, turnedAway } = coverage;
  const silent = (hosts?.each ?? []).filter(({ answered }) => !answered);
  const isAnybody = silent.length < (hosts?.each ?? []).length;
  const lines = [
    ...(isAnybody && silent.length > 0
      ? [`${silent.map(hostWords).join(', ')} did not answer.`]
      : []),
    ...(hosts?.paced
      ? [
          `It went slower than ${grouped(hosts.rate)} packets a second, at some ${grouped(hosts.paced.perSecond)}: the system looks for each neighbour before it sends, and has room for few that are not there.`,
        ]
      : []),
    ...unaskedWords(coverage),
    ...gaps.map(({ what, why }) => sentence(`${what} ${why}`, hosts?.words)),
    ...(unreadable > 0
      ? [
          `${counted(unreadable, 'answer')} could not be read. What such a packet says: portolan decode auto HEX`,
        ]
      : []),
    ...(turnedAway > 0
      ? [`There was no room for ${counted(turnedAway, 'more answer')}: there are more devices.`]
      : []),
  ];
  const { position, total, again } = hosts ?? {};
  const goOn =
    again === undefined
      ? []
      : [
          ...wrap(
            `Interrupted at ${grouped(position!)} of ${grouped(total!)} steps. To go on:`,
            width,
          ),
          ...hangCommand('  ', again, width),
        ];
  const all = [...lines.flatMap((line) => wrap(line, width)), ...goOn];
  return all.length > 0 ? ['', ...all.map((line) => colours.dim(line))] : [];
}
