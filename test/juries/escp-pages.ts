/** Pages in PostScript for writers of ESC/P: A4, everything at least an inch from the edges, so that no margin cuts it. */

const TEXT = `
/Times-Roman findfont 11 scalefont setfont
0 1 44 {
  /line exch def
  80 745 line 14 mul sub moveto
  (Dots on paper, line ) show line 4 string cvs show (: the quick brown fox jumps over the lazy dog, 0123456789) show
} for
/Courier-Bold findfont 30 scalefont setfont
80 100 moveto (LARGE & bold) show
`;

const LINES = `
0.2 setlinewidth
0 3 90 { /i exch def 80 i 7 mul 90 add moveto 300 i 4 mul 100 add lineto stroke } for
1.5 setlinewidth
10 10 100 { 420 620 3 -1 roll 0 360 newpath arc stroke } for
newpath 320 100 moveto 520 100 lineto 420 300 lineto closepath fill
0 1 9 { /i exch def 320 i 20 mul add 330 i 1 add i 12 mul 20 add rectfill } for
`;

/** Grey of 64 x 64 samples, without a bitmap of our own: waves over a slope, over most of the page. */
const PHOTO = `
gsave 90 150 translate 400 500 scale
/row 64 string def
/y 0 def
64 64 8 [64 0 0 64 0 0] {
  0 1 63 {
    /x exch def
    row x x 12 mul sin y 9 mul cos mul 1 add 80 mul x y add mul 128 div x add cvi 255 and put
  } for
  /y y 1 add def
  row
} image
grestore
`;

/** Fills and letters of pure and mixed colours. */
const COLOURS = `
/box { setrgbcolor 90 70 rectfill } bind def
90 600 1 0 0 box  200 600 0 1 0 box  310 600 0 0 1 box  420 600 0 0 0 box
90 500 0 1 1 box  200 500 1 0 1 box  310 500 1 1 0 box  420 500 0.5 0.5 0.5 box
0 1 39 { /i exch def i 40 div 1 i 40 div sub 0.5 setrgbcolor 90 i 10 mul add 300 10 150 rectfill } for
0 0 0.6 setrgbcolor /Helvetica findfont 40 scalefont setfont 90 200 moveto (Ink in colours) show
`;

export const PAGES = { text: TEXT, lines: LINES, photo: PHOTO, colours: COLOURS };
export type PageKind = keyof typeof PAGES;

/** Several of them, as one program. */
export const program = (kinds: readonly PageKind[]): string =>
  `%!PS\n${kinds.map((kind) => `${PAGES[kind]}\nshowpage\n`).join('')}`;
