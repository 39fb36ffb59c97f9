/** What a survey tells beside the doors: folded ports, other namespaces, what was not seen. */
import type { JudgedElsewhere } from '../../../app/survey/result.ts';
import { counted } from '../../../core/count.ts';
import { groupBy } from '../../../core/group.ts';
import type { Gap, RawSocket } from '../../../survey/listener.ts';
import { protocolName } from '../../../survey/protocol-name.ts';
import { containerLabel, containerName } from '../../../verdict/answerers.ts';
import { rangeLabel, type JudgedReserved } from '../../../verdict/held.ts';
import { programName } from '../../../verdict/verdict.ts';
import { foldAddresses, portLabel, sortOut, worstFirst, type Door } from '../../doors.ts';
import { hang, hangCommand, printable } from '../text.ts';
import type { ViewOptions } from '../view.ts';
import { programLabel } from './survey-doors.ts';

/** More ports than this are counted in a line that folds them. */
const MOST_FOLDED = 12;

export function dynamicLines(doors: readonly Door[], options: ViewOptions): string[] {
  const count = counted(doors.length, 'dynamic port');
  return foldedLines(
    `and ${count}, in the range that the system hands out`,
    doors.map(doorLabel),
    options,
  );
}

export function heldLines(doors: readonly Door[], options: ViewOptions): string[] {
  const count = counted(doors.length, 'dynamic port');
  return foldedLines(`${count} held without listening`, doors.map(doorLabel), options);
}

/** Those that the system keeps back; which setting says so stands once. */
export function reservedLines(reserved: readonly JudgedReserved[], options: ViewOptions): string[] {
  return [...groupBy(reserved, ({ by, how }) => `${how} ${by}`).values()].flatMap((group) => {
    const { how, by } = group[0]!;
    const lead =
      how === 'excluded' ? 'held: excluded by the system' : 'held: not handed out by itself';
    return foldedLines(`${lead} (${by})`, group.map(rangeLabel), options);
  });
}

export function rawLines(sockets: readonly RawSocket[], options: ViewOptions): string[] {
  const count = counted(sockets.length, 'raw socket');
  return foldedLines(`${count}, which no port number leads to`, sockets.map(rawLabel), options);
}

const doorLabel = (door: Door) => `${portLabel(door)} ${programLabel(door)}`;

function rawLabel({ protocol, address, processes: [process] }: RawSocket): string {
  const holder = process === undefined ? '(not seen)' : `${programName(process)} (${process.pid})`;
  return `${protocolName(protocol)} on ${address} by ${holder}`;
}

/** Many of a kind in one paragraph; nothing where there are none. */
function foldedLines(
  lead: string,
  labels: readonly string[],
  { colours, width }: ViewOptions,
): string[] {
  if (labels.length === 0) return [];
  const more = labels.length > MOST_FOLDED ? ', …' : '';
  const text = `${lead}: ${labels.slice(0, MOST_FOLDED).join(', ')}${more}`;
  return ['', ...hang('   ', printable(text), width).map(colours.dim)];
}

export function elsewhereLines(place: JudgedElsewhere, { colours, width }: ViewOptions): string[] {
  const { container, process, namespace, name: own, listeners } = place;
  const name = container
    ? containerLabel(container)
    : `network namespace ${own ?? namespace.replace(/\D+/g, '')}`;
  const { shown, dynamic, held } = sortOut(foldAddresses(listeners));
  const folded = dynamic.length + held.length;
  const doors = shown
    .toSorted(worstFirst)
    .slice(0, MOST_FOLDED)
    .map((door) => `${portLabel(door)} ${placeProgram(door, place)} (${door.main.verdict})`);
  const more = shown.length - doors.length;
  const rest = [
    ...(more === 0 ? [] : [`${more} more`]),
    ...(folded === 0 ? [] : [counted(folded, 'dynamic port')]),
  ];
  const text = [...doors, ...rest].join(', ') || 'nothing listens';
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

/** Whose container it is was said already. */
const placeProgram = (door: Door, { container }: JudgedElsewhere) =>
  container === undefined
    ? programLabel(door)
    : programLabel(door).replace(printable(` in ${containerName(container)}`), '');

export function coverageLines(gaps: readonly Gap[], { colours, width }: ViewOptions): string[] {
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
