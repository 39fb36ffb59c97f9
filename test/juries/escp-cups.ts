/** Filters of CUPS, run by hand as cupsd would run them: a page, made pixels, made a job. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ghostscript } from './escp-ground.ts';

/** Where Debian has them; none of them is on anybody's path. */
export const FILTERS = '/usr/lib/cups/filter';
export const DRIVERS = '/usr/lib/cups/driver';

/** One page of pixels, as CUPS hands them to a driver. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Dots to the inch, across and down. */
  readonly dpi: readonly [number, number];
  readonly bitsPerPixel: number;
  readonly stride: number;
  readonly pixels: Uint8Array;
}

export interface Filtered {
  readonly raster: Raster;
  readonly job: Uint8Array;
}

function output(command: string, words: readonly string[], input: Uint8Array | string, env = {}) {
  const printer = command.endsWith('escpr-wrapper') ? { argv0: 'jury' } : {};
  const { stdout, stderr, status } = spawnSync(command, words, {
    input,
    env: { PATH: process.env['PATH'], CUPS_DATADIR: '/usr/share/cups', ...env },
    maxBuffer: 256 << 20,
    ...printer,
  });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

/** A printer's description, by the name that a driver has for it. */
export const describedBy = (driver: string, name: string): string =>
  output(join(DRIVERS, driver), ['cat', name], '').toString();

/** Those that CUPS itself comes with, compiled. */
export function sampleDescription(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-ppd-'));
  try {
    output('ppdc', ['-d', folder, '/usr/share/cups/drv/sample.drv'], '');
    return output('cat', [join(folder, name)], '').toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param filter of {@link FILTERS}
 * @param program PostScript of one A4 page
 * @param options as `lp -o` takes them
 */
export function filtered(
  filter: string,
  description: string,
  program: string,
  options = '',
): Filtered {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-cups-'));
  try {
    // Epson's filter asks libcups for the description, which finds it in the server's folder.
    mkdirSync(join(folder, 'ppd'));
    const ppd = join(folder, 'ppd', 'jury.ppd');
    writeFileSync(ppd, description);
    const env = {
      PPD: ppd,
      PRINTER: 'jury',
      CUPS_SERVERROOT: folder,
      CUPS_SERVER: 'localhost',
      CONTENT_TYPE: 'application/pdf',
      FINAL_CONTENT_TYPE: 'application/vnd.cups-raster',
      TMPDIR: folder,
    };
    const words = ['1', 'jury', 'page', '1', `PageSize=A4 ${options}`];
    const pdf = ghostscript(program, ['-sDEVICE=pdfwrite', '-sOutputFile=-']);
    const raster = output(join(FILTERS, 'gstoraster'), words, pdf, env);
    return { raster: readRaster(raster), job: output(join(FILTERS, filter), words, raster, env) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `3SaR`: numbers of four bytes, little endian; a head of 1,796 bytes; pixels as they are. */
function readRaster(bytes: Uint8Array): Raster {
  const sign = new TextDecoder('latin1').decode(bytes.subarray(0, 4));
  if (sign !== '3SaR') throw new Error(`${sign} is no raster that the test can read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + 4);
  const number = (at: number) => view.getUint32(at, true);
  const stride = number(392);
  const height = number(376);
  return {
    width: number(372),
    height,
    dpi: [number(276), number(280)],
    bitsPerPixel: number(388),
    stride,
    pixels: bytes.subarray(4 + 1796, 4 + 1796 + stride * height),
  };
}
