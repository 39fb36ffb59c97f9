/** What a person sees: it fits the terminal, colours where they are wanted, and nothing is obeyed. */
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../src/app/index.ts';
import type { Process } from '../src/survey/listener.ts';
import { portolan, type Surroundings } from './support/command.ts';
import {
  FOREIGN_PROGRAMS,
  listening,
  nic,
  report,
  running,
  seenExcept,
} from './support/listeners.ts';
import { obeyed, tooWide, uncoloured } from './support/terminal.ts';

const CUPS: Partial<Process> = { user: 'root', unit: 'cups.service' };

/** A machine with one of everything that the survey can show. */
const MACHINE = report(
  [
    listening('tcp 0.0.0.0:80', running('nginx')),
    listening('tcp [::]:80', running('nginx')),
    listening('tcp 127.0.0.1:631', running('cupsd', CUPS)),
    listening('tcp [::1]:631', running('cupsd', CUPS)),
    listening('tcp 0.0.0.0:5432', running('postgres', { user: 'postgres' })),
    listening('tcp [2001:db8:1234:5678:9abc:def0:1234:5678]:22', running('sshd')),
    listening('tcp 0.0.0.0:9100', running('a-program-with-a-rather-long-name')),
    listening('udp 0.0.0.0:18', running('netcat')),
    listening('tcp 192.168.1.5:8080', running('node', { container: box('docker') })),
    listening('tcp 127.0.0.1:8080', running('java', { unit: "it's-a-service.service" })),
    listening('udp 0.0.0.0:45000', running('chrome')),
    listening('tcp 0.0.0.0:111'),
  ],
  {
    coverage: seenExcept(FOREIGN_PROGRAMS),
    interfaces: [nic('192.168.1.5'), nic('2001:db8::1')],
    elsewhere: [
      {
        namespace: 'net:[4026532281]',
        container: box('podman'),
        process: running('redis-server'),
        listeners: [listening('tcp 0.0.0.0:6379', running('redis-server'))],
      },
    ],
  },
);

function box(engine: string) {
  return { engine, id: '0123456789abcdef'.repeat(4) };
}

const WIDTHS = [40, 60, 80, 120];
const COMMANDS = [
  'survey',
  'survey -n',
  'survey -S',
  'port 641',
  'port 80',
  'port 9100',
  'port 621 3289',
  'port 1-700',
  'port 40000-65535',
  'search epson',
  'search printer',
  'decode enpc 4550534f4e5103000000000000 00',
  'decode enpc 4550534f4e51030000000000',
  'decode auto ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'demo',
  'esro trace --handshake 3-way --loss 40 --operations 2',
  '--help',
  'help',
  ...OPERATIONS.map(({ name }) => `${name} --help`),
  '70000',
  'htttp',
  '--frobnicate',
  '--json --csv',
  `search ${'q'.repeat(300)}`,
  `${'漢'.repeat(100)}`,
  '--fail-on nonsense',
  'decode auto nowhere.bin',
  'decode auto not hexadecimal',
  'help nonsense',
];

describe.each(WIDTHS)('on a terminal of %i columns', (columns) => {
  it.each(COMMANDS)('portolan %s fits', async (words) => {
    const { out, err } = await portolan(words.split(' '), { columns, listeners: MACHINE });
    expect(out + err).not.toBe('');
    expect(tooWide(out + err, columns)).toEqual([]);
  });

  it('colours change no line', async () => {
    for (const words of ['survey', 'port 641', 'search epson', 'demo', 'esro trace --loss 40']) {
      const run = (flag: string) =>
        portolan([...words.split(' '), flag], { columns, listeners: MACHINE });
      const { out } = await run('--color');
      expect(out).toContain('\u001b[');
      expect(uncoloured(out)).toBe((await run('--no-color')).out);
    }
  });
});

describe('the width', () => {
  const longest = async (surroundings: Surroundings) => {
    const { out } = await portolan(['port', '641'], surroundings);
    return Math.max(
      ...uncoloured(out)
        .split('\n')
        .map((line) => line.length),
    );
  };

  it('is COLUMNS where the output is no terminal', async () => {
    expect(await longest({ env: { COLUMNS: '50' } })).toBeLessThanOrEqual(50);
  });

  it.each(['', 'many', '0'])('is a usual one where COLUMNS is "%s"', async (COLUMNS) => {
    expect(await longest({ env: { COLUMNS } })).toBeGreaterThan(80);
  });

  it('is 80 where a terminal does not say, or says 0', async () => {
    for (const surroundings of [{ isTTY: true }, { isTTY: true, columns: 0 }]) {
      expect(await longest(surroundings)).toBeGreaterThan(60);
      expect(await longest(surroundings)).toBeLessThanOrEqual(80);
    }
  });
});

describe('colours', () => {
  it.each<[string, string[], Surroundings, boolean]>([
    ['on a terminal', [], { columns: 80 }, true],
    ['not without one', [], {}, false],
    ['not on a dumb one', [], { columns: 80, env: { TERM: 'dumb' } }, false],
    ['not with NO_COLOR', [], { columns: 80, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR is none (no-color.org)', [], { columns: 80, env: { NO_COLOR: '' } }, true],
    ['NO_COLOR before FORCE_COLOR', [], { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['with FORCE_COLOR', [], { env: { FORCE_COLOR: '1' } }, true],
    ['not with FORCE_COLOR=0', [], { columns: 80, env: { FORCE_COLOR: '0' } }, false],
    ['with --color', ['--color'], { env: { NO_COLOR: '1' } }, true],
    ['not with --no-color', ['--no-color'], { columns: 80, env: { FORCE_COLOR: '1' } }, false],
  ])('%s', async (_, flags, surroundings, coloured) => {
    const { out } = await portolan(['641', ...flags], surroundings);
    expect(out.includes('\u001b[')).toBe(coloured);
  });
});

describe('a hostile program', () => {
  const NAMES: readonly (readonly [what: string, name: string])[] = [
    ['escape sequences', '\u001b[2J\u001b]0;owned\u0007x'],
    ['C1 controls', '\u009b31mx\u0085'],
    ['newlines', 'a\nfake 22/tcp expected\r\nb'],
    ['a turned reading order', 'exe\u202egnp.\u2066x\u2069\u200f\u061c'],
    ['line separators', 'a\u2028b\u2029c'],
    ['tabs and NUL', 'a\tb\u0000c'],
    ['300 characters', 'x'.repeat(300)],
    ['emoji', '🚀👩‍👩‍👧‍👦🏴‍☠️'.repeat(30)],
    ['CJK', '漢字カタカナ'.repeat(30)],
    ['half a pair', `${'a'.repeat(30)}\ud83d`],
    ['nothing', ''],
    ['blanks', '   '],
  ];

  it.each(NAMES)('%s cannot break the table', async (_, name) => {
    const process: Process = {
      pid: 7,
      name,
      path: `/tmp/${name}`,
      user: name,
      command: name,
      // Commands are kept whole so that they can be pasted, so what stands in them stays short.
      unit: `${name.slice(0, 4)}.service`,
    };
    const engine = { engine: 'docker', id: name.slice(0, 4) };
    const listeners = report(
      [
        listening('tcp 0.0.0.0:631', process),
        listening('tcp [::]:631', running('cupsd')),
        listening('tcp 0.0.0.0:9100', { ...process, container: engine }),
        listening('udp 0.0.0.0:45000', process),
      ],
      {
        elsewhere: [
          {
            namespace: name,
            container: engine,
            process,
            listeners: [listening('tcp 0.0.0.0:80', process)],
          },
        ],
      },
    );
    for (const columns of WIDTHS) {
      const { out, err } = await portolan([], { columns, listeners });
      expect(obeyed(out + err)).toEqual([]);
      expect(out).not.toMatch(/^fake/m);
      expect(tooWide(out, columns)).toEqual([]);
    }
  });

  it.each(NAMES)('%s as an argument comes back harmless', async (_, name) => {
    for (const argv of [[name], ['search', name], ['decode', 'auto', name], [`--${name}`]]) {
      const { out, err } = await portolan(argv, { columns: 60 });
      expect(obeyed(out + err)).toEqual([]);
    }
  });
});

describe('the last words', () => {
  it('an empty report teaches', async () => {
    const { out } = await portolan([]);
    expect(out).toMatch(/^No door is open: nothing listens here\.\n/);
    expect(out).toContain('portolan demo');
    expect(out).toContain('portolan 3289');
  });

  it('a full report does not', async () => {
    expect((await portolan([], { listeners: MACHINE })).out).not.toContain('portolan demo');
  });

  it.each(WIDTHS)(
    'a partial report ends with the exact command, at %i columns',
    async (columns) => {
      const { out } = await portolan([], { listeners: MACHINE, columns });
      expect(uncoloured(out.trimEnd().split('\n').at(-1)!)).toBe(
        'To see more: sudo portolan survey',
      );
    },
  );

  it('what makes the answer whole comes after what is merely worth knowing', async () => {
    const note = {
      what: 'silent-sockets',
      why: '3 TCP sockets neither listen nor talk.',
      remedy: 'ss -tanp --bound-inactive',
      partial: false,
    } as const;
    const coverage = seenExcept(FOREIGN_PROGRAMS, note);
    const { out } = await portolan([], { listeners: { ...MACHINE, coverage } });
    expect(out.trimEnd().split('\n').slice(-2)).toEqual([
      'To see more: ss -tanp --bound-inactive',
      'To see more: sudo portolan survey',
    ]);
  });

  it('a complete report has no such line', async () => {
    expect((await portolan([])).out).not.toContain('To see more: sudo');
  });
});
