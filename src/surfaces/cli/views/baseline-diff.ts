/** What differs from a baseline, for a person: worst first, each with its reason; quiet when nothing does. */
import type { BaselineAccepted } from '../../../app/baseline/accept.ts';
import type { BaselineDiff } from '../../../app/baseline/diff.ts';
import { leftOutSentence, wordsFor, wordsForListed } from '../../../app/baseline/parameters.ts';
import type { Drift, DriftSeverity } from '../../../survey/drift/drift.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { Formatter, View, ViewOptions } from '../view.ts';
import { named, remedyLines, whichOf } from './baseline.ts';

const MARKS: Readonly<Record<DriftSeverity, string>> = {
  alert: '!! ',
  warning: '!  ',
  notice: '·  ',
  none: '   ',
};
const INDENT = '     ';

export const baselineDiffView: View<BaselineDiff> = (diff, options) => {
  const { baseline, drifts, summary } = diff;
  const { colours, width } = options;
  return [
    ...wrap(sentence(summary.sentence), width).map(colours.bold),
    ...wrap(`Compared with ${named(baseline)}.`, width).map(colours.dim),
    ...otherMachineLines(diff, options),
    ...driftLines(drifts, options),
    ...acceptLines(diff, options),
    ...gapLines(diff, options),
    ...leftOutLines(diff.leftOut, options),
  ];
};

/** Each change in its paragraph; what could not be verified stands last, in one line of its own. */
export function driftLines(drifts: readonly Drift[], options: ViewOptions): string[] {
  const { colours, width } = options;
  return drifts.flatMap((drift) => {
    const { kind, severity, why, advice } = drift;
    const colour = severityColour(severity, options);
    const door = doorText(drift);
    return [
      '',
      `${colour(MARKS[severity])}${colour(kind)}${door && ` ${colours.bold(door)}`}`,
      ...hang(INDENT, printable(sentence(why)), width),
      ...hang(INDENT, printable(sentence(advice)), width).map(colours.dim),
    ];
  });
}

const doorText = ({ port, transport, place }: Drift) =>
  printable(
    [port === undefined ? '' : `${port}/${transport}`, place === undefined ? '' : `in ${place}`]
      .filter(Boolean)
      .join(' '),
  );

function severityColour(severity: DriftSeverity, { colours }: ViewOptions): Formatter {
  return {
    alert: (text: string) => colours.bold(colours.red(text)),
    warning: colours.yellow,
    notice: colours.cyan,
    none: colours.dim,
  }[severity];
}

/** Before all that follows from it. */
const otherMachineLines = (
  { otherMachine }: Pick<BaselineDiff, 'otherMachine'>,
  { colours, width }: ViewOptions,
) =>
  otherMachine === undefined
    ? []
    : wrap(printable(sentence(`mind that ${otherMachine}`)), width).map(colours.yellow);

function acceptLines(
  { baseline, drifts, ...listed }: BaselineDiff,
  { colours, width }: ViewOptions,
) {
  if (drifts.every(({ unseen }) => unseen === 'now')) return [];
  const command = `portolan baseline accept${wordsFor(whichOf(baseline))}${wordsForListed(listed)}`;
  return ['', ...hangCommand('To accept all of it: ', printable(command), width).map(colours.dim)];
}

/** What could not be seen is said once: where a line says so already, only what would show it. */
function gapLines(diff: BaselineDiff, options: ViewOptions): string[] {
  const { baseline, drifts, gaps } = diff;
  const { colours, width } = options;
  const partial = gaps.filter((gap) => gap.partial);
  const isTold = drifts.some(({ unseen }) => unseen === 'now');
  const whys = isTold ? [] : partial.map(({ why }) => why);
  const lines = [
    ...whys.flatMap((why) => hang('Not seen: ', printable(why), width).map(colours.yellow)),
    ...remedyLines(partial, `diff${wordsFor(whichOf(baseline))}`, diff, options),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

function leftOutLines(leftOut: readonly string[], { colours, width }: ViewOptions): string[] {
  if (leftOut.length === 0) return [];
  return ['', ...wrap(`${leftOutSentence(leftOut)}.`, width).map(colours.dim)];
}

export const baselineAcceptView: View<BaselineAccepted> = (result, options) => {
  const { baseline, accepted, left, leftOut } = result;
  const { colours, width } = options;
  const what = named(baseline);
  if (accepted.length === 0) {
    return [
      ...wrap(`Nothing to accept: nothing that can be seen differs from ${what}.`, width),
      ...otherMachineLines(result, options),
      ...driftLines(left, options),
      ...leftOutLines(leftOut, options),
    ];
  }
  const count = accepted.length === 1 ? '1 change is' : `${accepted.length} changes are`;
  const undo = `portolan baseline undo${wordsFor(whichOf(baseline))}`;
  return [
    ...wrap(`${count} accepted into ${what}.`, width).map(colours.bold),
    ...otherMachineLines(result, options),
    ...accepted.flatMap(({ kind, why }) => hang(`   ${kind} `, printable(sentence(why)), width)),
    ...(left.length === 0
      ? []
      : ['', ...wrap('What still differs:', width), ...driftLines(left, options)]),
    ...(baseline.file === undefined
      ? ['', ...hangCommand('To go back: ', printable(undo), width).map(colours.dim)]
      : []),
    ...leftOutLines(leftOut, options),
  ];
};
