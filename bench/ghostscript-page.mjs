// A page as Ghostscript's users print, and the drivers that make ESC/P of it.

/** Text and lines above a picture in all colours, which is dithered. */
export const PAGE = `%!
/Helvetica findfont 24 scalefont setfont 60 790 moveto (A page in colour) show
/Times-Roman findfont 11 scalefont setfont
0 1 14 {
  14 mul 770 exch sub 60 exch moveto
  (Sphinx of black quartz, judge my vow. 0123456789, and so on, as far as the margin of the page is.) show
} for
/row 480 3 mul string def
/number 0 def
gsave 60 40 translate 480 520 scale
480 520 8 [480 0 0 -520 0 520] {
  0 1 479 {
    /x exch def
    row x 3 mul x 255 mul 480 idiv put
    row x 3 mul 1 add x 7 mul number mul 255 and put
    row x 3 mul 2 add number 255 mul 520 idiv put
  } for
  /number number 1 add def
  row
} false 3 colorimage grestore
showpage
`;

const stcolor = (dpi, ...more) => ['-sDEVICE=stcolor', `-r${dpi}`, '-sDithering=fsrgb', ...more];

export const ESCP_DEVICES = [
  { name: '`stcolor` 360 x 360, three inks', words: stcolor(360) },
  {
    name: '`stcolor` 360 x 360, four inks',
    words: ['-sDEVICE=stcolor', '-r360', '-sDithering=fscmyk'],
  },
  { name: '`stcolor` 360 x 360, uncompressed', words: stcolor(360, '-sOutputCode=plain') },
  {
    name: '`stcolor` 360 x 360, delta rows',
    words: ['-sDEVICE=stcolor', '-r360', '-sOutputCode=deltarow'],
  },
  { name: '`uniprint` 720 x 720, `stcany_h.upp`', words: ['@stcany_h.upp'] },
  { name: '`stcolor` 720 x 720, three inks', words: stcolor(720) },
];

/** The command that makes a job of a page. */
export const ghostscript = (page, job, words) => [
  'gs',
  ...'-q -dNOPAUSE -dBATCH -dSAFER -sPAPERSIZE=a4'.split(' '),
  ...words,
  `-sOutputFile=${job}`,
  page,
];
