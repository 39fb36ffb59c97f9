/** Doors as a table that fits the terminal, or as blocks where it is narrow; each finding with its reason. */
import type { Sighting } from '../../../identify/sighting.ts';
import { containerName } from '../../../verdict/answerers.ts';
import { isNamedProcess } from '../../../survey/program-names.ts';
import { programName, type JudgedListener, type Severity } from '../../../verdict/verdict.ts';
import { REACH_WORDS, boundTo, portLabel, promiseLabel, type Door } from '../../doors.ts';
import { table, type Column } from '../table.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, hangCommand, printable } from '../text.ts';
import type { Formatter, ViewOptions } from '../view.ts';

/** Below this many columns each door becomes a few lines instead of one row. */
const TABLE_FROM = 64;
const REASON_INDENT = '     ';

export function doorLines(doors: readonly Door[], options: ViewOptions): string[] {
  return options.width < TABLE_FROM
    ? doors.flatMap((door) => blockLines(door, options))
    : tableLines(doors, options);
}

export const MARKS: Record<Severity, string> = {
  alert: '!! ',
  warning: '!  ',
  notice: '·  ',
  none: '   ',
};

function tableLines(doors: readonly Door[], options: ViewOptions): string[] {
  const { colours, width, numeric } = options;
  const columns: Column<Door>[] = [
    { title: 'PORT', text: portLabel, colour: () => colours.bold },
    {
      title: 'VERDICT',
      text: ({ main }) => main.verdict,
      colour: ({ main }) => severityColour(main.severity, options),
    },
    { title: 'PROGRAM', text: programLabel, least: options.width < 96 ? 12 : 20 },
    { title: 'USER', text: userLabel, least: 6, from: 96 },
    { title: 'ADDRESS', text: addressLabel, least: options.width < 96 ? 9 : 15 },
    {
      title: 'REACH',
      text: ({ main }) => REACH_WORDS[main.reach],
      colour: ({ main }) => reachColour(main, options),
      from: 72,
    },
    ...(numeric
      ? []
      : [{ title: 'PROMISED TO', text: promiseLabel, least: 11, colour: () => colours.dim }]),
  ];
  return table(doors, {
    columns,
    width,
    indent: 3,
    heading: colours.dim,
    mark: ({ main }) => severityColour(main.severity, options)(MARKS[main.severity]),
    below: (door) => [
      ...reasonLines(door, REASON_INDENT, options),
      ...heardLines(door, REASON_INDENT, options),
      ...firewallLines(door, REASON_INDENT, options),
    ],
  });
}

function blockLines(door: Door, options: ViewOptions): string[] {
  const { colours, width, numeric } = options;
  const { main } = door;
  const colour = severityColour(main.severity, options);
  const details = [
    programLabel(door),
    `${addressLabel(door)} (${REACH_WORDS[main.reach]})`,
    ...(numeric ? [] : [`promised to ${promiseLabel(door)}`]),
  ];
  return [
    `${colour(MARKS[main.severity])}${colours.bold(portLabel(door))} ${colour(main.verdict)}`,
    ...details.flatMap((text) => hang('   ', text, width)),
    ...reasonLines(door, '   ', options),
    ...heardLines(door, '   ', options),
    ...firewallLines(door, '   ', options),
  ];
}

/** Why, and the exact commands; nothing for what is as it should be. */
function reasonLines({ main }: Door, indent: string, options: ViewOptions): string[] {
  if (main.severity === 'none') return [];
  const { colours, width } = options;
  const reasons = main.verdicts
    .filter(({ severity }) => severity !== 'none')
    .flatMap(({ why, advice }) =>
      hang(indent, printable(`${sentence(why)} ${sentence(advice)}`), width),
    );
  const commands = [
    ...hangCommand(`${indent}look: `, printable(main.look), width),
    ...(main.stop ? hangCommand(`${indent}stop: `, printable(main.stop), width) : []),
  ];
  return [...reasons, ...commands.map(colours.dim)];
}

/** What it said of itself, and on whose question; nothing where it was not asked or said nothing. */
function heardLines(
  { listeners }: Door,
  indent: string,
  { colours, width }: ViewOptions,
): string[] {
  const heard = listeners.flatMap(({ sighting }) => (sighting ? [heardText(sighting)] : []));
  return [...new Set(heard)].flatMap((text) =>
    hang(`${indent}heard: `, printable(text), width).map(colours.dim),
  );
}

function heardText({ service, evidence, how, likely }: Sighting): string {
  const name = likely ? `${service}, likely` : service;
  const asked = how === service ? 'asked, it says' : `asked in ${how}, it says`;
  return `${name} (${how === 'greeting' ? 'it greets with' : asked} ${evidence})`;
}

/** Whom the firewall lets in, and by which rule; nothing where it was not asked, or where only this machine comes. */
function firewallLines({ listeners }: Door, indent: string, options: ViewOptions): string[] {
  const { colours, width } = options;
  const answers = new Map(
    listeners
      .filter(({ scope }) => scope !== 'loopback')
      .flatMap(({ exposure }) => (exposure ? [exposure.firewall] : []))
      .map((firewall) => [`${firewall.answer} ${firewall.why}`, firewall]),
  );
  return [...answers.values()].flatMap(({ answer, why, rule }) => [
    ...hang(indent, printable(`firewall: ${answer}: ${why}`), width),
    ...(rule === undefined
      ? []
      : hangCommand(`${indent}rule: `, printable(rule), width).map(colours.dim)),
  ]);
}

export function programLabel({ main }: Door): string {
  const { processes, activation, publication } = main;
  const [process] = processes;
  if (process === undefined) return notSeen(main);
  const more = processes.length > 1 ? ` +${processes.length - 1}` : '';
  const where = process.container ? ` in ${containerName(process.container)}` : '';
  const behind = publication
    ? ` for ${containerName(publication.container)}`
    : activation
      ? ` for ${activation.service}`
      : '';
  const number = `${process.pid}${more}`;
  const who = isNamedProcess(process)
    ? `${programName(process)} (${number})`
    : `(not seen, ${number})`;
  return printable(`${who}${behind || where}`);
}

/** Who was not seen may have been heard. */
function notSeen({ sighting }: JudgedListener): string {
  if (sighting === undefined) return '(not seen)';
  const { service, product, version } = sighting;
  return printable(`(${[product ?? service, version].filter(Boolean).join(' ')}, not seen)`);
}

const userLabel = ({ main }: Door) => printable(main.processes[0]?.user ?? main.owner ?? '');

export function addressLabel({ listeners }: Door): string {
  const addresses = [...new Set(listeners.map(boundTo))];
  return addresses.length > 3
    ? `${addresses.slice(0, 2).join(' ')} +${addresses.length - 2}`
    : addresses.join(' ');
}

export function severityColour(severity: Severity, { colours }: ViewOptions): Formatter {
  return {
    alert: (text: string) => colours.bold(colours.red(text)),
    warning: colours.yellow,
    notice: colours.cyan,
    none: colours.green,
  }[severity];
}

function reachColour({ reach }: JudgedListener, { colours }: ViewOptions): Formatter | undefined {
  return { host: colours.dim, lan: undefined, internet: colours.bold }[reach];
}
