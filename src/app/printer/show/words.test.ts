import { describe, expect, it } from 'vitest';
import { inches, millimetres, PAPER_SIZES } from '../../../core/page/paper.ts';
import type { EscpModel } from '../../../protocols/escp/model.ts';
import { pagePath } from './files.ts';
import { readPaper, withPaper } from './paper.ts';
import { seemsToBe } from './seems.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('what a file seems to be', () => {
  it.each([
    ['%PDF-1.7\n', 'PDF'],
    ['%!PS-Adobe-3.0\n', 'PostScript'],
    ['\u0004%!PS', 'PostScript'],
    ['\u001b%-12345X@PJL JOB\r\n', 'PJL'],
    ['\u001bE\u001b&l26A', 'PCL'],
    ['\u001b*t300R\u001b*r1A', 'PCL'],
    ['RaS2PwgRaster', 'raster'],
    ['3SaR', 'raster'],
    ['UNIRAST\0', 'Apple raster'],
    ['\u0089PNG\r\n\u001a\n', 'PNG'],
    ['\u00ff\u00d8\u00ff\u00e0', 'JPEG'],
    ['PK\u0003\u0004', 'ZIP'],
    ['\u001f\u008b\u0008', 'gzip'],
  ])('%j is no ESC/P', (begin, name) => {
    expect(seemsToBe(bytes(begin))?.name).toContain(name);
  });

  it.each([
    '',
    'Dear Sir or Madam',
    '\u001b@Hello',
    // Bold, and a bit image: both begin as PCL does.
    '\u001bEBold\u001bF',
    '\u001b*\u0021\u0010\u0000',
    '\u001bE\u001b*\u0021\u0010\u0000',
    '\u001b&\u0000AA',
    '\0\0\0\u001b\u0001@EJL 1284.4\n@EJL     \n\u001b@',
    '\u001b(R\u0008\0\0REMOTE1',
  ])('%j may be', (begin) => {
    expect(seemsToBe(bytes(begin))).toBeUndefined();
  });
});

describe('paper', () => {
  it('has names, or is said in millimetres', () => {
    expect(readPaper('A4')).toEqual(PAPER_SIZES['a4']);
    expect(readPaper('fanfold wide').width).toBe(inches(14.875));
    expect(readPaper('100x150')).toEqual({ width: millimetres(100), height: millimetres(150) });
    expect(readPaper('79.5x2000mm').height).toBe(millimetres(2000));
  });

  it.each(['a44', '', '210', '0x10', '5000x5000', '-1x5', 'a4xa5'])('is none: %j', (word) => {
    expect(() => readPaper(word)).toThrow(/no paper is called .*letter.*210x297/);
  });

  it('leaves the edges as wide as they were', () => {
    const model: EscpModel = {
      pins: 24,
      paper: PAPER_SIZES['a4']!,
      isRoll: true,
      printable: {
        left: millimetres(3),
        top: millimetres(4),
        right: PAPER_SIZES['a4']!.width - 100,
        bottom: PAPER_SIZES['a4']!.height - 200,
      },
      autoLineFeed: false,
      tables: ['italic', 'pc437', 'pc437', 'pc437'],
      table: 1,
      country: 0,
      isColour: false,
    };
    const letter = PAPER_SIZES['letter']!;
    expect(withPaper(model, letter)).toMatchObject({
      paper: letter,
      isRoll: false,
      printable: { left: millimetres(3), right: letter.width - 100, bottom: letter.height - 200 },
    });
    // Lines go on over the perforations of forms.
    const forms = readPaper('fanfold wide');
    expect(withPaper(model, forms).printable).toEqual({
      left: millimetres(3),
      top: 0,
      right: forms.width - 100,
      bottom: forms.height,
    });
  });
});

describe('the name of a page', () => {
  it.each([
    ['job.png', 1, 'job.png'],
    ['job.png', 2, 'job-2.png'],
    ['a.b/job', 12, 'a.b/job-12'],
    ['a.b/c.d.PNG', 3, 'a.b/c.d-3.PNG'],
  ])('%s, page %i: %s', (path, number, name) => {
    expect(pagePath(path, number)).toBe(name);
  });
});
