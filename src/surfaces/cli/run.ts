/** One run of the command: from the words of the command line to an exit code. */
import { distance } from 'fastest-levenshtein';
import pc from 'picocolors';
import { openAtlas } from '../../app/atlas.ts';
import { OPERATIONS } from '../../app/index.ts';
import type { Context, Input } from '../../app/operation.ts';
import { readInput, readList, type RawInput } from '../../app/parameters.ts';
import { isExpected, UsageError } from '../../core/errors.ts';
import {
  CommanderError,
  buildProgram,
  valuedFlags,
  type DoorCommand,
  type Request,
} from './commands.ts';
import { complain } from './complain.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { environmentLanguages } from '../../language/wishes.ts';
import { format } from '../formats.ts';
import { inOwnLanguage } from '../language.ts';
import { readCommand, type Command } from './grammar.ts';
import { progressLine } from './progress.ts';
import { VIEWS } from './views/index.ts';
import { hasTrueColour, wantsColour, widthOf, type World } from './world.ts';

/** @param argv the arguments after the program's name */
export async function runCommand(
  argv: readonly string[],
  world: World,
  doors: readonly DoorCommand[] = [],
): Promise<ExitCode> {
  const names = new Set([...OPERATIONS, ...doors].map(({ name }) => name).concat('help'));
  const command = readCommand(argv, names, valuedFlags(doors));
  const hint = hintFor(command.implied, names);
  try {
    refuseUnknownHelp(command.argv, names);
    let running: Promise<ExitCode> | undefined;
    const program = buildProgram(command.argv[0], world.version, widthOf(world), doors, {
      run(request) {
        running = runRequest(request, world, hint);
      },
      open(door) {
        running = door(world);
      },
      write: (text) => void world.stdout.write(text),
      complain: (text) => void world.stderr.write(text),
    });
    await program.parseAsync([...command.argv], { from: 'user' });
    return (await running) ?? EXIT.ok;
  } catch (problem) {
    return explain(problem, hint, commandOf(command, argv, names), world);
  }
}

async function runRequest(request: Request, world: World, hint: string): Promise<ExitCode> {
  const { operation } = request;
  const isFollowed = (operation.live ?? operation.stream) !== undefined;
  const failOn = readFailOn(request);
  const wishes = () => environmentLanguages(world.env);
  const environment = fromEnvironment(request, world.env);
  const raw = inOwnLanguage(operation, { ...request.raw, ...environment }, wishes);
  const input = readInput(operation.parameters, raw);
  const progress = progressLine(world);
  const context: Context = {
    platform: world.platform,
    atlas: openAtlas(world.platform),
    signal: world.signal,
    fromEnvironment: new Set(Object.keys(environment)),
    emit(emission) {
      progress.show(emission);
      if (emission.kind === 'note') complain(world, emission.text);
    },
  };
  const work = isFollowed ? runLive(request, input, context, world) : operation.run(input, context);
  const result = await work.finally(() => progress.clear());
  // For programs, what is live has been written whole by now.
  if (!isFollowed || !request.format) {
    for (const text of rendered(request, result, world)) world.stdout.write(text);
  }
  const outcome = operation.outcome?.(result) ?? {};
  if (outcome.warnings?.length) complain(world, outcome.warnings.join('\n'));
  if (outcome.missing?.length) complain(world, outcome.missing.join('\n') + hint);
  if (failOn.some((word) => outcome.found?.has(word))) return EXIT.found;
  if (outcome.missing?.length) return EXIT.notFound;
  return request.strict && outcome.partial ? EXIT.partial : EXIT.ok;
}

/** What the words do not say, the environment may: secrets, which a list of processes would show. */
function fromEnvironment({ operation, raw }: Request, env: World['env']): RawInput {
  const said = operation.parameters.flatMap(({ name, environment }) =>
    environment !== undefined && raw[name] === undefined && env[environment]
      ? [[name, env[environment]]]
      : [],
  );
  return Object.fromEntries(said) as RawInput;
}

/** What goes on is written while it goes on. */
async function runLive(request: Request, input: Input, context: Context, world: World) {
  const { follow } = await import('./stream.ts');
  return follow(request, input, context, world);
}

function rendered(request: Request, result: unknown, world: World): Iterable<string> {
  const { operation, numeric, full = false } = request;
  if (request.format) return format(request.format, operation, result);
  const colours = pc.createColors(wantsColour(world, request.colour));
  const isTerminal = world.stdout.isTTY === true;
  const lines = VIEWS[operation.name]!(result, {
    width: widthOf(world),
    colours,
    numeric,
    full,
    isTerminal,
    hasTrueColour: hasTrueColour(world),
  });
  return lines.length === 0 ? [] : [`${lines.join('\n')}\n`];
}

function readFailOn({ failOn, operation }: Request): string[] {
  const words = failOn === undefined ? [] : readList('--fail-on', failOn);
  const legal = operation.findings ?? [];
  const wrong = words.find((word) => !legal.includes(word));
  if (wrong !== undefined) {
    throw new UsageError(`--fail-on does not know "${wrong}"; it knows ${legal.join(', ')}`);
  }
  return words;
}

/**
 * The command whose help tells more, `baseline undo`.
 * @param typed the words as they were typed: a survey that nobody named is portolan itself
 */
function commandOf(
  { argv, implied }: Command,
  typed: readonly string[],
  names: ReadonlySet<string>,
): string | undefined {
  const [first = '', second] = argv;
  if (implied === undefined && !typed.includes(first)) return undefined;
  return [`${first} ${second}`, first].find((name) => names.has(name));
}

/** Says what went wrong and whose fault it was; our own bugs crash loudly. */
function explain(
  problem: unknown,
  hint: string,
  command: string | undefined,
  world: World,
): ExitCode {
  if (problem instanceof CommanderError) {
    if (problem.exitCode === 0) return EXIT.ok;
    complain(world, problem.message.replace(/^error: /, '') + hint);
    world.stderr.write(`Try: portolan ${command === undefined ? '' : `${command} `}--help\n`);
    return EXIT.usage;
  }
  if (isExpected(problem)) {
    complain(world, problem.message + hint);
    return problem instanceof UsageError ? EXIT.usage : EXIT.notFound;
  }
  throw problem;
}

/** A bare word that is nearly a command's name was meant as one. */
function hintFor(implied: string | undefined, commands: Iterable<string>): string {
  if (implied === undefined) return '';
  const near = [...commands].find((name) => distance(implied, name) <= 2);
  return near ? `\nthere is a command "portolan ${near}"` : '';
}

/** The parser would print the whole help for a command that does not exist. */
function refuseUnknownHelp([word, wanted]: readonly string[], commands: ReadonlySet<string>): void {
  if (word !== 'help' || wanted === undefined || wanted.startsWith('-')) return;
  if ([...commands].some((name) => name.split(' ')[0] === wanted)) return;
  throw new UsageError(`there is no command "${wanted}"${hintFor(wanted, commands)}`);
}
