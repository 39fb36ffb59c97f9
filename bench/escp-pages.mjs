// How long print jobs take to be pages, as whole commands: against Ghostscript, which makes the job, in turns. Needs
// Ghostscript. Alone: bench/alone.sh node bench/escp-pages.mjs [turns]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESCP_DEVICES, ghostscript, PAGE } from './ghostscript-page.mjs';
import { inTurns, mb, ms, node, portolan } from './turns.mjs';

const TURNS = Number(process.argv[2] ?? 9);
const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
const file = (name) => join(folder, name);

const show = (job, to, ...more) => [
  node,
  portolan,
  'printer',
  'show',
  file(job),
  '-o',
  file(to),
  '--force',
  ...more,
];

/** 60 lines of 72 characters a page. */
function textJob(pages) {
  const words = 'Sphinx of black quartz, judge my vow. 0123456789 '.repeat(3);
  const page = Array.from({ length: 60 }, (_, n) => words.slice((n * 7) % 49).slice(0, 72));
  return `\u001b@${`${page.join('\r\n')}\r\n\f`.repeat(pages)}`;
}

function memoryOf([command, ...words]) {
  const env = { ...process.env, BENCH_MEMORY: file('memory') };
  const require = new URL('report-memory.cjs', import.meta.url).pathname;
  execFileSync(command, ['--require', require, ...words], { env, stdio: 'ignore' });
  return mb(Number(readFileSync(file('memory'), 'utf8')) * 1024);
}

const row = (what, ours, peer, ratio, target, holds) =>
  console.log(`| ${[what, ours, peer, ratio, target, holds].join(' | ')} |`);
const yes = (holds) => (holds ? 'yes' : 'no');

try {
  writeFileSync(file('page.ps'), PAGE);
  row('what', 'Portolan', 'peer', 'ratio', 'target', 'holds');
  row('---', '---', '---', '---', '---', '---');
  for (const { name, words } of ESCP_DEVICES) {
    const making = ghostscript(file('page.ps'), file('page.prn'), words);
    const drawing = show('page.prn', 'page.png');
    const [made, drawn] = inTurns([making, drawing], TURNS);
    const what = `A4 in colour, ${name}: job to PNG, whole command`;
    const peer = `Ghostscript makes the job: ${ms(made)}`;
    row(what, `${ms(drawn)}, ${memoryOf(drawing)}`, peer, `${(drawn / made).toFixed(2)} x`, '', '');
  }
  for (const [form, pages, least] of [
    ['txt', 1000, 200],
    ['png', 100, 30],
    ['pdf', 100, undefined],
  ]) {
    writeFileSync(file('text.prn'), textJob(pages), 'latin1');
    // Several pictures are several files: their names follow the first one's.
    const [took] = inTurns([show('text.prn', `text.${form}`, '--kind', 'dot-matrix')], TURNS);
    const rate = (pages / took) * 1000;
    const memory = memoryOf(show('text.prn', `text.${form}`, '--kind', 'dot-matrix'));
    const what = `${pages} pages of text to ${form === 'txt' ? 'plain text' : form.toUpperCase()}, whole command`;
    const target = least === undefined ? ['', ''] : [`over ${least}`, yes(rate > least)];
    row(what, `${rate.toFixed(0)} pages a second, ${memory}`, '', '', ...target);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
