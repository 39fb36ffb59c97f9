/** The jury on PNG: pngcheck, which takes a file apart chunk by chunk. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeCompression } from '../../src/platform/node/compression.ts';
import { simulatedCompression } from '../../src/platform/simulated/compression.ts';
import type { Bitmap } from '../../src/rendering/bitmap.ts';
import { inkPalette } from '../../src/rendering/inks.ts';
import { pngBytes } from '../../src/rendering/png.ts';
import { isInstalled } from '../support/namespace.ts';

if (!isInstalled('pngcheck')) console.log('LEFT OUT: jury pngcheck, PNG: not installed');

const folder = mkdtempSync(join(tmpdir(), 'portolan-png-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param colours how many there are; 0: red, green and blue */
function bitmap(width: number, height: number, colours: number): Bitmap {
  const size = { width, height, dpiX: 360, dpiY: 180 };
  const length = width * height;
  if (colours === 0) {
    const data = Uint8Array.from({ length: length * 3 }, (_, n) => n * 31);
    return { ...size, channels: 3, data };
  }
  const data = Uint8Array.from({ length }, (_, n) => (n * 7) % colours);
  return { ...size, channels: 1, data, palette: inkPalette('process') };
}

describe.skipIf(!isInstalled('pngcheck'))('pngcheck', () => {
  it.each<[number, number, number, string]>([
    [1, 1, 1, '1 x 1 image, 1-bit palette'],
    [1531, 40, 2, '1531 x 40 image, 1-bit palette'],
    [1530, 2000, 4, '1530 x 2000 image, 2-bit palette'],
    [33, 7, 16, '33 x 7 image, 4-bit palette'],
    [640, 480, 256, '640 x 480 image, 8-bit palette'],
    [500, 700, 0, '500 x 700 image, 24-bit RGB'],
  ])('finds no fault with %d x %d in %d colours', async (width, height, colours, says) => {
    for (const compression of [nodeCompression(), simulatedCompression()]) {
      const file = join(folder, 'page.png');
      writeFileSync(file, await pngBytes(bitmap(width, height, colours), compression));
      const { status, stdout } = spawnSync('pngcheck', ['-v', file], { encoding: 'utf8' });
      expect(stdout).toContain('No errors detected');
      expect(stdout).toContain(says);
      expect(stdout).toContain('14173x7087 pixels/meter');
      expect(status).toBe(0);
    }
  });

  it('finds the fault of one that is broken', async () => {
    const bytes = await pngBytes(bitmap(64, 64, 4), nodeCompression());
    const file = join(folder, 'broken.png');
    writeFileSync(file, bytes.with(40, bytes[40]! ^ 1));
    expect(spawnSync('pngcheck', [file]).status).not.toBe(0);
  });
});
