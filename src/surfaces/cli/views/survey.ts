/** The survey as a person likes to read it: worst first, each finding with its reason. */
import type { SurveyResult } from '../../../app/survey/result.ts';
import { foldAddresses, sortOut, worstFirst } from '../../doors.ts';
import { hang, hangCommand, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';
import {
  coverageLines,
  dynamicLines,
  elsewhereLines,
  heldLines,
  rawLines,
  reservedLines,
} from './survey-around.ts';
import { doorLines } from './survey-doors.ts';

export const surveyView: View<SurveyResult> = (result, options) => {
  const { colours, width } = options;
  const doors = foldAddresses(result.listeners);
  // What was asked for is shown whole; else there are more telling doors.
  const { shown, dynamic, held } =
    result.missing === undefined ? sortOut(doors) : { shown: doors, dynamic: [], held: [] };
  return [
    ...wrap(result.summary.sentence, width).map(colours.bold),
    ...(shown.length > 0 ? ['', ...doorLines(shown.toSorted(worstFirst), options)] : []),
    ...dynamicLines(dynamic, options),
    ...heldLines(held, options),
    ...reservedLines(result.reserved, options),
    ...rawLines(result.raw, options),
    ...result.elsewhere.flatMap((place) => elsewhereLines(place, options)),
    ...teachingLines(result, options),
    ...coverageLines(result.coverage.gaps, options),
  ];
};

/** A machine with hardly a door open shows nothing of what there is to see. */
function teachingLines(
  { summary, missing, listedBy }: SurveyResult,
  { colours, width }: ViewOptions,
): string[] {
  if (summary.doors > 2 || missing !== undefined || listedBy !== undefined) return [];
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
        ? [`  ${colours.bold(command.padEnd(46))}${shows}`]
        : [...hangCommand('  ', command, width).map(colours.bold), ...hang('      ', shows, width)],
    ),
  ];
}
