/** The survey as a table that a person likes to read: worst first, each finding with its reason. */
import type { JudgedElsewhere, SurveyResult } from '../../../app/survey/result.ts';
import type { Gap } from '../../../survey/listener.ts';
import { programName, type JudgedListener, type Severity } from '../../../verdict/verdict.ts';
import {
  REACH_WORDS,
  foldAddresses,
  portLabel,
  promiseLabel,
  worstFirst,
  type Door,
} from '../../doors.ts';
import { table, type Column } from '../table.ts';
import { hang, hangCommand, printable, sentence, wrap } from '../text.ts';
import type { Formatter, View, ViewOptions } from '../view.ts';

/** Below this many columns each door becomes a few lines instead of one row. */
const TABLE_FROM = 64;
const REASON_INDENT = '     ';

export const surveyView: View<SurveyResult> = (result, options) => {
  const { colours, width } = options;
  const doors = foldAddresses(result.listeners);
  const dynamic = doors.filter(({ main }) => main.verdict === 'dynamic');
  const shown = doors.filter(({ main }) => main.verdict !== 'dynamic').toSorted(worstFirst);
  return [
    ...wrap(result.summary.sentence, width).map(colours.bold),
    ...(shown.length > 0 ? ['', ...doorLines(shown, options)] : []),
    ...dynamicLines(dynamic, options),
    ...result.elsewhere.flatMap((place) => elsewhereLines(place, options)),
    ...teachingLines(result, options),
    ...coverageLines(result.coverage.gaps, options),
  ];
};

function doorLines(doors: readonly Door[], options: ViewOptions): string[] {
  return options.width < TABLE_FROM
    ? doors.flatMap((door) => blockLines(door, options))
    : tableLines(doors, options);
}

const MARKS: Record<Severity, string> = {
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
    below: (door) => reasonLines(door, REASON_INDENT, options),
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

function programLabel({ main }: Door): string {
  const [process] = main.processes;
  if (process === undefined) return '(not seen)';
  const more = main.processes.length > 1 ? ` +${main.processes.length - 1}` : '';
  return printable(`${programName(process)} (${process.pid}${more})`);
}

const userLabel = ({ main }: Door) => printable(main.processes[0]?.user ?? main.owner ?? '');

function addressLabel({ listeners }: Door): string {
  const addresses = [...new Set(listeners.map(({ address }) => address))];
  return addresses.length > 3
    ? `${addresses.slice(0, 2).join(' ')} +${addresses.length - 2}`
    : addresses.join(' ');
}

function severityColour(severity: Severity, { colours }: ViewOptions): Formatter {
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

function dynamicLines(doors: readonly Door[], { colours, width }: ViewOptions): string[] {
  if (doors.length === 0) return [];
  const count = doors.length === 1 ? '1 dynamic port' : `${doors.length} dynamic ports`;
  const names = doors.slice(0, 12).map((door) => `${portLabel(door)} ${programLabel(door)}`);
  const more = doors.length > 12 ? ', …' : '';
  return [
    '',
    ...hang('   ', `and ${count}, handed out by the system: ${names.join(', ')}${more}`, width).map(
      colours.dim,
    ),
  ];
}

function elsewhereLines(place: JudgedElsewhere, { colours, width }: ViewOptions): string[] {
  const { container, process, namespace, listeners } = place;
  const name = container
    ? `${container.engine} container ${container.id.slice(0, 12)}`
    : `network namespace ${namespace.replace(/\D+/g, '')}`;
  const doors = foldAddresses(listeners).map(
    (door) => `${portLabel(door)} ${programLabel(door)} (${door.main.verdict})`,
  );
  const text = doors.length > 0 ? doors.join(', ') : 'nothing listens';
  return [
    '',
    ...hang(
      '   ',
      printable(`not this machine's: ${name} (${process.name} ${process.pid})`),
      width,
    ),
    ...hang('     ', text, width).map(colours.dim),
  ];
}

/** A machine with hardly a door open shows nothing of what there is to see. */
function teachingLines({ summary }: SurveyResult, { colours, width }: ViewOptions): string[] {
  if (summary.doors > 2) return [];
  const tries = [
    [`node -e 'net.createServer().listen(5432)' &`, 'open a door, then look again'],
    ['portolan 3289', 'everything known about a port'],
    ['portolan demo', 'a small network in memory'],
  ] as const;
  const wide = width >= 90;
  return [
    '',
    ...wrap('Little listens here. To see more of what Portolan can tell:', width),
    ...tries.flatMap(([command, shows]) =>
      wide
        ? [`  ${colours.bold(command.padEnd(44))}${shows}`]
        : [...hangCommand('  ', command, width).map(colours.bold), ...hang('      ', shows, width)],
    ),
  ];
}

function coverageLines(gaps: readonly Gap[], { colours, width }: ViewOptions): string[] {
  if (gaps.length === 0) return [];
  // What would make the answer whole stands last, where the eye ends.
  const urgent = gaps.toSorted((a, b) => Number(a.partial) - Number(b.partial));
  const remedies = new Set(urgent.flatMap(({ remedy }) => remedy ?? []));
  return [
    '',
    ...gaps.flatMap(({ why, partial }) =>
      hang(partial ? 'Not seen: ' : 'Note: ', printable(why), width).map(
        partial ? colours.yellow : colours.dim,
      ),
    ),
    ...[...remedies].flatMap((remedy) =>
      hangCommand('To see more: ', printable(remedy), width).map(colours.bold),
    ),
  ];
}
