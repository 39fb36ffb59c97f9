/** The command line: what words mean, how it ends, and what it says when something is amiss. */
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../src/app/index.ts';
import { portolan, type Surroundings } from './support/command.ts';
import { FOREIGN_PROGRAMS, listening, report, running, seenExcept } from './support/listeners.ts';

/** A web server on every address, and something that has no business on the printer's port. */
const MACHINE = report([
  listening('tcp 0.0.0.0:80', running('nginx')),
  listening('tcp [::]:80', running('nginx')),
  listening('udp 0.0.0.0:5353', running('avahi-daemon')),
  listening('tcp 127.0.0.1:631', running('redis-server')),
]);
const PARTIAL = report([listening('tcp 0.0.0.0:80')], { coverage: seenExcept(FOREIGN_PROGRAMS) });
const BLIND = report([], {
  coverage: {
    complete: false,
    looked: [],
    gaps: [{ what: 'sockets', why: '/proc cannot be read', partial: true }],
  },
});

const on = (listeners: Surroundings['listeners'], more: Surroundings = {}): Surroundings => ({
  ...(listeners && { listeners }),
  ...more,
});

/** The addresses and transports that a survey shows, from its JSON. */
async function surveyed(argv: readonly string[]): Promise<string[]> {
  const { out } = await portolan([...argv, '--json'], on(MACHINE));
  const { listeners } = JSON.parse(out) as {
    listeners: { transport: string; family: string; port: number }[];
  };
  return listeners.map(({ transport, family, port }) => `${transport} ${family} ${port}`);
}

describe('a command line means', () => {
  it.each<[words: string, begins: string | RegExp]>([
    ['', /^3 doors open/],
    ['-l', /^3 doors open/],
    ['survey', /^3 doors open/],
    ['641', /^Port 641 /],
    ['port 641', /^Port 641 /],
    ['udp/641', /^Port 641 {2}assigned on udp\n/],
    ['u:641', /^Port 641 {2}assigned on udp\n/],
    [':8080', /^Port 8080 /],
    ['enpc', /^Port 3289 /],
    ['ENPC', /^Port 3289 /],
    ['-- 641', /^Port 641 /],
    ['search enpc', /^PORT /],
    ['--limit 1 search enpc', /^PORT /],
    ['--limit=1 search enpc', /^PORT /],
    ['decode auto 4550534f4e5103000000000000 00', /^ENPC /],
    ['demo', /^A small network in memory/],
    ['--seed 7 demo', /^A small network in memory/],
    ['--help', /^Usage: portolan /],
    ['-h', /^Usage: portolan /],
    ['help', /^Usage: portolan /],
    ['help port', /^Usage: portolan port /],
    ['port --help', /^Usage: portolan port /],
    ['--help port', /^Usage: portolan port /],
    ['--version', '1.2.3\n'],
    ['-V', '1.2.3\n'],
    ['survey --version', '1.2.3\n'],
  ])('portolan %s', async (words, begins) => {
    const { code, out, err } = await portolan(words.split(' ').filter(Boolean), on(MACHINE));
    expect(err).toBe('');
    expect(out).toMatch(begins);
    expect(code).toBe(0);
  });

  it.each<[words: string, found: string[]]>([
    ['', ['tcp ipv4 80', 'tcp ipv6 80', 'udp ipv4 5353', 'tcp ipv4 631']],
    ['-t -4', ['tcp ipv4 80', 'tcp ipv4 631']],
    ['-u', ['udp ipv4 5353']],
    ['-6', ['tcp ipv6 80']],
    ['-tulnp', ['tcp ipv4 80', 'tcp ipv6 80', 'udp ipv4 5353', 'tcp ipv4 631']],
    ['-S', []],
    ['survey --tcp --ipv4', ['tcp ipv4 80', 'tcp ipv4 631']],
    ['-t survey', ['tcp ipv4 80', 'tcp ipv6 80', 'tcp ipv4 631']],
  ])('portolan %s: the flags of ss', async (words, found) => {
    expect(await surveyed(words.split(' ').filter(Boolean))).toEqual(found);
  });

  it('the format may stand before or after the port', async () => {
    const before = await portolan(['--json', '641']);
    const after = await portolan(['port', '641', '--json']);
    expect(before).toEqual(after);
    expect(JSON.parse(before.out)).toHaveProperty('ports.0.port', 641);
  });
});

describe('exit code 0, whatever was found', () => {
  it.each(['', '--strict', '--fail-on ghost', '--fail-on alert,notice'])(
    'survey %s',
    async (words) => {
      const argv = ['survey', ...words.split(' ').filter(Boolean)];
      expect((await portolan(argv, on(MACHINE))).code).toBe(0);
    },
  );

  it('for a partial answer without --strict', async () => {
    expect((await portolan([], on(PARTIAL))).code).toBe(0);
  });
});

describe('exit code 1, when --fail-on met a word', () => {
  it.each(['stranger', 'warning', 'ghost,stranger'])('%s', async (words) => {
    const { code, out, err } = await portolan(['--fail-on', words], on(MACHINE));
    expect(code).toBe(1);
    expect(out).toContain('631/tcp');
    expect(err).toBe('');
  });

  it('a message with an error in it', async () => {
    expect((await portolan(['decode', 'enpc', '45', '--fail-on', 'error'])).code).toBe(1);
  });
});

describe('exit code 2, when the command line makes no sense', () => {
  it.each<[words: string, says: string]>([
    ['70000', '70000 is no port: ports are 0 to 65535'],
    ['642-620', '642-620 is upside down: write 620-642'],
    ['1-2-3', '"1-2-3" is not a port'],
    ['udp/abc', '"udp/abc" is not a port: "abc" is neither a number nor a service known on udp'],
    ['port', "missing required argument 'PORT'"],
    ['search', "missing required argument 'WORD'"],
    ['--frobnicate', "unknown option '--frobnicate'"],
    ['641 --frobnicate', "unknown option '--frobnicate'"],
    ['-5', "unknown option '-5'"],
    ['--json --csv', "option '--json' cannot be used with option '--csv'"],
    ['641 --ndjson --markdown', "'--ndjson' cannot be used with option '--markdown'"],
    ['--fail-on nonsense', '--fail-on does not know "nonsense"; it knows expected, '],
    ['--fail-on', "option '--fail-on <WORDS>' argument missing"],
    ['search x --limit 0', 'limit is at least 1 and at most 10000, not 0'],
    ['search x --limit many', 'limit is a whole number, not "many"'],
    ['demo --seed 1.5', 'seed is a whole number, not "1.5"'],
    ['demo now', 'too many arguments'],
    ['survey 70000', '70000 is no port'],
    ['decode esperanto 00', 'protocol is one of auto, '],
    ['decode auto 4', '1 hexadecimal digits make no whole number of bytes'],
    ['decode auto nowhere.bin', '"nowhere.bin" is not hexadecimal, and as a file: '],
    ['help nonsense', 'nonsense'],
  ])('portolan %s', async (words, says) => {
    const { code, out, err } = await portolan(words.split(' '), on(MACHINE));
    expect(err).toContain(says);
    expect(err).toMatch(/^portolan: /);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each<[says: string, words: string[]]>([
    ['ports is empty: ', ['']],
    ['what is empty: ', ['survey', '']],
    ['what is empty: ', ['survey', '80', '']],
    ['ports is empty: ', ['sentinel', '']],
    ['only is empty: ', ['watch', '--only', '']],
    ['only is empty: there is no word in ","', ['watch', '--only', ',']],
    ['until is empty: ', ['watch', '--until', '']],
    ['until is empty: there is no word in ", "', ['watch', '--until', ', ']],
    ['hook-on is empty: ', ['watch', '--hook-on', '']],
    ['webhook is empty: ', ['watch', '--webhook', '']],
    ['--fail-on is empty: there is no word in ""', ['survey', '--fail-on', '']],
    ['--fail-on is empty: there is no word in ","', ['survey', '--fail-on', ',']],
  ])('"%s", since an empty variable is not all: %j', async (says, words) => {
    const { code, err, out } = await portolan(words, on(MACHINE));
    expect(err).toContain(`portolan: ${says}`);
    expect([code, out]).toEqual([2, '']);
  });
});

describe('exit code 3, when nothing was found', () => {
  it.each<[words: string, says: string]>([
    ['htttp', 'no service is called "htttp"; spelled nearly so: http'],
    ['search xzqhttp', 'nothing has "xzqhttp"; spelled nearly so: http'],
    ['search qqqqqqqqqqqqqq', 'nothing has "qqqqqqqqqqqqqq"'],
    ['decode auto ffffffff', 'no known protocol begins like this; known are: enpc'],
  ])('portolan %s', async (words, says) => {
    const { code, out, err } = await portolan(words.split(' '));
    expect(err).toContain(says);
    expect(out).toBe('');
    expect(code).toBe(3);
  });

  it('when nothing could be looked at, and says why', async () => {
    const { code, out, err } = await portolan([], on(BLIND));
    expect(err).toBe('portolan: nothing could be looked at: /proc cannot be read\n');
    expect(out).toBe('');
    expect(code).toBe(3);
  });

  it('when one of several is missing; the others are shown', async () => {
    const { code, out, err } = await portolan(['641', 'qqqqqqqqqqqqqq']);
    expect(out).toMatch(/^Port 641 /);
    expect(err).toContain('no service is called "qqqqqqqqqqqqqq"');
    expect(code).toBe(3);
  });
});

describe('exit code 4, when the answer is partial', () => {
  it('with --strict alone', async () => {
    expect((await portolan(['--strict'], on(PARTIAL))).code).toBe(4);
  });

  it('but a finding weighs more', async () => {
    const argv = ['--strict', '--fail-on', 'unknown'];
    expect((await portolan(argv, on(PARTIAL))).code).toBe(1);
  });
});

describe('our own bug', () => {
  it('is not explained away: it reaches the entry, which ends with 70', async () => {
    const bug = new TypeError('of our own');
    const fail = () => Promise.reject(bug);
    const listeners = { collect: fail, glance: fail };
    await expect(portolan([], { platform: { listeners } })).rejects.toBe(bug);
  });
});

describe('hints', () => {
  it.each<[words: string, command: string]>([
    ['surveu', 'survey'],
    ['serach epson', 'search'],
    ['decod auto 45', 'decode'],
    ['surveu -t', 'survey'],
    ['hlep', 'help'],
  ])('portolan %s: a command was meant', async (words, command) => {
    const { err, code } = await portolan(words.split(' '));
    expect(err).toContain(`there is a command "portolan ${command}"`);
    expect(code).toBeGreaterThan(1);
  });

  it('none for a word that is like no command', async () => {
    expect((await portolan(['qqqqqqqqqqqqqq'])).err).not.toContain('there is a command');
  });

  it('a slip in the flags points to the help', async () => {
    expect((await portolan(['--frobnicate'])).err).toContain('Try: portolan --help\n');
  });

  it.each([
    ['641 --frobnicate', 'port'],
    ['survey --frobnicate', 'survey'],
    ['--frobnicate search enpc', 'search'],
    ['baseline undo --frobnicate', 'baseline undo'],
    ['sentinel --frobnicate 621', 'sentinel'],
    ['sentinel log --frobnicate', 'sentinel log'],
    ['decode', 'decode'],
    ['help --frobnicate', 'help'],
  ])('and to that of its command: %s', async (words, command) => {
    const { err, code } = await portolan(words.split(' '));
    expect([code, /Try: portolan (.*) --help\n$/.exec(err)?.[1]]).toEqual([2, command]);
  });
});

describe('help', () => {
  it.each(OPERATIONS.map(({ name }) => name))('of %s has what it takes', async (name) => {
    const { out, code } = await portolan([...name.split(' '), '--help']);
    const operation = OPERATIONS.find((known) => known.name === name)!;
    expect(code).toBe(0);
    for (const parameter of operation.parameters) {
      const { positional, secret, name: word, placeholder, environment } = parameter;
      expect(out).toContain(secret ? environment : positional ? placeholder : `--${word}`);
      expect(secret === true && out.includes(`--${word}`)).toBe(false);
    }
    for (const { command } of operation.examples ?? []) expect(out).toContain(command);
    for (const flag of ['--json', '--ndjson', '--csv', '--markdown', '--no-color']) {
      expect(out).toContain(flag);
    }
  });

  it('names every command and every exit code', async () => {
    const { out } = await portolan(['--help']);
    for (const { name } of OPERATIONS) {
      expect(out).toMatch(new RegExp(`^ +${name.split(' ')[0]} `, 'm'));
    }
    for (const code of [0, 1, 2, 3, 4, 70]) expect(out).toMatch(new RegExp(`^ +${code} `, 'm'));
  });

  it('names the members of a group', async () => {
    const { out } = await portolan(['registry', '--help']);
    for (const name of ['status', 'update', 'import', 'export']) {
      expect(out).toMatch(new RegExp(`^ +${name} `, 'm'));
    }
    const { out: ofMember } = await portolan(['help', 'registry', 'import']);
    expect(ofMember).toMatch(/^Usage: portolan registry import /);
  });

  it('names the doors too, and opens them', async () => {
    const opened: string[] = [];
    const door = {
      name: 'serve',
      summary: 'a page',
      valued: ['--port'],
      declare: (command: { action(run: () => void): unknown }) => {
        command.action(() => opened.push('serve'));
      },
    };
    expect((await portolan(['--help'], { doors: [door] })).out).toMatch(/serve +a page/);
    expect((await portolan(['serve'], { doors: [door] })).code).toBe(0);
    expect(opened).toEqual(['serve']);
  });
});
