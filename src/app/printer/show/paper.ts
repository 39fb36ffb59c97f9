/** The sheet that a job is shown on, where it shall be another than the model's own. */
import { UsageError } from '../../../core/errors.ts';
import type { PageFormat } from '../../../core/page/marks.ts';
import { millimetres, PAPER_SIZES } from '../../../core/page/paper.ts';
import type { EscpModel } from '../../../protocols/escp/model.ts';

/** From a stamp to a banner, in millimetres. */
const LEAST = 20;
const MOST = 2000;

/** @param word a name of a size, or `210x297` in millimetres. @throws UsageError for anything else */
export function readPaper(word: string): PageFormat {
  const known = PAPER_SIZES[word.trim().toLowerCase()];
  if (known) return known;
  const [, width, height] = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?:mm)?$/i.exec(word.trim()) ?? [];
  const sides = [Number(width), Number(height)];
  if (sides.every((side) => side >= LEAST && side <= MOST)) {
    return { width: millimetres(sides[0]!), height: millimetres(sides[1]!) };
  }
  const names = Object.keys(PAPER_SIZES).join(', ');
  throw new UsageError(
    `no paper is called "${word}". There are: ${names}; or say it in millimetres, ${LEAST} to ${MOST} each: 210x297`,
  );
}

/** Paper that a tractor pulls through has no end that printing would have to keep away from. */
const FORMS: ReadonlySet<PageFormat | undefined> = new Set(
  ['fanfold', 'fanfold wide'].map((name) => PAPER_SIZES[name]),
);

/** A model with this paper in it, as a sheet; what it cannot print on, at each edge, stays as wide. */
export function withPaper(model: EscpModel, paper: PageFormat): EscpModel {
  const { left, right } = model.printable;
  const areForms = FORMS.has(paper);
  const top = areForms ? 0 : model.printable.top;
  const bottom = areForms ? model.paper.height : model.printable.bottom;
  return {
    ...model,
    paper,
    isRoll: false,
    printable: {
      left,
      top,
      right: paper.width - (model.paper.width - right),
      bottom: paper.height - (model.paper.height - bottom),
    },
  };
}
