/** Faults of the facts, a line each; a sentence when there are none. */
import type { AtlasCheck } from '../../../app/atlas-check.ts';
import { grouped } from '../../../core/count.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View } from '../view.ts';

export const atlasCheckView: View<AtlasCheck> = (check, { width, colours }) => {
  const { faults, files, claims, disputes, ghosts, programs, notChecked } = check;
  const looked = `${grouped(files)} files: ${grouped(claims)} claims, ${grouped(disputes)} disputes written by hand, ${grouped(ghosts)} ghosts, ${grouped(programs)} programs`;
  const not = notChecked.flatMap((what) => wrap(`Not checked: ${what}.`, width));
  if (faults.length === 0) return [...wrap(`Nothing is wrong in ${looked}.`, width), ...not];
  return [
    ...faults.flatMap(({ file, line, problem }) =>
      hang(
        `${colours.bold(printable(line === undefined ? file : `${file}:${line}`))}  `,
        printable(problem),
        width,
        '    ',
      ),
    ),
    '',
    ...wrap(
      `${grouped(faults.length)} ${faults.length === 1 ? 'fault' : 'faults'} in ${looked}.`,
      width,
    ),
    ...not,
  ];
};
