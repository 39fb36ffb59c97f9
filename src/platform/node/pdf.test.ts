import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync, crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../core/errors.ts';
import type { PdfFont, PdfText } from '../pdf.ts';
import { openPdf } from './pdf.ts';

const fonts = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf');
const MONO: PdfFont = { name: 'mono', bytes: readFileSync(fonts) };
const WORDS: PdfText = {
  text: 'Promised: 621',
  x: 72,
  y: 144,
  font: MONO,
  size: 10.5,
  scaleX: 0.5,
  scaleY: 2,
  spacing: 1,
  colour: [0, 0, 0],
};

function memory() {
  const pieces: Uint8Array[] = [];
  let isClosed = false;
  return {
    text: () => Buffer.concat(pieces).toString('latin1'),
    isClosed: () => isClosed,
    write: async (bytes: Uint8Array) => void pieces.push(bytes.slice()),
    close: async () => void (isClosed = true),
  };
}

/** A black pixel in a picture of one bit. */
function blackPixel(): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 1, 3, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([255, 255, 255, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x80]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function twoPages(sink: ReturnType<typeof memory>): Promise<string> {
  const pdf = openPdf(sink, { title: 'A job' });
  pdf.beginPage(612, 792);
  pdf.text(WORDS);
  pdf.line({ x: 1, y: 2, length: 3, thickness: 0.5, colour: [9, 9, 9], isBroken: true });
  await pdf.endPage();
  pdf.beginPage(226.75, 100);
  pdf.picture(blackPixel(), { x: 10, y: 20, width: 30, height: 40 });
  await pdf.endPage();
  await pdf.close();
  return sink.text();
}

/** What the pages draw. */
const contents = (text: string) =>
  [...text.matchAll(/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)].map(([, data]) =>
    inflateSync(Buffer.from(data!, 'latin1')).toString('latin1'),
  );

describe('a document', () => {
  it('has pages of the size they were given, and what was drawn on them', async () => {
    const sink = memory();
    const text = await twoPages(sink);
    expect(text.startsWith('%PDF-1.')).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
    expect([...text.matchAll(/MediaBox \[(.*?)\]/g)].map(([, box]) => box)).toEqual([
      '0 0 612 792',
      '0 0 226.75 100',
    ]);
    const [first] = contents(text);
    expect(first).toContain('0.5 0 0 2 72 144 cm');
    expect(first).toContain('1 Tc');
    expect(text).toContain('DejaVuSansMono');
    expect(text).toContain('/BitsPerComponent 1');
    expect(sink.isClosed()).toBe(true);
  });

  it('is the same each time, and has no date that nobody gave it', async () => {
    const text = await twoPages(memory());
    expect(text).not.toContain('CreationDate');
    expect(await twoPages(memory())).toBe(text);
    const dated = memory();
    await openPdf(dated, { created: Date.UTC(2001, 1, 3) }).close();
    expect(dated.text()).toContain('D:20010203');
  });

  it('is written page by page', async () => {
    const sink = memory();
    const pdf = openPdf(sink);
    let before = 0;
    for (let i = 0; i < 3; i++) {
      pdf.beginPage(612, 792);
      pdf.text({ ...WORDS, text: `Page ${i} ${'x'.repeat(50)}` });
      await pdf.endPage();
      expect(sink.text().length).toBeGreaterThan(before);
      before = sink.text().length;
    }
    await pdf.close();
  });

  it('fails where its sink does', async () => {
    const pdf = openPdf({
      write: async () => Promise.reject(new UnavailableError('the disk is full')),
      close: async () => {},
    });
    pdf.beginPage(100, 100);
    await expect(pdf.endPage()).rejects.toThrow('the disk is full');
  });
});
