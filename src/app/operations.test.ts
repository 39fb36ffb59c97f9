/** Every operation on the simulated platform: its declaration, its answer, and what it refuses. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { machine, portolan } from '../../test/support/command.ts';
import {
  FOREIGN_PROGRAMS,
  listening,
  report,
  running,
  seenExcept,
} from '../../test/support/listeners.ts';
import { performers } from '../../test/support/performers.ts';
import { drawing, exampleJobs, LETTER } from '../../test/support/print-jobs.ts';
import { printGround, type PrintGround } from '../../test/support/print-ground.ts';
import { neighbourhood, type Neighbourhood } from '../../test/support/printers.ts';
import { shippedAtlas, shippedData } from '../../test/support/shipped.ts';
import { FACT_FILES } from '../atlas/audit/audit.ts';
import { fromHex } from '../core/bytes/hex.ts';
import { joinBytes } from '../core/bytes/join.ts';
import { udpPacket } from '../core/capture/packet.ts';
import { captureStart, packetBlock } from '../core/capture/pcapng.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import { cancellation, never } from '../core/signal.ts';
import { nodeCryptography } from '../platform/node/cryptography.ts';
import { nodeClock } from '../platform/node/clock.ts';
import { simulatedFolders, simulatedWeb } from '../platform/simulated/folders.ts';
import { simulatedStores } from '../platform/simulated/stores.ts';
import type { HostOptions } from '../platform/simulated/network.ts';
import { VIEWS } from '../surfaces/cli/views/index.ts';
import { PICTURE, type DemoResult } from './demo/result.ts';
import { OPERATIONS } from './index.ts';
import { REACHES, type Context } from './operation.ts';
import { readInput, type RawInput } from './parameters.ts';

const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });
const atlas = shippedAtlas();

const operationNamed = (name: string) => {
  const operation = OPERATIONS.find((known) => known.name === name);
  if (!operation) throw new Error(`there is no operation "${name}"`);
  return operation;
};

async function run(name: string, raw: RawInput = {}, options: Partial<HostOptions> = {}) {
  const operation = operationNamed(name);
  const context: Context = { platform: machine(options), atlas, signal: never, emit() {} };
  const result = await operation.run(readInput(operation.parameters, raw), context);
  return {
    result,
    items: operation.items(result),
    rows: operation.rows(result),
    outcome: operation.outcome?.(result) ?? {},
  };
}

const REGISTRY_FILE = new TextEncoder().encode(
  '<registry id="service-names-port-numbers"><updated>2026-08-17</updated><record><name>http</name>' +
    '<protocol>tcp</protocol><description>The web</description><number>80</number></record></registry>',
);

/** A capture of one message by SNMP: a query for sysDescr.0. */
const SNMP_CAPTURE = joinBytes([
  captureStart({ comment: 'made up', program: 'a test', interfaceName: 'none' }),
  packetBlock(
    ((bytes) => ({ time: 0, bytes, length: bytes.length }))(
      udpPacket(
        {
          from: { address: Uint8Array.of(192, 0, 2, 7), port: 161 },
          to: { address: Uint8Array.of(192, 0, 2, 1), port: 49152 },
        },
        {
          bytes: fromHex(
            '302902010104067075626c6963a01c02040102030402010002010030 0e300c06082b060102010101000500',
          ),
        },
      ),
    ),
  ),
]);

/** What the examples in the help speak of. */
const EXAMPLE_FILES: Readonly<Record<string, Uint8Array>> = {
  'scan.pcapng': SNMP_CAPTURE,
  'people.vcf': new TextEncoder().encode('BEGIN:VCARD\nFN:Ada\nTEL:1\nEND:VCARD\n'),
  'reply.bin': Uint8Array.of(0x45, 0x50, 0x53, 0x4f, 0x4e, 0x51),
  'service-names-port-numbers.xml': REGISTRY_FILE,
  'web1.txt': new TextEncoder().encode('tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n'),
  '-': REGISTRY_FILE,
  'job.prn': LETTER,
  ...Object.fromEntries(
    FACT_FILES.map((name) => [`data/${name}`, new TextEncoder().encode(shippedData.text(name))]),
  ),
};
/** The baselines that examples speak of, each by the words that save it. */
const BASELINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'baseline diff': [[]],
  'baseline accept': [[]],
  'baseline show': [[]],
  'baseline undo': [[], ['--replace']],
  'baseline remove': [['before-upgrade']],
};
/** The same, and the file that is saved before anything is compared with it. */
const EXAMPLE_USERS: Readonly<Record<string, Uint8Array>> = {
  '-': new TextEncoder().encode('a password'),
  'users.txt': new TextEncoder().encode(
    `401.001 password=scrypt:4:8:1:${'00'.repeat(16)}:${'00'.repeat(32)}`,
  ),
};
const EXAMPLE_BASELINE: Readonly<Record<string, Uint8Array>> = {
  ...EXAMPLE_FILES,
  'portolan.baseline.json': new TextEncoder().encode(
    '{"baseline":1,"system":"linux","ephemeral":"32768-60999","coverage":' +
      '{"looked":["tcp"],"sockets":true,"namespaces":true,"silent":false},"doors":[' +
      '{"door":"8080/tcp","on":["127.0.0.1"],"programs":[{"name":"nginx","path":"/usr/bin/nginx"}]}]}',
  ),
};
/** A machine where somebody listens whom the examples ask for. */
const EXAMPLE_MACHINE = report([listening('tcp 127.0.0.1:8080', running('nginx'))]);
const EXAMPLE_WEB = simulatedWeb(() => ({ body: REGISTRY_FILE }));

/** Whom the examples ask. */
const AROUND: Readonly<
  Record<
    string,
    () =>
      | Pick<Neighbourhood, 'here' | 'passing'>
      | ReturnType<typeof performers>
      | Promise<PrintGround>
  >
> = {
  status: () => neighbourhood(),
  print: async () => printGround(),
  'esro invoke': performers,
  'esro trace': performers,
};

const { signal: ENDED, cancel } = cancellation();
cancel();

describe('the list', () => {
  it('has each name once', () => {
    const names = OPERATIONS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining(['survey', 'port', 'search', 'decode', 'demo']));
  });

  it('has a view for each operation, and no view of nothing', () => {
    expect(Object.keys(VIEWS).toSorted()).toEqual(OPERATIONS.map(({ name }) => name).toSorted());
  });
});

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  'the declaration of %s',
  (_, operation) => {
    it('says what it is, in one line that begins like the others', () => {
      expect(operation.name).toMatch(/^[a-z]+( [a-z]+)?$/);
      expect(operation.summary).toMatch(/^[a-z][^\n]*[^.\n]$/);
      expect(REACHES).toContain(operation.reach);
    });

    it('has a schema that is one', () => {
      expect(ajv.validateSchema(operation.output)).toBe(true);
      expect(() => ajv.compile(operation.output)).not.toThrow();
    });

    it('has parameters that can stand beside each other', () => {
      const { parameters } = operation;
      const names = parameters.map(({ name }) => name);
      const letters = parameters.flatMap(({ short }) => short ?? []);
      expect(names).toEqual([...new Set(names)]);
      expect(letters).toEqual([...new Set(letters)]);
      for (const { name, summary, type, positional, placeholder, ...rest } of parameters) {
        expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        expect(summary).not.toBe('');
        expect(type === 'flag' || placeholder !== undefined).toBe(true);
        expect(type === 'flag' && positional === true).toBe(false);
        // What is no word of a command line is said some other way.
        expect(rest.secret === true && !rest.environment).toBe(false);
      }
      const places = parameters.filter(({ positional }) => positional);
      // Only the last place may take all that follow, and what must be there comes before what need not be.
      expect(places.slice(0, -1).every(({ type }) => type === 'text')).toBe(true);
      expect(places.slice(1).every(({ required }, i) => !required || places[i]!.required)).toBe(
        true,
      );
    });

    it('has examples, and each of them can be typed', async () => {
      const examples = operation.examples ?? [];
      expect(examples.length).toBeGreaterThan(0);
      // One after the other, as a person would: what one writes, a later one finds.
      const world = {
        folders: simulatedFolders(),
        stores: simulatedStores(),
        files: operation.name === 'baseline save' ? EXAMPLE_FILES : EXAMPLE_BASELINE,
        listeners: EXAMPLE_MACHINE,
        programs: { logger: () => ({ code: 0, out: '', err: '' }) },
        web: EXAMPLE_WEB,
        // Whoever follows a machine for a moment follows it all the same.
        ...(operation.live && { signal: ENDED }),
        ...(operation.name === 'discover' && { signal: ENDED }),
        // Whoever asks others who they are waits for an answer; simulated time stands still here.
        ...(['emsd user', 'emsd serve'].includes(operation.name) && {
          files: EXAMPLE_USERS,
          platform: { cryptography: async () => nodeCryptography() },
        }),
        ...(operation.name === 'survey' && { platform: { clock: nodeClock() } }),
      };
      if (/^printer ./.test(operation.name)) Object.assign(world, await exampleJobs());
      if (operation.name === 'registry export') await portolan(['registry', 'update'], world);
      for (const words of BASELINES[operation.name] ?? []) {
        await portolan(['baseline', 'save', ...words], { ...world, listeners: report([]) });
      }
      for (const { command, shows } of examples) {
        const [program, ...argv] = command.split(' ');
        const around = await AROUND[operation.name]?.();
        const { code, err } = around
          ? await around.passing(portolan(argv, { platform: around.here }))
          : await portolan(argv, world);
        expect(program).toBe('portolan');
        expect(shows).not.toBe('');
        // Nobody is there who could be found.
        const alone = [3, 'portolan: interrupted before anybody answered\n'];
        const ends = operation.name === 'discover' ? alone : [0, ''];
        expect([command, code, err]).toEqual([command, ...ends]);
      }
    });
  },
);

const MACHINE = report(
  [
    listening('tcp 0.0.0.0:80', running('nginx', { user: 'www', unit: 'nginx.service' })),
    listening('tcp [::1]:631', running('cupsd')),
    { ...listening('udp 127.0.0.1:259'), owner: 'root' },
    listening('udp 0.0.0.0:45001', running('chrome')),
  ],
  {
    coverage: seenExcept(FOREIGN_PROGRAMS),
    elsewhere: [
      {
        namespace: 'net:[1]',
        container: { engine: 'docker', id: 'a'.repeat(64) },
        process: running('redis-server'),
        listeners: [listening('tcp 0.0.0.0:6379', running('redis-server'))],
      },
    ],
  },
);
const ASKED = '4550534f4e510300000000000000';

describe('an answer', () => {
  it.each<[what: string, name: string, raw: RawInput, options: Partial<HostOptions>]>([
    ['of a machine', 'survey', {}, { listeners: MACHINE }],
    ['of an empty machine', 'survey', {}, {}],
    ['of one transport', 'survey', { udp: true }, { listeners: MACHINE }],
    ['of a port', 'port', { ports: ['641'] }, {}],
    ['of ports nobody claims', 'port', { ports: ['65000-65010', 'udp/1'] }, {}],
    ['of all ports', 'port', { ports: ['0-65535'] }, {}],
    ['of a name, and one that is not there', 'port', { ports: ['enpc', 'nonesuchatall'] }, {}],
    ['of a search', 'search', { words: ['epson'] }, {}],
    ['of a search with a limit', 'search', { words: ['tcp'], limit: '1' }, {}],
    ['of hexadecimal', 'decode', { protocol: 'enpc', input: ASKED }, {}],
    ['of a broken message', 'decode', { protocol: 'enpc', input: ASKED.slice(0, -2) }, {}],
    ['of a guess', 'decode', { protocol: 'auto', input: ASKED.match(/../g)! }, {}],
    ['of the story', 'demo', {}, {}],
    ['of another story', 'demo', { seed: '7' }, {}],
  ])('%s (%s) is what the schema says, and plain data', async (_, name, raw, options) => {
    const { result, items, rows } = await run(name, raw, options);
    const isLegal = ajv.compile(operationNamed(name).output);
    const plain: unknown = JSON.parse(JSON.stringify(result));
    isLegal(plain);
    expect(isLegal.errors ?? []).toEqual([]);
    expect(JSON.parse(JSON.stringify(items))).toHaveLength(items.length);
    const columns = Object.keys(rows[0] ?? {});
    expect(rows.every((row) => Object.keys(row).join() === columns.join())).toBe(true);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => typeof cell === 'object' && cell !== null)).toEqual([]);
    expect(cells).not.toContain(undefined);
  });
});

describe('survey', () => {
  it('judges, counts and sums up', async () => {
    const { result, items, rows, outcome } = await run('survey', {}, { listeners: MACHINE });
    expect(result).toMatchObject({
      host: { name: 'box', system: 'linux' },
      listeners: [
        { port: 80, verdict: 'expected', reach: 'lan' },
        { port: 631, verdict: 'expected', reach: 'host' },
        { port: 259, verdict: 'ghost', processes: [] },
        { port: 45_001 },
      ],
      elsewhere: [{ namespace: 'net:[1]', listeners: [{ port: 6379, verdict: 'exposed' }] }],
      summary: { doors: 4, outside: 2, listeners: 4 },
    });
    expect(items).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      port: 80,
      program: 'nginx',
      user: 'www',
      unit: 'nginx.service',
    });
    expect(rows[2]).toMatchObject({ pid: null, program: '', user: 'root', stop: '' });
    expect(outcome.partial).toBe(true);
    expect([...outcome.found!]).toEqual(expect.arrayContaining(['expected', 'ghost', 'notice']));
  });

  it('finds only words that --fail-on knows', async () => {
    const { outcome } = await run('survey', {}, { listeners: MACHINE });
    const findings = operationNamed('survey').findings!;
    expect(
      [...outcome.found!].filter((word) => word !== 'none' && !findings.includes(word)),
    ).toEqual([]);
  });

  it('what is elsewhere is not counted as ours', async () => {
    const { result } = await run(
      'survey',
      {},
      {
        listeners: { ...MACHINE, listeners: [] },
      },
    );
    expect(result).toMatchObject({
      summary: { sentence: 'No door is open: nothing listens here.', doors: 0 },
    });
  });

  it('a split is one, whichever half is asked for', async () => {
    const listeners = report([
      listening('tcp 0.0.0.0:80', running('nginx')),
      listening('tcp [::]:80', running('apache2')),
    ]);
    const { result } = await run('survey', { ipv4: true }, { listeners });
    expect(result).toMatchObject({ listeners: [{ family: 'ipv4', verdict: 'split' }] });
  });

  it.each<[doors: string[], sentence: string]>([
    [['tcp 127.0.0.1:22'], '1 door open, none reachable from outside, none unpromised'],
    [
      ['tcp 0.0.0.0:22', 'tcp [::]:22', 'tcp 127.0.0.1:7'],
      '2 doors open, 1 reachable from outside, none unpromised',
    ],
    [['tcp 127.0.0.1:1'], '1 door open, none reachable from outside, none unpromised'],
    [
      ['tcp 0.0.0.0:62000', 'udp 0.0.0.0:62000'],
      '2 doors open, 2 reachable from outside, 2 that nobody promised',
    ],
  ])('%s: %s', async (doors, sentence) => {
    const listeners = report(doors.map((where) => listening(where)));
    const { result } = await run('survey', {}, { listeners });
    expect(result).toMatchObject({ summary: { sentence } });
  });

  it('nothing looked at is not found, never "closed"', async () => {
    const coverage = { ...seenExcept(FOREIGN_PROGRAMS), looked: [] };
    await expect(run('survey', {}, { listeners: { ...MACHINE, coverage } })).rejects.toThrow(
      NotFoundError,
    );
  });
});

describe('search', () => {
  it('says when there is more', async () => {
    expect((await run('search', { words: ['printer'], limit: '1' })).result).toMatchObject({
      more: true,
    });
    expect((await run('search', { words: ['escp-ip'] })).result).toMatchObject({ more: false });
  });

  it('says so exactly: not when the limit is all there is', async () => {
    const { items } = await run('search', { words: ['epson'] });
    const limited = async (limit: number) =>
      (await run('search', { words: ['epson'], limit: `${limit}` })).result;
    expect(await limited(items.length)).toMatchObject({ more: false });
    expect(await limited(items.length - 1)).toMatchObject({ more: true });
  });

  it('finds what has all words', async () => {
    const { items } = await run('search', { words: ['epson', 'finding'] });
    expect(items.length).toBeGreaterThan(0);
    await expect(run('search', { words: ['qqqqqq', 'zzzzzz'] })).rejects.toThrow(NotFoundError);
  });
});

describe('decode', () => {
  const whole = {
    messages: [{ protocol: 'enpc', bytes: ASKED, message: expect.any(String) as string }],
  };
  const hexFile = new TextEncoder().encode(`${ASKED.match(/../g)!.join(' ')}\n`);
  const raw = Uint8Array.from(ASKED.match(/../g)!, (pair) => parseInt(pair, 16));

  it.each<[what: string, input: string[], files: Record<string, Uint8Array>]>([
    ['digits', [ASKED], {}],
    ['pairs', ASKED.match(/../g)!, {}],
    [
      'upper case with 0x and commas',
      [
        ASKED.match(/../g)!
          .map((x) => `0x${x.toUpperCase()}`)
          .join(),
      ],
      {},
    ],
    ['an escaped string', [ASKED.replace(/../g, String.raw`\x$&`)], {}],
    ['an array of C', [`{ ${ASKED.replace(/../g, '0x$&, ')} }`], {}],
    ['a file of hexadecimal', ['a.hex'], { 'a.hex': hexFile }],
    ['a file of bytes', ['a.bin'], { 'a.bin': raw }],
    ['standard input', ['-'], { '-': raw }],
    ['hexadecimal on standard input', ['-'], { '-': hexFile }],
  ])('reads %s', async (_, input, files) => {
    expect((await run('decode', { protocol: 'auto', input }, { files })).result).toMatchObject(
      whole,
    );
  });

  it('keeps what was read before an error, and says where it is', async () => {
    const { result, rows, outcome } = await run('decode', { protocol: 'enpc', input: '4550534f' });
    expect(result).toMatchObject({
      messages: [{ message: '', error: { kind: 'truncated', offset: 0 } }],
    });
    expect(rows.at(-1)).toMatchObject({ meaning: expect.stringContaining('truncated') as string });
    expect([...outcome.found!]).toEqual(['error']);
  });

  it.each<[what: string, input: string[], files: Record<string, Uint8Array>, sentence: string]>([
    [
      'an empty file',
      ['a'.repeat(3) + '.bin'],
      { 'aaa.bin': new Uint8Array(0) },
      'the input is empty',
    ],
    ['half a byte', ['455'], {}, 'make no whole number of bytes'],
    ['a slip among pairs', ['45', '5x'], {}, '"x" is not a hexadecimal digit'],
    ['no such file', ['nowhere.bin'], {}, '"nowhere.bin" is not hexadecimal, and as a file: '],
    ['base64', ['RVBTT05RAwAAAAAAAAA='], {}, 'base64 -d'],
    ['two files', ['a.x', 'b.x'], { 'a.x': hexFile, 'b.x': hexFile }, '"a.x" and "b.x" are files'],
    ['a file and a word', ['a.x', 'b.x'], { 'a.x': hexFile }, '"a.x" is a file'],
    ['too much', ['big.bin'], { 'big.bin': new Uint8Array(1024 * 1024 + 1) }, 'is longer than'],
  ])('%s is refused', async (_, input, files, sentence) => {
    const refused = run('decode', { protocol: 'enpc', input }, { files });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it('what begins like no protocol is not found', async () => {
    for (const input of ['ffffffffffff', 'ff']) {
      await expect(run('decode', { protocol: 'auto', input })).rejects.toThrow(NotFoundError);
    }
  });
});

describe('demo', () => {
  it('tells the same story for the same seed, and another for another', async () => {
    const [one, again, other] = [
      await run('demo'),
      await run('demo'),
      await run('demo', { seed: '1' }),
    ];
    expect(again.result).toEqual(one.result);
    expect(other.result).not.toEqual(one.result);
  });

  it('prints a page by ESC/P over IP, which comes out as it was written', async () => {
    const { result } = await run('demo');
    const { printed } = result as DemoResult;
    expect(printed).toMatchObject({ from: 'laptop', port: 621, model: 'LQ-590II', pages: 1 });
    expect(printed.text.split('\n')).toHaveLength(9);
    expect(printed.text).toMatch(/^╔═+╗\n║ {2}PORTOLAN .* ESC\/P ║\n╟─+╢\n/);
    // Where there are no fonts there is no picture.
    expect(printed[PICTURE]).toBeUndefined();
    const terminal = { columns: 80, platform: drawing, env: { NO_COLOR: '1' } };
    const { out } = await portolan(['demo'], terminal);
    expect(out).toContain(`┌${'─'.repeat(78)}┐`);
  });

  it('finds the printers that answer, and never the deaf one', async () => {
    for (const seed of ['3289', '1', '2', '3', '4294967295']) {
      const { result } = await run('demo', { seed });
      expect(result).toMatchObject({
        hosts: [
          { name: 'till', device: { model: 'TM-m30II' } },
          { name: 'kitchen', loss: 0.4 },
          { name: 'office', device: { mac: '00:00:5e:00:53:12' } },
          { name: 'attic', deaf: true },
        ],
      });
      expect((result as { hosts: object[] }).hosts[3]).not.toHaveProperty('device');
    }
  });
});
