/** Files that are something else than what is printed here, and what makes something of them that is. */

interface Refused {
  readonly begins: string;
  /** Where it begins so; default: at once. */
  readonly at?: number;
  readonly what: string;
  readonly remedy: (file: string) => string;
}

const toPicture = (file: string) => `Make a PNG of it first: magick ${file} picture.png`;
const toPdf = (file: string) =>
  `Have its own program print it, or make a PDF of it (soffice --convert-to pdf ${file}) and pictures of that: ${pages('file.pdf')}`;
const pages = (file: string) =>
  `gs -dSAFER -dBATCH -dNOPAUSE -sDEVICE=png16m -r180 -sOutputFile=page-%d.png ${file}`;
const ofAPage = (file: string) =>
  `Have Ghostscript make a job of it (gs -dSAFER -dBATCH -dNOPAUSE -sDEVICE=epson -sOutputFile=job.prn ${file}), or pictures: ${pages(file)}`;
const ofAnother = () =>
  'An ESC/P printer would print it as rubbish. --as-is sends it all the same, to a printer that understands it';

const REFUSED: readonly Refused[] = [
  { begins: '%PDF', what: 'a PDF', remedy: ofAPage },
  { begins: '%!', what: 'PostScript', remedy: ofAPage },
  { begins: '\x04%!', what: 'PostScript', remedy: ofAPage },
  { begins: 'PK\x03\x04', what: 'a ZIP archive, as office documents are', remedy: toPdf },
  { begins: '\xd0\xcf\x11\xe0', what: 'a document of an older office', remedy: toPdf },
  { begins: '{\\rtf', what: 'a document in RTF', remedy: toPdf },
  { begins: 'GIF8', what: 'a GIF', remedy: toPicture },
  { begins: 'WEBP', at: 8, what: 'a WebP picture', remedy: toPicture },
  { begins: 'II*\0', what: 'a TIFF', remedy: toPicture },
  { begins: 'MM\0*', what: 'a TIFF', remedy: toPicture },
  { begins: 'BM', what: 'a BMP picture', remedy: toPicture },
  { begins: 'ftypheic', at: 4, what: 'a HEIC picture', remedy: toPicture },
  { begins: 'ftypavif', at: 4, what: 'an AVIF picture', remedy: toPicture },
  { begins: '\x1b%-12345X', what: 'a job in PJL, for other printers', remedy: ofAnother },
  { begins: '\x1bE', what: 'a job in PCL, for other printers', remedy: ofAnother },
  { begins: 'UNIRAST', what: 'a job in Apple raster', remedy: ofAnother },
  { begins: 'RaS', what: 'a job in CUPS raster', remedy: ofAnother },
  { begins: '\x1f\x8b', what: 'compressed', remedy: (file) => `Unpack it first: gunzip ${file}` },
];

/** A sentence that says what it is and what to do; undefined where nothing speaks against it. */
export function refusalOf(head: Uint8Array, file: string): string | undefined {
  const found = REFUSED.find(({ begins, at = 0 }) =>
    [...begins].every((character, index) => head[at + index] === character.charCodeAt(0)),
  );
  // Two letters are soon a word: what follows says whether it is a picture.
  if (found === undefined || (found.begins === 'BM' && !head.subarray(0, 64).includes(0))) {
    return undefined;
  }
  return `${file} is ${found.what}, which is not printed here. ${found.remedy(file === 'standard input' ? 'FILE' : file)}`;
}
