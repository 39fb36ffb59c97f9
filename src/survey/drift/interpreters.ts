/**
 * What an interpreter runs. Its own path says nothing of the service: half of a machine's services may be
 * `python3`. Read from the command line, whose arguments are joined by blanks, so a path with a blank in it
 * is cut short; the same way each time.
 */

interface Interpreter {
  /** Of the executable's name, in lower case and without `.exe`. */
  readonly name: RegExp;
  /** Options that take the next argument as their value. */
  readonly valued?: ReadonlySet<string>;
  /** Options after which code follows, not a file; the first stands for those that are written otherwise. */
  readonly code?: ReadonlySet<string>;
  /** The same together with other letters, or with the code itself: `-Sc`, `--eval=…`. */
  readonly codeToo?: RegExp;
  /** Options whose value is what is run. */
  readonly named?: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const INTERPRETERS: readonly Interpreter[] = [
  {
    name: /^(?:python|pypy)[\d.]*$/,
    valued: set('-W -X --check-hash-based-pycs'),
    code: set('-c'),
    codeToo: /^-[bBdEhiIOPqRsSuvVx]*c/,
    named: set('-m'),
  },
  {
    name: /^(?:node|nodejs|bun|deno)$/,
    valued: set('-r --require --import --loader --env-file -C --conditions --title run'),
    code: set('-e --eval -p --print -pe'),
    codeToo: /^--(?:eval|print)=/,
  },
  {
    name: /^perl[\d.]*$/,
    valued: set('-I'),
    code: set('-e -E'),
    // Letters that take no value, and `-0` with its digits.
    codeToo: /^-[acfhlnpsStTuUvwWX\d]*[eE]/,
  },
  {
    name: /^j?ruby[\d.]*$/,
    valued: set('-I -r -C'),
    code: set('-e'),
    codeToo: /^-[acdhlnpsSvwWy\d]*e/,
  },
  { name: /^php[\d.]*$/, valued: set('-c -d -z'), code: set('-r'), named: set('-S -f') },
  {
    name: /^javaw?$/,
    valued: set('-cp -classpath --class-path -p --module-path --add-modules --upgrade-module-path'),
    named: set('-jar -m --module'),
  },
  { name: /^(?:dotnet|mono)$/, valued: set('exec') },
  {
    name: /^(?:sh|bash|dash|zsh|ksh|ash)$/,
    valued: set('-o -O'),
    code: set('-c'),
    codeToo: /^-[a-zA-Z]*c[a-zA-Z]*$/,
  },
  { name: /^(?:lua|luajit|tclsh|wish)[\d.]*$/, code: set('-e') },
];

/** The kinds of programs that are told apart by what they run, or else by their unit. */
export function interpreterOf(path: string): string | undefined {
  return find(path)?.name.source ?? (isHost(path) ? executable(path) : undefined);
}

/**
 * @param path the executable's path or name
 * @returns undefined when it is no interpreter, or its command line is not known
 */
export function scriptOf(path: string, command: string | undefined): string | undefined {
  const interpreter = find(path);
  if (interpreter === undefined || command === undefined) return undefined;
  const words = argumentsOf(command, path);
  const { valued, code, codeToo, named } = interpreter;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (code?.has(word)) return word;
    if (codeToo?.test(word)) return [...(code ?? [])][0];
    if (named?.has(word)) return [word, words[at + 1]].join(' ').trimEnd();
    if (valued?.has(word)) at++;
    else if (word !== '' && !word.startsWith('-')) return word;
  }
  return undefined;
}

/** Whether what {@link scriptOf} told is no name of anything, but that code was given by hand. */
export const isCode = (script: string) =>
  INTERPRETERS.some(({ code }) => code?.has(script) === true);

/**
 * What follows the interpreter's own name. Nothing where a program has put a title in the place of its
 * command line (`gunicorn: master [app]`): titles change while it runs.
 */
function argumentsOf(command: string, path: string): string[] {
  const own = /^"([^"]*)"/.exec(command);
  const [first = ''] = own ?? (command.startsWith(path) ? [path] : command.split(' ', 1));
  const name = own?.[1] ?? first;
  // A login shell's name begins with a dash.
  if (find(name.replace(/^-/, '')) === undefined) return [];
  return command.slice(first.length).split(' ').slice(1);
}

/** Executables that run many services by other means than a script. */
const isHost = (path: string) => /^(?:svchost|busybox|beam\.smp)$/.test(executable(path));

const find = (path: string) => INTERPRETERS.find(({ name }) => name.test(executable(path)));

const executable = (path: string) =>
  /[^/\\]*$/
    .exec(path)![0]
    .toLowerCase()
    .replace(/\.exe$/, '');
