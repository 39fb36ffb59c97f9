import { expect, it } from 'vitest';
import { inches, points } from '../../core/page/paper.ts';
import type { TextMark } from '../../core/page/marks.ts';
import type { PdfDocument, PdfText } from '../../platform/pdf.ts';
import { pdfPages, type PdfPagesOptions } from './pdf-pages.ts';

const STYLE: TextMark['style'] = {
  typeface: 'roman',
  bold: false,
  italic: false,
  proportional: false,
  doubleStrike: false,
  outline: false,
  shadow: false,
  quality: 'letter',
};

const mark = (style: Partial<TextMark['style']>): TextMark => ({
  kind: 'text',
  x: 0,
  y: inches(1),
  text: 'a',
  advances: [inches(0.1)],
  cell: inches(0.1),
  size: points(10),
  stretch: 1,
  style: { ...STYLE, ...style },
  scores: [],
  inks: ['black'],
});

const [MONO, SANS] = ['mono', 'sans'].map((name) => ({
  name,
  bytes: new Uint8Array(0),
  widthOf: () => 0.6,
}));

async function written(...marks: readonly TextMark[]): Promise<PdfText[]> {
  const texts: PdfText[] = [];
  const document = {
    beginPage() {},
    text: (text: PdfText) => void texts.push(text),
    async endPage() {},
    async close() {},
  };
  const options = {
    pdf: { open: async () => document as unknown as PdfDocument },
    clock: { now: () => 0, wakeAt: () => () => {} },
    faceOf: (_: unknown, character: string) => (character < '\u0400' ? MONO : SANS),
  };
  const pages = pdfPages(async () => ({}) as never, options as unknown as PdfPagesOptions);
  pages.begin({ width: inches(8), height: inches(11) });
  for (const one of marks) pages.mark(one);
  await pages.end(inches(11));
  return texts;
}

it('writes letters once, hollow or heavier as they were struck', async () => {
  const styles = [{}, { doubleStrike: true }, { shadow: true }, { outline: true }];
  const texts = await written(...styles.map(mark));
  expect(texts.map(({ text, outline, heavier }) => [text, outline, heavier])).toEqual([
    ['a', undefined, undefined],
    ['a', undefined, 0.2],
    ['a', undefined, 0.2],
    ['a', 0.2, undefined],
  ]);
});

it('writes characters that the font has not in one that has them, where they stand', async () => {
  const advances = Array.from({ length: 4 }, () => inches(0.1));
  const texts = await written({ ...mark({}), text: 'a\u0436\u0437b', advances });
  expect(texts.map(({ text, x, font }) => [font.name, text, Math.round(x * 10) / 10])).toEqual([
    ['mono', 'a', 0],
    ['sans', '\u0436\u0437', 7.2],
    ['mono', 'b', 21.6],
  ]);
});
