// npm test: every check, one after the other, each within its time. The last line is `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'portolan-check-'));

/** A check that is one yes or no. */
const single = (name, seconds, command, ...words) => ({ name, seconds, command, words });

/** A suite of vitest: its report tells how many tests it had. */
const suite = (name, seconds, ...more) => {
  const report = join(reports, `${name}.json`);
  const plain = process.stdout.isTTY ? [] : ['--no-color'];
  const words = ['run', '--project', name, '--reporter=dot', '--reporter=json', ...more, ...plain];
  return {
    name,
    seconds,
    command: bin('vitest'),
    words: [...words, `--outputFile=${report}`],
    report,
  };
};

const CHECKS = [
  single('format', 60, bin('oxfmt'), '--check'),
  single('lint', 60, bin('oxlint')),
  single('types', 60, bin('tsc'), '-p', 'tsconfig.json'),
  single('types of the pure', 60, bin('tsc'), '-p', 'tsconfig.pure.json'),
  single('build', 60, process.execPath, 'tools/build.mjs', '--all'),
  // Nothing in these waits for the real world, so they may have every core.
  suite('unit', 300, '--maxWorkers=100%'),
  suite('conversations', 300, '--maxWorkers=100%'),
  suite('e2e', 300),
  // They wait, too.
  suite('e2e-messages', 300, '--maxWorkers=100%'),
  // Each has network namespaces of its own, and waits for the network most of its time.
  suite('juries', 300, '--maxWorkers=100%'),
  suite('juries-alone', 300),
];

/** Runs a command in a process group of its own, so that an end comes to its children too. */
function run({ command, words, seconds }) {
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd: root, stdio: 'inherit', detached: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, seconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, why: error.message });
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const why = late ? `not done within ${seconds} s` : `ended with ${signal ?? code}`;
      resolve({ ok: code === 0 && !late, why });
    });
  });
}

/** How many tests passed and failed, by vitest's own report; a suite without a report failed as one. */
function countTests(report, ok) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that could not even be loaded has no tests that could fail.
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length;
    const failed = numFailedTests + broken;
    return { passed: numPassedTests, failed: failed === 0 && !ok ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function callJuries() {
  if (process.env.PORTOLAN_INSTALL_JURIES === '1') {
    spawnSync('sh', [join(root, 'tools/install-juries.sh')], { stdio: 'inherit' });
  }
  const juries = JSON.parse(readFileSync(join(root, 'test/juries/juries.json'), 'utf8'));
  // Some judge by a command, some by a file that they bring.
  return juries.filter(({ command, file }) =>
    file ? !existsSync(file) : spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0,
  );
}

const absent = callJuries();
let passed = 0;
let failed = 0;
const lines = [];
for (const check of CHECKS) {
  console.log(`\n== ${check.name}`);
  const began = performance.now();
  const { ok, why } = await run(check);
  const count = check.report
    ? countTests(check.report, ok)
    : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  passed += count.passed;
  failed += count.failed;
  const took = ((performance.now() - began) / 1000).toFixed(1);
  lines.push(
    `${count.failed === 0 ? 'ok    ' : 'FAILED'} ${check.name.padEnd(18)} ${took.padStart(6)} s of ${check.seconds}` +
      (check.report ? `  ${count.passed} passed, ${count.failed} failed` : '') +
      (ok ? '' : `  (${why})`),
  );
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}\n`);
for (const { command, file, package: from, judges } of absent) {
  console.log(`LEFT OUT: jury ${command ?? file} (Debian's ${from}), which judges ${judges}`);
}
if (absent.length > 0) console.log('PORTOLAN_INSTALL_JURIES=1 npm test installs them\n');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
