/** The command line, made of the list of operations: a command with flags and help for each. */
import { Command, CommanderError, Option } from 'commander';
import { OPERATIONS } from '../../app/index.ts';
import type { Operation, Parameter } from '../../app/operation.ts';
import type { RawInput } from '../../app/parameters.ts';
import { EXIT_MEANINGS, type ExitCode } from './exit.ts';
import { VIEW_FLAGS } from './views/index.ts';
import { FORMATS, FORMAT_SUMMARIES, type Format } from '../formats.ts';
import { sentence } from '../../core/sentence.ts';
import { hang, pad } from './text.ts';
import type { World } from './world.ts';

/** What a person asked for, as far as the command line tells. */
export interface Request {
  readonly operation: Operation;
  readonly raw: RawInput;
  readonly format?: Format;
  readonly failOn?: string;
  readonly strict: boolean;
  readonly colour?: boolean;
  readonly numeric: boolean;
  readonly full?: boolean;
}

/** A command that opens a door instead of running an operation (`serve`). */
export interface DoorCommand {
  readonly name: string;
  readonly summary: string;
  /** Those of its flags that take the next word as their value: `--port`. */
  readonly valued: readonly string[];
  /** Adds its flags and its help; its action calls `start` with what is to happen. */
  declare(command: Command, start: (door: Door) => void): void;
}

/** An open door: lives until the world's signal fires, or fails. */
export type Door = (world: World) => Promise<ExitCode>;

export interface Handlers {
  run(request: Request): void;
  open(door: Door): void;
  write(text: string): void;
  complain(text: string): void;
}

const OVERVIEW = `
Ports are written 641, udp/621, 53/udp, u:53, :8080, 620-642, or by service name (enpc).
Without a command: ports if there are any words, else the survey of this machine.

Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(2)}  ${meaning}`).join('\n')}
`;

/**
 * The program. Parsing it calls `handlers`; help, version and slips are thrown as CommanderError.
 * @param asked the command that will run: then the others, which nobody will look at, are left out
 */
export function buildProgram(
  asked: string | undefined,
  version: string,
  width: number,
  doors: readonly DoorCommand[],
  handlers: Handlers,
): Command {
  const program = new Command('portolan')
    .description(
      'What was promised for a network port, what is really there, and whether it matters.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    // Flags behind a command's name are the command's, and those behind a member's name the member's.
    .enablePositionalOptions()
    .addHelpText('after', OVERVIEW);
  configure(program, width, handlers);
  const isAsked = ({ name }: { name: string }) => name.split(' ')[0] === asked;
  const named = [...OPERATIONS, ...doors].some(isAsked);
  const isNeeded = (command: { name: string }) => !named || isAsked(command);
  for (const operation of OPERATIONS.filter(isNeeded)) {
    declare(program, operation, width, handlers);
  }
  for (const door of doors.filter(isNeeded)) {
    const command = program
      .command(door.name)
      .summary(door.summary)
      .description(describe(door))
      .helpOption('-h, --help', 'print this help');
    configure(command, width, handlers);
    door.declare(command, handlers.open);
  }
  return program;
}

function configure(command: Command, width: number, handlers: Handlers): void {
  command
    .exitOverride()
    .configureHelp({ helpWidth: width, sortSubcommands: false, formatItem: helpItem(width) })
    .configureOutput({
      writeOut: (text) => handlers.write(fit(text, width)),
      writeErr: handlers.complain,
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
      // One voice for all complaints: main says who is at fault and how to get help.
      outputError: () => {},
    });
}

/** Below this many columns for what it does, an item's description goes under its name. */
const DESCRIPTION_ROOM = 28;

/** An item of a list in the help: a command or flag, and what it does. */
const helpItem = (columns: number) => (term: string, termWidth: number, description: string) => {
  const first = `  ${pad(term, termWidth)}  `;
  const beside = columns - first.length >= DESCRIPTION_ROOM;
  const lines = beside
    ? hang(first, description, columns)
    : [...hang('  ', term, columns), ...hang('      ', description, columns)];
  return lines.join('\n').trimEnd();
};

/** Breaks the lines that are too long where they hang: after the blanks, word or title in front. */
function fit(text: string, columns: number): string {
  const lines = text.split('\n').flatMap((line) => {
    if (line.length <= columns) return [line];
    const [front] = /^ *(?:\S+ {2,}|Usage: )?/.exec(line)!;
    return hang(front, line.slice(front.length), columns);
  });
  return lines.join('\n');
}

function declare(program: Command, operation: Operation, width: number, handlers: Handlers): void {
  const [first = '', member] = operation.name.split(' ');
  const parent = member === undefined ? program : groupOf(program, first, width, handlers);
  const command = parent
    .command(member ?? first)
    .summary(operation.summary)
    .description(describe(operation))
    .helpOption('-h, --help', 'print this help');
  configure(command, width, handlers);
  for (const parameter of operation.parameters) {
    if (parameter.positional) addArgument(command, parameter);
    else if (!parameter.secret) command.addOption(optionFor(parameter));
  }
  addCommonOptions(command, operation);
  if (operation.examples) command.addHelpText('after', examples(operation));
  const said = secrets(operation);
  if (said !== '') command.addHelpText('after', said);
  command.action((...given: unknown[]) => {
    const options = command.opts<Record<string, unknown>>();
    handlers.run(requestOf(operation, given, options));
  });
}

/** The command that has a group's members below it. */
function groupOf(program: Command, name: string, width: number, handlers: Handlers): Command {
  const known = program.commands.find((command) => command.name() === name);
  // One that does something itself.
  if (known) return known.enablePositionalOptions().helpCommand(false);
  const group = program
    .command(name)
    .description(GROUPS[name]!)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false);
  configure(group, width, handlers);
  return group;
}

/** What the commands have in common that are called by two words. */
const GROUPS: Readonly<Record<string, string>> = {
  atlas: 'look after the facts',
  baseline: 'keep what listens, and see later what has changed',
  emsd: 'short messages by EMSD: a centre, its subscribers and their devices (RFC 2524)',
  esro: 'invoke operations of others by ESRO, and perform them (RFC 2188); without a word, a simulated trace',
  registry: "import and look after IANA's official registry",
};

const describe = ({ summary, description }: Pick<Operation, 'summary' | 'description'>) =>
  `${sentence(summary)}${description ? `\n\n${unbroken(description)}` : ''}`;

/** Paragraphs as one line each: whoever prints them breaks them. */
const unbroken = (text: string) => text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');

function examples({ examples: list = [] }: Operation): string {
  return `\nExamples:\n${list.map(({ command, shows }) => `  ${command}\n      ${shows}`).join('\n')}\n`;
}

/** What is said by variables of the environment alone. */
function secrets({ parameters }: Operation): string {
  const lines = parameters.flatMap(({ secret, environment, summary }) =>
    secret ? [`  ${environment}\n      ${summary}`] : [],
  );
  return lines.length === 0 ? '' : `Environment:\n${lines.join('\n')}\n`;
}

function addArgument(command: Command, parameter: Parameter): void {
  const name = parameter.placeholder ?? parameter.name.toUpperCase();
  const dots = parameter.type === 'texts' ? '...' : '';
  const syntax = parameter.required ? `<${name}${dots}>` : `[${name}${dots}]`;
  command.argument(syntax, `${parameter.summary}${choiceText(parameter)}`);
}

const choiceText = ({ choices }: Parameter) => (choices ? ` (${choices.join(', ')})` : '');

/** How a parameter's flags are spelled: `-t, --tcp`, `--limit <N>`. */
function flagsOf({ name, short, type, placeholder }: Parameter): string {
  const value = type === 'flag' ? '' : ` <${placeholder ?? name.toUpperCase()}>`;
  return `${short ? `-${short}, ` : ''}--${name}${value}`;
}

function optionFor(parameter: Parameter): Option {
  const { default: preset, environment, summary, type } = parameter;
  const note = preset === undefined || preset === false ? '' : ` (default ${String(preset)})`;
  const variable = environment === undefined ? '' : ` ${environment}`;
  const text = `${summary}${variable}${choiceText(parameter)}${note}`;
  const option = new Option(flagsOf(parameter), text);
  // commander takes `--no-limits` for the contrary of `--limits`; to us it is a flag as any other.
  option.negate = false;
  if (type !== 'texts') return option;
  return option.argParser((word, before?: readonly string[]) => [...(before ?? []), word]);
}

/** The flags that every operation has, in one place. */
const COMMON = {
  failOn: '--fail-on <WORDS>',
  strict: '--strict',
} as const;

function addCommonOptions(command: Command, operation: Operation): void {
  for (const name of FORMATS) {
    const others = FORMATS.filter((other) => other !== name);
    command.addOption(new Option(`--${name}`, FORMAT_SUMMARIES[name]).conflicts([...others]));
  }
  if (operation.findings) {
    command.option(
      COMMON.failOn,
      `exit 1 when one of these was found: ${operation.findings.join(', ')}`,
    );
  }
  // What reaches nowhere sees everything that it looks at.
  if (operation.reach !== 'nothing') {
    command.option(COMMON.strict, 'exit 4 when the answer is partial');
  }
  for (const [flags, summary] of VIEW_FLAGS[operation.name] ?? []) command.option(flags, summary);
  command.addOption(new Option('--color', 'colours even where the output is no terminal'));
  command.addOption(new Option('--no-color', 'no colours'));
}

/** The flags that take the next word as their value, for reading a command line before its command. */
export function valuedFlags(doors: readonly DoorCommand[]): Set<string> {
  const flags = OPERATIONS.flatMap(({ parameters }) =>
    parameters
      .filter(({ positional, secret, type }) => !positional && !secret && type !== 'flag')
      .flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
  );
  return new Set([...flags, ...doors.flatMap(({ valued }) => valued), '--fail-on']);
}

function requestOf(
  operation: Operation,
  given: readonly unknown[],
  options: Record<string, unknown>,
): Request {
  const places = operation.parameters.filter(({ positional }) => positional);
  const raw: Record<string, string | string[] | boolean | undefined> = {};
  places.forEach(({ name }, i) => {
    raw[name] = given[i] as string | string[] | undefined;
  });
  for (const { name, positional } of operation.parameters) {
    if (!positional) raw[name] = options[camelCase(name)] as string | boolean | undefined;
  }
  const format = FORMATS.find((name) => options[name] === true);
  const colour = options['color'] as boolean | undefined;
  return {
    operation,
    raw,
    ...(format && { format }),
    ...(options['failOn'] !== undefined && { failOn: options['failOn'] as string }),
    strict: options['strict'] === true,
    ...(colour !== undefined && { colour }),
    numeric: options['numeric'] === true,
    full: options['full'] === true,
  };
}

const camelCase = (name: string) =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export { CommanderError };
