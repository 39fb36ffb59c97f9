/** What a file seems to be that is no ESC/P, by how it begins. */

interface Likeness {
  readonly begins: RegExp;
  readonly name: string;
  /** How to make ESC/P of it, or to look at it otherwise. */
  readonly advice: string;
}

const AS_PICTURE = 'portolan print makes ESC/P of pictures: --dry-run -o job.prn';
const BY_GHOSTSCRIPT = 'make ESC/P of it first: gs -sDEVICE=epsonc -o job.prn FILE';
const BY_DRIVER = 'it was made for another printer: print to one whose driver speaks ESC/P';

/** As one character a byte, control codes by their pictures. The first that fits; each begins as no job of ESC/P does. */
const LIKENESSES: readonly Likeness[] = [
  { begins: /^[␍␊ ]*%PDF-/, name: 'PDF', advice: BY_GHOSTSCRIPT },
  { begins: /^␄?%!/, name: 'PostScript', advice: BY_GHOSTSCRIPT },
  // Universal exit language (PJL reference, chapter 2).
  {
    begins: /^␛%-12345X/,
    name: 'PJL, as it stands around PCL and PostScript',
    advice: BY_DRIVER,
  },
  { begins: /^\) HP-PCL XL/, name: 'PCL XL', advice: BY_DRIVER },
  // A reset, and a command of PCL's own shape: of ESC/P, ESC E is bold, and no letter follows ESC & there.
  { begins: /^␛E[␍␊ ]*␛[&*(][a-z][\d+-]/, name: 'PCL', advice: BY_DRIVER },
  { begins: /^␛[&*(][a-z]\d+[A-Z]/, name: 'PCL', advice: BY_DRIVER },
  {
    begins: /^(?:RaS[t23]|[t23]SaR)/,
    name: 'PWG or CUPS raster',
    advice: 'rastertoepson of CUPS makes ESC/P of it',
  },
  { begins: /^UNIRAST␀/, name: 'Apple raster (URF)', advice: BY_DRIVER },
  { begins: /^\u0089PNG␍␊/, name: 'PNG', advice: AS_PICTURE },
  { begins: /^\u00ff\u00d8\u00ff/, name: 'JPEG', advice: AS_PICTURE },
  { begins: /^GIF8/, name: 'GIF', advice: 'convert it to PNG first' },
  { begins: /^(?:II\*␀|MM␀\*)/, name: 'TIFF', advice: 'convert it to PNG first' },
  {
    begins: /^PK␃␄/,
    name: 'a ZIP archive or an office document',
    advice: 'export it as PDF first',
  },
  {
    begins: /^␟\u008b/,
    name: 'compressed by gzip',
    advice: 'unpack it: gunzip -c FILE | portolan printer show -',
  },
  { begins: /^␡ELF|^MZ\u0090/, name: 'a program', advice: 'name a job' },
];

/** As much of a file as tells. */
export const TELLING = 64;

/** What it seems to be, and what to do; undefined when nothing speaks against ESC/P. */
export function seemsToBe(begin: Uint8Array): Pick<Likeness, 'name' | 'advice'> | undefined {
  const text = Array.from(begin.subarray(0, TELLING), pictured).join('');
  return LIKENESSES.find(({ begins }) => begins.test(text));
}

/** U+2400 and what follows it shows control codes. */
function pictured(code: number): string {
  if (code === 0x7f) return '\u2421';
  return String.fromCharCode(code < 0x20 ? 0x2400 + code : code);
}
