/**
 * The house's rules: which folder may import what, and what pure code must not name. Each rule carries
 * its reason, which is printed when it is broken. Works on texts, so that broken houses can be made up.
 */

/** Source texts by path: `src/core/errors.ts`. */
export type House = ReadonlyMap<string, string>;

interface SourceFile {
  readonly path: string;
  /** Without comments. */
  readonly code: string;
  /** Files of the house by path, packages by name, Node's own modules as `node:fs`. */
  readonly imports: readonly string[];
}

interface Rule {
  readonly rule: string;
  readonly reason: string;
  /** What breaks the rule, a few words each. */
  faults(file: SourceFile): readonly string[];
}

/** Which parts of the house each part may import, besides itself. First match decides. */
const NEIGHBOURS: readonly (readonly [part: string, may: readonly string[], reason: string])[] = [
  ['src/core/', [], 'core can be read, tested and lifted out alone'],
  ['src/atlas/', ['src/core/'], 'the atlas is a pure function of a data set'],
  ['src/captures/', ['src/core/'], 'what a packet is does not depend on what is said in it'],
  [
    'src/language/',
    ['src/core/'],
    'in which words something is said does not depend on what is said',
  ],
  ['src/survey/', ['src/core/'], 'what a listener is does not depend on what ports are for'],
  [
    'src/protocols/',
    ['src/core/'],
    'protocols are codecs and machines: whoever lifts one out takes core along and nothing else',
  ],
  [
    'src/identify/',
    ['src/core/', 'src/atlas/', 'src/protocols/', 'src/survey/'],
    'imports point one way',
  ],
  [
    'src/devices/',
    ['src/core/', 'src/protocols/'],
    'what one thing is, its witnesses say; whether it should be there is for verdicts',
  ],
  ['src/printer/', ['src/core/', 'src/protocols/'], 'imports point one way'],
  [
    'src/verdict/',
    ['src/core/', 'src/atlas/', 'src/survey/', 'src/identify/'],
    'a verdict holds what is there against what was promised; how it was found is not its business',
  ],
  ['src/rendering/', ['src/core/'], 'what a page looks like does not depend on who wrote it'],
  [
    'src/fleet/',
    ['src/core/', 'src/atlas/', 'src/survey/', 'src/verdict/', 'src/platform/platform.ts'],
    'imports point one way',
  ],
  [
    'src/platform/node/',
    ['src/core/', 'src/survey/', 'src/platform/'],
    'the real world knows the interface that it fills, and nothing of who uses it',
  ],
  [
    'src/platform/simulated/',
    [
      'src/core/',
      'src/survey/',
      'src/platform/platform.ts',
      'src/platform/store.ts',
      'src/platform/records.ts',
      'src/platform/spool.ts',
      'src/platform/privileges.ts',
      'src/platform/programs.ts',
      'src/platform/tcp.ts',
      'src/platform/compression.ts',
      'src/platform/fonts.ts',
      'src/platform/mail.ts',
      'src/platform/mail-sending.ts',
      'src/platform/udp.ts',
      'src/platform/interfaces.ts',
      'src/platform/names.ts',
      'src/platform/firewall.ts',
      'src/platform/bind-error.ts',
      'src/platform/run.ts',
    ],
    'the world in memory stands in for the real one and so cannot lean on it',
  ],
  [
    'src/platform/',
    ['src/core/', 'src/survey/'],
    'the interface is what everything else agrees on: it depends on no implementation',
  ],
  [
    'src/app/',
    'core captures language atlas survey protocols identify devices printer rendering verdict fleet platform'
      .split(' ')
      .map((name) => `src/${name}/`),
    'an operation is offered at every door, so it knows none of them',
  ],
  ['src/surfaces/', ['src/'], 'a door may look at everything in the house'],
  [
    'src/atlas-data',
    ['src/atlas/', 'src/platform/node/data.ts'],
    'the default data set is a module of its own, so that the atlas stays a pure function',
  ],
  ['src/embedded-data.d.ts', [], 'it declares what the build makes'],
  ['src/index.ts', ['src/'], 'the library offers everything in the house'],
  [
    'src/esro.ts',
    ['src/core/', 'src/protocols/esro/', 'src/app/esro/', 'src/platform/node/'],
    'whoever wants a small RPC takes that along and nothing else',
  ],
];

/** The files that pick a platform. */
const ENTRIES = new Set([
  'src/surfaces/cli/main.ts',
  'src/surfaces/http/serve.ts',
  'src/index.ts',
  'src/atlas-data.ts',
  'src/esro.ts',
]);

/** Where each package may be named; a prefix of paths each. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  // No package: the names of messages, as types.
  data: ['src/language/'],
  'fastest-levenshtein': ['src/atlas/', 'src/surfaces/cli/'],
  koffi: ['src/platform/node/listeners/linux/native/library.ts'],
  fontkit: ['src/rendering/type/font.ts'],
  minisearch: ['src/atlas/search/text-index.ts'],
  'ipaddr.js': ['src/survey/', 'src/platform/node/'],
  sax: ['src/core/xml/parser.ts'],
  'jpeg-js': ['src/app/print/picture/jpeg.ts'],
  // The one reads addresses too, where it stays pure.
  nodemailer: ['src/platform/node/mail/', 'src/core/mail/'],
  pdfkit: ['src/platform/node/pdf.ts'],
  'smtp-server': ['src/platform/node/mail/'],
  '@photostructure/sqlite': ['src/platform/node/stores/sqlite.ts'],
  '#data': ['src/atlas-data.browser.ts'],
  commander: ['src/surfaces/cli/commands.ts'],
  picocolors: ['src/surfaces/cli/'],
  'get-east-asian-width': ['src/surfaces/cli/text.ts'],
  hono: ['src/surfaces/http/'],
  '@hono/node-server': ['src/surfaces/http/'],
};

/** What makes code depend on when and where it runs. `process` alone is also a listener's program. */
const IMPURE: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['node:', /['"`]node:/],
  ['Buffer', /\bBuffer\b/],
  ['a timer', /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['Date.now', /\bDate\s*\.\s*now\b/],
  ['new Date()', /\bnew\s+Date\b(?!\s*\(\s*[^)\s])/],
  ['performance', /\bperformance\s*\./],
  ['Math.random', /\bMath\s*\.\s*random\b/],
  [
    'process',
    /\bprocess\s*\.\s*(?:arch|argv|cwd|env|exit|exitCode|hrtime|kill|nextTick|on|once|platform|std(?:in|out|err)|uptime|versions?|getBuiltinModule)\b/,
  ],
  ['the DOM', /\b(?:document|window|navigator|localStorage)\s*\./],
  ['fetch', /\bfetch\s*\(/],
];

/** Who asks ports that nobody told us of. */
const ASKERS = ['src/identify/', 'src/app/speak/', 'src/app/scan/', 'src/app/discover/'];
const GATE = 'src/identify/gate.ts';
/** The one file that hands what the gate made to a socket, and how it must call what it hands over. */
const TALK = 'src/app/speak/talk.ts';

/** Words made, or written, elsewhere than they may be. */
function ungated(path: string, code: string): string[] {
  const made = path === GATE ? [] : [...code.matchAll(/kind\s*:\s*['"`]say['"`]\s*,/g)];
  const written = [...code.matchAll(/\.\s*(?:write|send)\s*\(\s*([\w.]*)/g)].filter(
    ([, words]) => path !== TALK || words !== 'action.bytes',
  );
  return [...made, ...written].map(([words]) => words);
}

/** Where paper comes out of what is written: the operation of whoever names a printer, and nobody else. */
const PRINTING = ['src/app/print/', 'src/app/print.ts'];
const SENDING = 'src/app/print/sending.ts';
/** Who opens TCP connections to others; whoever of them is no printer's sender writes through the gate alone. */
const CONNECTING = new Set([SENDING, TALK, 'src/app/discover/greetings.ts']);

/** Ways to a print port besides the one. */
function waysToPrint({ path, code, imports }: SourceFile): string[] {
  const borrowed = startsWithAny(path, PRINTING) ? [] : imports.filter((name) => name === SENDING);
  // The platform is what connects; protocols have no platform.
  const isApart = !path.startsWith('src/') || path.startsWith('src/platform/');
  const connects = isApart || CONNECTING.has(path) ? [] : [...code.matchAll(/\.\s*connect\s*\(/g)];
  return [...borrowed, ...connects.map(([words]) => words)];
}

/** Longer than this, nobody reads it in one sitting. */
const LONGEST = 450;

const startsWithAny = (path: string, starts: readonly string[]) =>
  starts.some((start) => path.startsWith(start));

const isOwn = (name: string) => name.startsWith('src/');
const partOf = (path: string) => NEIGHBOURS.find(([part]) => path.startsWith(part));

/** `src/protocols/enpc/` of a file in it; undefined for the files beside such folders. */
const protocolOf = (path: string) => /^src\/protocols\/[^/]+\//.exec(path)?.[0];

/** Protocols that their own standards layer on another one. */
const STACKED: Readonly<Record<string, readonly string[]>> = {
  // RFC 2524.
  'src/protocols/emsd/': ['src/protocols/esro/'],
  // RFC 6763.
  'src/protocols/dnssd/': ['src/protocols/dns/'],
};

/** @param pure the paths that `tsconfig.pure.json` includes */
function rules(pure: readonly string[]): Rule[] {
  return [
    ...NEIGHBOURS.map(([part, may, reason]) => ({
      rule: `${part} imports only ${may.join(', ') || 'itself'}`,
      reason,
      faults: ({ path, imports }: SourceFile) =>
        partOf(path)?.[0] === part
          ? imports.filter((name) => isOwn(name) && !startsWithAny(name, [part, ...may]))
          : [],
    })),
    {
      rule: 'every file is in a part of the house that the design knows',
      reason: 'each folder answers one question; a new question is a change of the design',
      faults: ({ path }) => (partOf(path) ? [] : ['no such part']),
    },
    {
      rule: 'protocols never meet',
      reason: 'no protocol learns about another; they meet in protocols/index.ts and above',
      faults: ({ path, imports }) => {
        const own = protocolOf(path);
        if (own === undefined) return [];
        const stacked = STACKED[own] ?? [];
        const may = [own, 'src/protocols/protocol.ts', ...stacked];
        return imports.filter(
          (name) => name.startsWith('src/protocols/') && !startsWithAny(name, may),
        );
      },
    },
    {
      rule: 'only an entry file picks the real platform',
      reason: 'every operation runs against the simulated platform, in a test or in the page',
      faults: ({ path, imports }) =>
        path.startsWith('src/platform/node/') || ENTRIES.has(path)
          ? []
          : imports.filter((name) => name.startsWith('src/platform/node/')),
    },
    {
      rule: 'pure code names nothing of time, chance or the machine',
      reason: 'same input, same output, for ever',
      faults: ({ path, code }) =>
        startsWithAny(path, pure)
          ? IMPURE.filter(([, pattern]) => pattern.test(code)).map(([name]) => name)
          : [],
    },
    {
      rule: 'what is said to a strange port goes through the gate',
      reason:
        'a byte at a printer is paper: src/identify/gate.ts alone decides, and makes what is said',
      faults: ({ path, code }) => (startsWithAny(path, ASKERS) ? ungated(path, code) : []),
    },
    {
      rule: 'what is printed goes one way',
      reason:
        'only who was told to print may write to a print port: src/app/print/sending.ts, for print',
      faults: waysToPrint,
    },
    {
      rule: 'a package is named only where it belongs',
      reason: 'its API may move',
      faults: ({ path, imports }) =>
        imports
          .filter((name) => !isOwn(name) && !name.startsWith('node:'))
          .filter((name) => !startsWithAny(path, PACKAGES[packageOf(name)] ?? [])),
    },
    {
      rule: `no file is longer than ${LONGEST} lines`,
      reason: 'every file is read in one sitting',
      faults: ({ code }) => (code.split('\n').length > LONGEST ? ['too long'] : []),
    },
    {
      rule: 'nothing is called utils',
      reason: 'a name says what a thing is for; that one says nothing',
      faults: ({ path }) => (/(?:^|[/._-])utils?(?=[/._-])/i.test(path) ? ['such a name'] : []),
    },
  ];
}

const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

/** Everything in the house that breaks a rule, a sentence each; an empty list is a sound house. */
export function houseFaults(house: House, pure: readonly string[]): string[] {
  const files = [...house].map(([path, text]) => readSource(path, text));
  const broken = rules(pure).flatMap(({ rule, reason, faults }) =>
    files.flatMap((file) =>
      faults(file).map((what) => `${file.path}: ${what}. The rule: ${rule}, because ${reason}.`),
    ),
  );
  return [...broken, ...cycles(files)];
}

/** A string, which is kept, or a comment, which is not. Strings end with their line. */
const STRING_OR_COMMENT =
  /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

const IMPORT =
  /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm;

function readSource(path: string, text: string): SourceFile {
  // Lines stay, since they are counted.
  const code = text.replace(
    STRING_OR_COMMENT,
    (all, string?: string) => string ?? all.replaceAll(/[^\n]/g, ''),
  );
  const imports = [...code.matchAll(IMPORT)].map(([, from, lazy, bare]) =>
    resolve(path, from ?? lazy ?? bare!),
  );
  return { path, code, imports };
}

/** The path in the house that a relative import means. */
function resolve(path: string, name: string): string {
  return name.startsWith('.') ? new URL(name, `file:///${path}`).pathname.slice(1) : name;
}

/** Each ring of imports, once. */
function cycles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) {
      const ring = [...way.slice(way.indexOf(path)), path].join(' -> ');
      found.push(`${ring}. The rule: no rings of imports, because none of them can be read first.`);
    } else if (!done.has(path)) {
      for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
      done.add(path);
    }
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}
