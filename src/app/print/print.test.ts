/** Prints on simulated printers: what arrives, what is told, and what is never sent. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { printGround, type PrinterManner } from '../../../test/support/print-ground.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { UnavailableError } from '../../core/errors.ts';
import { cancellation } from '../../core/signal.ts';
import type { PrintResult } from './result.ts';

const encode = (text: string) => new TextEncoder().encode(text);
/** Begins as a job does; long enough to be sent in several pieces. */
const JOB = joinBytes([
  Uint8Array.of(0x1b, 0x40),
  ...Array.from({ length: 60 }, () => new Uint8Array(10_000).fill(0x41)),
]);

/** The test runner compares long arrays octet by octet, which takes seconds. */
const lengthsIfSame = (found: readonly Uint8Array[], wanted: readonly Uint8Array[]) =>
  found.map((bytes, at) =>
    Buffer.compare(bytes, wanted[at] ?? JOB) === 0 ? bytes.length : 'other',
  );
const expectJobs = (found: readonly Uint8Array[], wanted: readonly Uint8Array[]) =>
  expect(lengthsIfSame(found, wanted)).toEqual(wanted.map(({ length }) => length));

async function print(
  words: readonly string[],
  manner: PrinterManner = {},
  files: Readonly<Record<string, Uint8Array>> = {},
) {
  const ground = await printGround(manner, { 'job.prn': JOB, ...files });
  const argv = ['print', ...words, '--json'];
  const { code, out, err } = await ground.passing(portolan(argv, { platform: ground.here }));
  const result = (out === '' ? undefined : JSON.parse(out)) as PrintResult | undefined;
  return { ...ground, code, err, result };
}

describe('a job', () => {
  it('arrives whole and once, at the port of each way', async () => {
    for (const [way, port] of [
      ['raw', 9100],
      ['escp', 621],
    ] as const) {
      const { printer, network, result, code, err } = await print([
        'job.prn',
        '--to',
        '192.168.1.9',
        '--via',
        way,
      ]);
      expect([code, err]).toEqual([0, '']);
      expectJobs(printer.jobs, [JOB]);
      expect(printer.ends).toEqual(['ended']);
      expect(result).toMatchObject({
        to: { host: '192.168.1.9', port, via: way },
        files: [{ file: 'job.prn', kind: 'job' }],
        bytes: JOB.length,
        done: 'sent',
        delivery: { end: 'taken', sent: JOB.length, said: '' },
      });
      expect(result!.pages).toBeUndefined();
      expect(new Set(network.streams.map(({ to }) => to.port))).toContain(port);
    }
  });

  it('is what --output writes, be it composed or not', async () => {
    for (const file of ['report.txt', 'photo.jpg', 'job.prn']) {
      const { printer } = await print([file, '--to', 'printer.lan']);
      const { here, network, result } = await print([file, '-o', 'out.prn']);
      expectJobs([await here.files.read('out.prn', 1e6)], printer.jobs);
      expect(result).toMatchObject({ done: 'written', output: 'out.prn' });
      expect(network.streams).toEqual([]);
    }
  });

  it('is made anew for each copy', async () => {
    const { printer, result } = await print(['job.prn', '--to', 'printer.lan', '--copies', '3']);
    expectJobs(printer.jobs, [joinBytes([JOB, JOB, JOB])]);
    expect(result!.copies).toBe(3);
    const text = await print(['report.txt', '--to', 'printer.lan', '--copies', '2']);
    expect(text.result).toMatchObject({ pages: 2, files: [{ pages: 1 }] });
  });
});

describe('several files', () => {
  it('follow each other in one job, over one connection', async () => {
    const files = ['report.txt', 'photo.jpg', 'photo.jpg', 'job.prn'];
    const alone = await Promise.all(
      files.map(async (file) => (await print([file, '--to', 'printer.lan'])).printer.jobs[0]!),
    );
    const { printer, result, network } = await print([...files, '--to', 'printer.lan']);
    expectJobs(printer.jobs, [joinBytes(alone)]);
    const opened = network.streams.filter(
      ({ what, from }) => what === 'open' && from.host === 'box',
    );
    expect(opened).toHaveLength(1);
    expect(result!.files.map(({ pages }) => pages)).toEqual([1, 1, 1, undefined]);
  });
});

describe('a printer', () => {
  it('that is busy is waited for, and gets the job once', async () => {
    const { printer, code, err } = await print(['job.prn', '--to', '192.168.1.9'], {
      opensAt: 5000,
    });
    expect(code).toBe(0);
    expect(err).toContain('takes no connection: nothing listens there, or it is busy');
    expectJobs(printer.jobs, [JOB]);
  });

  it('that stays busy gets nothing', async () => {
    const words = ['job.prn', '--to', '192.168.1.9', '--patience', '3'];
    const { printer, code, result, err } = await print(words, { opensAt: 60_000 });
    expect(code).toBe(3);
    expect(err).toContain('nothing was sent');
    expect(result!.delivery).toMatchObject({ end: 'unreached', sent: 0 });
    expect(printer.ends).toEqual([]);
  });

  it('that breaks off is not tried again: no page comes out twice', async () => {
    const { printer, code, result, err } = await print(['job.prn', '--to', '192.168.1.9'], {
      breaksAt: 200_000,
    });
    expect(code).toBe(3);
    expect(result!.delivery!.end).toBe('cut');
    expect(result!.delivery!.sent).toBeLessThan(JOB.length);
    expect(err).toContain('broke the connection');
    expect(printer.ends).toHaveLength(1);
    expect(printer.jobs).toEqual([]);
  });

  it('sees a cut job when the file cannot be read to its end', async () => {
    const ground = await printGround();
    const files = {
      ...ground.here.files,
      async *stream() {
        for (let at = 0; at < JOB.length; at += 100_000) yield JOB.subarray(at, at + 100_000);
        throw new UnavailableError('"job.prn" cannot be read: EIO.');
      },
    };
    const { code, err } = await ground.passing(
      portolan(['print', 'job.prn', '--to', '192.168.1.9'], {
        platform: { ...ground.here, files },
      }),
    );
    await ground.network.runUntil(ground.network.clock.now() + 1000);
    expect(code).toBe(3);
    expect(err).toContain('cannot be read: EIO');
    expect(ground.printer).toEqual({ jobs: [], ends: ['reset'] });
  });

  it('that does not close has not confirmed it', async () => {
    const { printer, code, result } = await print(['job.prn', '--to', '192.168.1.9'], {
      staysOpen: true,
    });
    expect(code).toBe(0);
    expectJobs(printer.jobs, [JOB]);
    expect(result!.delivery).toMatchObject({ end: 'unconfirmed', sent: JOB.length });
    const strict = await print(['job.prn', '--to', '192.168.1.9', '--strict'], { staysOpen: true });
    expect(strict.code).toBe(4);
  });

  it('that closes at once did not take a short job', async () => {
    const words = ['report.txt', '--to', '192.168.1.9', '--strict'];
    const { code, result } = await print(words, { closesAtOnce: true });
    expect(code).toBe(4);
    expect(result!.delivery).toMatchObject({
      end: 'unconfirmed',
      why: '192.168.1.9:9100 had said its own end before the job was over',
    });
  });

  it('that talks is quoted, and cannot reach the terminal', async () => {
    const { result } = await print(['job.prn', '--to', '192.168.1.9'], {
      says: encode('@BDC ST2\r\n\x1b[31m'),
    });
    const { said, saidBytes } = result!.delivery!;
    expect(said).toBe('@BDC ST2\\x0d\\x0a\\x1b[31m');
    expect(saidBytes).toBe(15);
  });

  it('sees a connection that broke when whoever prints has had enough', async () => {
    const ground = await printGround({ staysOpen: true }, { 'job.prn': JOB });
    const { signal, cancel } = cancellation();
    ground.network.clock.wakeAt(2000, cancel);
    const { code, err } = await ground.passing(
      portolan(['print', 'job.prn', '--to', '192.168.1.9'], { platform: ground.here, signal }),
    );
    expect(code).toBe(3);
    expect(err).toContain('the connection was reset');
    await ground.network.runUntil(ground.network.clock.now() + 1000);
    expect(ground.printer.ends).toEqual(['reset']);
  });
});

describe('nothing is sent', () => {
  it.each<[string, string[], number, string]>([
    ['to a public address', ['--to', '203.0.113.9'], 2, '--allow-public'],
    ['to a name of one', ['--to', 'far.example'], 2, 'far.example (203.0.113.9) is refused'],
    ['to a name that nobody knows', ['--to', 'nobody.example'], 3, 'nobody.example'],
    ['to a network', ['--to', '192.168.1.0/24'], 2, 'more than one host'],
    ['to an address of the web', ['--to', 'http://192.168.1.9:631/'], 2, 'is no printer'],
    ['to everybody', ['--to', '192.168.1.255'], 2, 'everybody on a link'],
    ['to nobody', [], 2, 'to is missing'],
    ['on a dry run', ['--to', '192.168.1.9', '--dry-run'], 0, ''],
    ['where the job goes to a file', ['--to', '192.168.1.9', '-o', 'x.prn'], 2, '--dry-run'],
  ])('%s', async (_, words, code, says) => {
    const found = await print(['report.txt', ...words]);
    expect(found.code).toBe(code);
    expect(found.err).toContain(says);
    expect(found.network.streams).toEqual([]);
  });

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'is empty'],
    ['a PDF', encode('%PDF-1.7\n'), 'gs -dSAFER'],
    ['PostScript', encode('%!PS-Adobe-3.0\n'), 'gs -dSAFER'],
    ['an office document', encode('PK\x03\x04abc'), 'office'],
    ['a job for other printers', encode('\x1b%-12345X@PJL\n'), '--as-is'],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0), '--as-is'],
    [
      'a PNG that is cut off',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      'damaged',
    ],
    ['a JPEG that is cut off', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4), 'damaged'],
  ])('of %s', async (_, bytes, says) => {
    const found = await print(['it', '--to', '192.168.1.9'], {}, { it: bytes });
    expect(found.code).toBe(2);
    expect(found.err).toContain(says);
    expect(found.network.streams).toEqual([]);
  });

  it('of the files before one that cannot be printed', async () => {
    const { code, network } = await print(['report.txt', 'nowhere.txt', '--to', '192.168.1.9']);
    expect(code).toBe(2);
    expect(network.streams).toEqual([]);
  });

  it('but what is forced: a program as it is, or as text', async () => {
    const bytes = Uint8Array.of(0x7f, 0x45, 0, 1, 2);
    const asIs = await print(['it', '--to', '192.168.1.9', '--as-is'], {}, { it: bytes });
    expectJobs(asIs.printer.jobs, [bytes]);
    const asText = await print(['it', '--to', '192.168.1.9', '--text'], {}, { it: bytes });
    expect(asText.result!.files).toMatchObject([{ kind: 'text', pages: 1 }]);
  });
});

describe('what is told of text', () => {
  it('names each character that is printed otherwise', async () => {
    const text = encode('“a”\nb → 中\nc → 中\n');
    const { result } = await print(['it', '--dry-run', '--kind', '9-pin'], {}, { it: text });
    const told = result!.files[0]!.changed!.map(({ codePoint, printed, count, line }) => [
      codePoint,
      printed,
      count,
      line,
    ]);
    expect(told).toEqual([
      ['U+201C', '"', 1, 1],
      ['U+201D', '"', 1, 1],
      ['U+2192', '->', 2, 2],
      ['U+4E2D', '■■', 2, 2],
    ]);
  });

  it('says what it took for Windows-1252, and what went over the edge', async () => {
    const text = Uint8Array.from([0xe9, ...encode('x'.repeat(100))]);
    const words = ['it', '--dry-run', '--wrap', 'off', '--kind', '24-pin'];
    const { result } = await print(words, {}, { it: text });
    expect(result!.files[0]).toMatchObject({ encoding: 'Windows-1252', cut: 21 });
  });

  it.each<[string, string[], number, number]>([
    ['lines of 80 and pages of 66 on paper with holes', ['--kind', '9-pin'], 80, 66],
    ['lines of 80 on a sheet, by pins', ['--kind', '24-pin'], 80, 68],
    ['lines of 80 between the margins of a letter', [], 84, 63],
    ['the same on letter paper', ['--paper', 'letter'], 87, 59],
    ['fewer columns on a small sheet, not half of it white', ['--paper', 'a6'], 41, 30],
    ['what is wished for', ['--margin', '3', '--cpi', '10'], 80, 68],
  ])('has room for %s', async (_, wishes, columns, lines) => {
    const files = {
      wide: encode('x'.repeat(200)),
      long: encode('x\n'.repeat(lines)),
      longer: encode('x\n'.repeat(lines + 1)),
    };
    const words = [...Object.keys(files), '--dry-run', '--wrap', 'off', ...wishes];
    const [wide, ...long] = (await print(words, {}, files)).result!.files;
    expect(200 - wide!.cut!).toBe(columns);
    expect(long.map(({ pages }) => pages)).toEqual([1, 2]);
  });

  it('does not begin at the very edge, where capitals would be cut', async () => {
    const words = ['report.txt', '--kind', '9-pin', '-o', 'out.prn'];
    const { here } = await print(words);
    const job = Buffer.from(await here.files.read('out.prn', 1e6));
    expect(job.includes(Buffer.from([0x1b, 0x4a, 3]))).toBe(true);
  });

  it('has a listing of 132 columns on an inkjet, in the smallest type', async () => {
    const files = { wide: encode('x'.repeat(132)) };
    const words = ['wide', '--dry-run', '--wrap', 'off', '--cpi', '20'];
    expect((await print(words, {}, files)).result!.files[0]!.cut).toBeUndefined();
  });

  it('refuses to turn it', async () => {
    const { code, err } = await print(['report.txt', '--dry-run', '--landscape']);
    expect(code).toBe(2);
    expect(err).toContain('in one direction alone');
  });
});

describe('a picture', () => {
  it('that is wished for too wide is told as wide as it was wished for', async () => {
    const { code, err } = await print(['photo.jpg', '--dry-run', '--width', '900']);
    expect(code).toBe(2);
    expect(err).toContain('900 mm wide');
    expect(err).toContain('At most: --width 204');
  });
});
