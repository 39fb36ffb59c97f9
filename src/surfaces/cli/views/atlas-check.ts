/** Faults of the facts, a line each; a sentence when there are none. */
import type { AtlasCheck } from '../../../app/atlas-check.ts';
import { hang, printable, wrap } from '../text.ts';
import type { View } from '../view.ts';

const number = (count: number) => count.toLocaleString('en');

export const atlasCheckView: View<AtlasCheck> = (check, { width, colours }) => {
  const { faults, files, claims, disputes, ghosts, programs } = check;
  const looked = `${number(files)} files: ${number(claims)} claims, ${number(disputes)} disputes written by hand, ${number(ghosts)} ghosts, ${number(programs)} programs`;
  if (faults.length === 0) return wrap(`Nothing is wrong in ${looked}.`, width);
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
      `${number(faults.length)} ${faults.length === 1 ? 'fault' : 'faults'} in ${looked}.`,
      width,
    ),
  ];
};
