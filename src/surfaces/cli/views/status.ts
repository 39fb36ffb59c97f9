/** A printer as a person likes to see it: how it is, its supplies as bars, what it wants, and who said so. */
import type { AskedHost, StatusDevice, StatusResult } from '../../../app/status/result.ts';
import type { DeviceAlert, DeviceSupply } from '../../../devices/device.ts';
import { deviceTitle } from '../../../devices/device.ts';
import { WITNESS_NAMES } from '../../../devices/observation.ts';
import { inkColour } from '../../../devices/supplies.ts';
import {
  alertSources,
  alertsToTell,
  counterWords,
  inputWords,
  judgedWords,
  levelWords,
  supplyName,
  witnessWords,
} from '../../../devices/words.ts';
import { bar } from '../bar.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, hangCommand, pad, printable, width as widthOf } from '../text.ts';
import type { Colours, Formatter, View, ViewOptions } from '../view.ts';

/** Prose and bars gain nothing on a wider line. */
const READABLE = 100;
/** A bar of more columns tells no more. */
const LONGEST_BAR = 30;
/** A bar of fewer tells less than its number. */
const SHORTEST_BAR = 8;
/** ` 8 % room left, nearly full`: what stands beside a bar. */
const BESIDE_BAR = 28;

export const statusView: View<StatusResult> = (result, options) => {
  const narrow = { ...options, width: Math.min(options.width, READABLE) };
  const silent = result.hosts.filter(({ answered }) => !answered);
  const isMany = result.devices.length > 1;
  const devices = result.devices.map((device) => deviceLines(device, isMany, narrow));
  const lines = [
    ...(isMany || result.hosts.length > 1 ? [...overview(result, narrow), '', ''] : []),
    ...devices.flatMap((each, i) => (i > 0 ? ['', '', ...each] : each)),
  ];
  const gaps = gapLines(result, narrow);
  if (devices.length > 0) return [...lines, ...gaps];
  const only = silent.length === 1 ? silent[0] : undefined;
  const said = only ? `${printable(only.host)} ${silenceWords(only)}.` : 'None of them answers.';
  return hang('', said, narrow.width).map(options.colours.bold);
};

function silenceWords({ address, interrupted }: AskedHost): string {
  if (interrupted) return 'had not answered yet';
  return address === null ? 'was not found' : 'does not answer';
}

/** A line for each host that was asked: who is there, and how it is. */
function overview({ hosts, devices }: StatusResult, options: ViewOptions): string[] {
  const { colours, width } = options;
  const columns = Math.min(Math.max(...hosts.map(({ host }) => widthOf(host))), width >> 1);
  return hosts.flatMap((asked) => {
    const lead = `${pad(printable(asked.host), columns)}  `;
    const there = devices.filter(({ host }) => host === asked.host);
    if (there.length === 0) return hang(lead, silenceWords(asked), width).map(colours.dim);
    return there.flatMap((device, i) => {
      const title = deviceTitle(device);
      const how = device.says ?? NO_PRINTER;
      const text = title === device.host ? how : `${title}: ${how}`;
      return hang(i === 0 ? lead : pad('', columns + 2), printable(text), width).map((line) =>
        paintOf(device, colours)(line),
      );
    });
  });
}

const NO_PRINTER = 'no printer, or one that does not say how it is';

/** @param isMany several are shown: where each is stands beside its name */
function deviceLines(device: StatusDevice, isMany: boolean, options: ViewOptions): string[] {
  const { colours, width } = options;
  const { printer } = device;
  const title = deviceTitle(device);
  const place = isMany && title !== device.host ? ` (${device.host})` : '';
  return [
    ...hang('', printable(title + place), width).map(colours.bold),
    ...stateLines(device, options),
    ...factLines(device, options),
    ...(printer ? supplyLines(printer.supplies, options) : []),
    ...section(
      'Alerts',
      (printer ? alertsToTell(printer) : []).flatMap((alert) => alertLines(alert, options)),
      options,
    ),
    ...section(
      'Display',
      (printer?.display ?? []).flatMap((line) => hang('  ', printable(line), width)),
      options,
    ),
    ...section(
      'Paper',
      (printer?.inputs ?? []).flatMap((input) => hang('  ', printable(inputWords(input)), width)),
      options,
    ),
    ...section(
      'Covers',
      (printer?.covers ?? []).flatMap(({ name, state }) =>
        hang('  ', printable(`${name}: ${state}`), width),
      ),
      options,
    ),
    ...section(
      'Counters',
      (printer?.counters ?? []).flatMap((counter) =>
        hang('  ', printable(counterWords(counter)), width),
      ),
      options,
    ),
    ...(printer
      ? []
      : section(
          'Heard',
          device.evidence.flatMap(({ by, line }) =>
            hang('  ', printable(`${WITNESS_NAMES[by]}: ${line}`), width, '    '),
          ),
          options,
        )),
    ...section('Doubts', doubtLines(device, options), options),
  ];
}

/** A heading with what is under it, or nothing. */
const section = (
  title: string,
  lines: readonly string[],
  { colours }: ViewOptions,
): readonly string[] => (lines.length === 0 ? [] : ['', colours.bold(title), ...lines]);

function stateLines(device: StatusDevice, { colours, width }: ViewOptions): string[] {
  const { printer, says } = device;
  if (printer === undefined) {
    return hang('  ', 'What answers here is no printer, or does not say how it is.', width);
  }
  const words = says ?? 'does not say what it is doing';
  return hang('  ', sentence(printable(words)), width).map(paintOf(device, colours));
}

/** Red for what keeps it from printing, yellow for what will. */
function paintOf({ printer, findings }: StatusDevice, colours: Colours): Formatter {
  if (printer === undefined) return (text) => text;
  if (findings.some((finding) => finding !== 'low' && finding !== 'warning')) return colours.red;
  return findings.length > 0 ? colours.yellow : colours.green;
}

/** What it is, where, and by whom. */
function factLines(device: StatusDevice, { colours, width }: ViewOptions): string[] {
  const { maker, model, name, serial, firmware, mac, addresses, location, host } = device;
  const product = [maker, model].filter((word) => word !== null).join(' ');
  const places = addresses.includes(host) ? addresses : [host, ...addresses];
  const facts: readonly (readonly [label: string, text: string | null])[] = [
    ['model', name !== null && product !== '' ? product : null],
    ['serial', serial],
    ['firmware', firmware],
    ['address', places.join(', ')],
    ['MAC', mac],
    ['location', location],
    ['told by', witnessWords(device.seenBy)],
  ];
  return facts.flatMap(([label, text]) =>
    text ? hang(`  ${label.padEnd(9)} `, printable(text), width).map(colours.dim) : [],
  );
}

function supplyLines(supplies: readonly DeviceSupply[], options: ViewOptions): readonly string[] {
  const names = Math.max(0, ...supplies.map((supply) => widthOf(nameOf(supply))));
  const lines = supplies.flatMap((supply) => supplyLine(supply, names, options));
  return section('Supplies', lines, options);
}

const nameOf = (supply: DeviceSupply): string => printable(supplyName(supply));

/** The name, a bar, and its number; below the name where the line is too short for both. */
function supplyLine(supply: DeviceSupply, names: number, options: ViewOptions): string[] {
  const { colours, width } = options;
  const { level, fills = false, low, empty } = supply;
  const judged = judgedWords(supply);
  const paint: Formatter = empty ? colours.red : low ? colours.yellow : (text) => text;
  const lead = `  ${pad(nameOf(supply), names)}  `;
  if (level.kind === 'words') {
    const words = printable(`${level.words}${judged && `, ${judged}`}`);
    return hang(lead, words, width, '      ').map((line, i) =>
      i === 0 && line.startsWith(lead) ? lead + paint(line.slice(lead.length)) : paint(line),
    );
  }
  const number = `${levelWords(level, fills)}${judged && `, ${judged}`}`;
  const drawn = (columns: number) => inkOf(supply, colours)(bar(level.percent, columns));
  const room = width - widthOf(lead) - BESIDE_BAR;
  if (room >= SHORTEST_BAR) {
    return [`${lead}${drawn(Math.min(LONGEST_BAR, room))} ${paint(number)}`];
  }
  const below = width - 4 - BESIDE_BAR;
  const value = below >= SHORTEST_BAR ? `${drawn(Math.min(LONGEST_BAR, below))} ` : '';
  return [...hang('  ', nameOf(supply), width), `    ${value}${paint(number)}`];
}

/** Of what a colour's name may say; black stays the terminal's own, which is seen on any ground. */
const INKS: readonly (readonly [
  RegExp,
  'cyan' | 'magenta' | 'yellow' | 'red' | 'green' | 'blue' | 'gray',
])[] = [
  [/cyan/i, 'cyan'],
  [/magenta/i, 'magenta'],
  [/yellow/i, 'yellow'],
  [/\bred\b|orange/i, 'red'],
  [/\bgreen\b/i, 'green'],
  [/\bblue\b|violet/i, 'blue'],
  [/\bgr[ae]y\b|light black/i, 'gray'],
];

/** A bar in its ink's own colour, where a terminal has that. */
function inkOf(supply: DeviceSupply, colours: Colours): Formatter {
  const { low, empty } = supply;
  const colour = inkColour(supply) ?? '';
  const ink = INKS.find(([words]) => words.test(colour))?.[1];
  if (ink !== undefined) return colours[ink];
  return empty ? colours.red : low ? colours.yellow : (text) => text;
}

/** `critical: out of paper – "Load Tray 2" (IPP and SNMP)`. */
function alertLines(alert: DeviceAlert, { colours, width }: ViewOptions): string[] {
  const { severity, words, said, says = [] } = alert;
  const paint: Formatter =
    severity === 'critical'
      ? colours.red
      : severity === 'warning'
        ? colours.yellow
        : (text) => text;
  const label = severity === 'other' ? '' : `${severity}: `;
  // Of two empty trays each is worth its name.
  const own = new Set([said, ...says.map((one) => one.said)].filter((text) => text !== undefined));
  const quoted = [...own]
    .filter((text) => text.toLowerCase() !== words.toLowerCase())
    .map((text) => `"${text}"`);
  const more = quoted.length === 0 ? '' : ` – ${quoted.join(', ')}`;
  const text = printable(`${label}${words}${more} (${alertSources(alert)})`);
  return hang('  ', text, width, '    ').map(paint);
}

/** What cannot all be right, and what can be read in two ways. */
function doubtLines({ contradictions, printer }: StatusDevice, { width }: ViewOptions): string[] {
  const doubts = [...contradictions.map(({ says }) => says), ...(printer?.disputed ?? [])];
  return doubts.flatMap((doubt) => hang('  ', sentence(printable(doubt)), width, '    '));
}

/** Of hosts that answered: who is silent is told on the side of errors. */
function gapLines({ hosts, coverage }: StatusResult, { colours, width }: ViewOptions): string[] {
  const answered = new Set(hosts.flatMap(({ host, answered: did }) => (did ? [host] : [])));
  const gaps = coverage.gaps.filter(({ host }) => answered.has(host));
  if (gaps.length === 0) return [];
  const remedies = new Set(gaps.flatMap(({ remedy, partial }) => (partial && remedy) || []));
  const subject = (host: string) => (hosts.length > 1 ? `${host}: ` : '');
  return [
    '',
    ...gaps.flatMap(({ host, why, partial }) =>
      hang(partial ? 'Not seen: ' : 'Note: ', printable(subject(host) + why), width).map(
        partial ? colours.yellow : colours.dim,
      ),
    ),
    ...[...remedies].flatMap((remedy) =>
      hangCommand('To see more: ', printable(remedy), width).map(colours.bold),
    ),
  ];
}
