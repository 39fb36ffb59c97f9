// Makes docs/pictures/*.png of docs/pictures/sources by the built command: a job is composed, and its page shown. Build first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from 'fast-png';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'portolan-pictures-'));
/** A page of documentation is loaded with all of its pictures. */
const MOST_BYTES = 150_000;

/** An evening at sea, by program: sky, sun, its path on the water, a tower with its light. */
function evening(width = 900, height = 600) {
  const data = new Uint8Array(width * height * 3);
  const horizon = height * 0.62;
  const sun = { x: width * 0.34, y: horizon - height * 0.1, radius: height * 0.085 };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.set(colourAt(x, y), (y * width + x) * 3);
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });

  function colourAt(x, y) {
    const tower = towerAt(x - width * 0.78, y);
    if (tower) return tower;
    if (y < horizon) {
      const away = Math.hypot(x - sun.x, y - sun.y);
      if (away < sun.radius) return [255, 244, 196];
      const glow = Math.exp(-(away - sun.radius) / (height * 0.22));
      const up = (horizon - y) / horizon;
      return mix(
        [58 + 150 * (1 - up), 92 + 70 * (1 - up), 150 - 20 * (1 - up)],
        [255, 190, 90],
        glow,
      );
    }
    const depth = (y - horizon) / (height - horizon);
    const wave = Math.sin(y * (1.3 - depth) + Math.sin(x / 37) * 2) * Math.sin(x / 23 + y / 5);
    const path = Math.exp(-(((x - sun.x + wave * 26) / (24 + 90 * depth)) ** 2));
    const sea = [24 + 22 * wave, 62 + 24 * wave, 96 + 26 * wave - 30 * depth];
    return mix(sea, [255, 214, 130], path * 0.85);
  }

  function towerAt(x, y) {
    const top = height * 0.24;
    const foot = horizon + height * 0.05;
    if (y > foot && y < foot + height * 0.05 && Math.abs(x) < width * 0.11) return [52, 46, 44];
    if (y < top || y > foot) return undefined;
    const half = width * (0.016 + 0.016 * ((y - top) / (foot - top)));
    if (Math.abs(x) > half) return undefined;
    if (y < top + height * 0.06) return Math.abs(x) < half * 0.7 ? [255, 240, 160] : [40, 36, 40];
    const shade = 0.72 + 0.28 * Math.cos((x / half) * 1.3 + 0.6);
    const isRed = Math.floor((y - top) / (height * 0.075)) % 2 === 1;
    return (isRed ? [196, 44, 38] : [238, 232, 220]).map((part) => part * shade);
  }
}

const mix = (a, b, share) =>
  a.map((part, n) => Math.max(0, Math.min(255, Math.round(part * (1 - share) + b[n] * share))));

function portolan(...words) {
  const { status, stderr } = spawnSync(process.execPath, [`${root}dist/portolan.cjs`, ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`portolan ${words.join(' ')}: ${stderr}`);
}

/** @param look what is said to show it */
function make(name, source, model, paper, writing, look) {
  const job = join(folder, 'job.prn');
  portolan('print', source, '--model', model, '--paper', paper, ...writing, '-o', job, '--force');
  const picture = `${root}docs/pictures/${name}.png`;
  portolan(
    'printer',
    'show',
    job,
    '--model',
    model,
    '--paper',
    paper,
    ...look,
    '-o',
    picture,
    '--force',
  );
  // The command is in a hurry; whoever loads this page is more so.
  writeFileSync(picture, encode(decode(readFileSync(picture)), { zlib: { level: 9 } }));
  const { size } = statSync(picture);
  if (size > MOST_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`docs/pictures/${name}.png: ${size} bytes`);
}

const photo = join(folder, 'evening.png');
writeFileSync(photo, evening());
const source = (name) => `${root}docs/pictures/sources/${name}.txt`;
try {
  make('letter', source('letter'), 'LQ-590II', '200x125', [], ['--dpi', '120']);
  make(
    'letter-dots',
    source('letter'),
    'LX-350',
    '200x125',
    ['--draft'],
    ['--look', 'dots', '--dpi', '120'],
  );
  make('table', source('table'), 'LQ-590II', '175x80', [], ['--dpi', '120']);
  make('table-dots', source('table'), 'LX-350', '175x80', [], ['--look', 'dots', '--dpi', '120']);
  make('photo', photo, 'XP-432 435 Series', '100x68', [], ['--dpi', '78']);
  make(
    'photo-dots',
    photo,
    'LX-350',
    '150x102',
    ['--dpi', '60x72'],
    ['--look', 'dots', '--dpi', '72'],
  );
} finally {
  rmSync(folder, { recursive: true });
}
