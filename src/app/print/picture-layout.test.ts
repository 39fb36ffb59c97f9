/** Pictures on sheets of any size: they fill what the printer reaches, and stay on one page. */
import { expect, it } from 'vitest';
import { play } from '../../../test/support/escp.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { composeJob } from '../../protocols/escp/composer.ts';
import { printerModel } from '../../printer/models.ts';
import { pictureDocument } from './picture-layout.ts';
import { readWishes } from './wishes.ts';

/** Black, so that its last row has ink; higher than any of the sheets, so that it fills them from top to bottom. */
const PICTURE = { width: 2, height: 5, rgb: new Uint8Array(2 * 5 * 3) };

it.each([
  ['LX-350', '120x72'],
  ['LQ-590II', '180'],
  ['XP-432 435 Series', '360'],
])('of %s', (model, dpi) => {
  const { escp } = printerModel(shippedData, model);
  for (let millimetres = 40; millimetres < 80; millimetres += 3) {
    const paper = `50x${millimetres}`;
    const input = { files: ['x.png'], model, paper, dpi, wrap: 'words', dither: 'ordered' };
    const wishes = readWishes(input, shippedData);
    const bytes = joinBytes([
      ...composeJob([pictureDocument(PICTURE, 'x.png', wishes)], wishes.target),
    ]);
    const { report, events } = play(bytes, { model: { ...escp, ...wishes.target } });
    expect([paper, report.pages]).toEqual([paper, 1]);
    const ys = events.flatMap((event) =>
      event.kind === 'mark' && event.mark.kind === 'dots'
        ? [event.mark.y + event.mark.rows * event.mark.pitchY]
        : [],
    );
    const { bottom } = wishes.target.printable;
    // The last row is at the end of what is reached, but for a dot and the positions that margins are told in.
    expect(bottom - Math.max(...ys)).toBeLessThan(86_400 / 30);
  }
});
