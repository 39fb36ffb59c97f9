/**
 * What a command line means before its flags are read: `portolan` alone is a survey, `portolan 641`
 * asks for a port, and a command may stand after flags.
 */
export interface Command {
  readonly argv: readonly string[];
  /** Whether the command was understood from a bare word; then a slip in a command's name is likely. */
  readonly implied?: string;
}

/**
 * @param argv the arguments after the program's name
 * @param commands the names of commands, of one word or two (`registry import`)
 * @param valued the flags that take the next word as their value
 */
export function readCommand(
  argv: readonly string[],
  commands: ReadonlySet<string>,
  valued: ReadonlySet<string>,
): Command {
  if (argv.some((word) => word === '--version' || word === '-V')) return { argv: ['--version'] };
  const at = firstWord(argv, valued);
  const word = at === undefined ? undefined : argv[at]!;
  if (word === undefined) {
    const asksForHelp = argv.some((flag) => flag === '--help' || flag === '-h');
    return { argv: asksForHelp ? ['--help'] : ['survey', ...argv] };
  }
  const rest = argv.filter((_, i) => i !== at);
  if (word === 'help' && commands.has(rest.slice(0, 2).join(' ')))
    return { argv: [...rest, '--help'] };
  const group = [...commands].filter((name) => name.startsWith(`${word} `));
  const member = rest[firstWord(rest, valued) ?? -1];
  // A command that has members too (`sentinel`, `sentinel log`) takes other words itself.
  const isOwn = commands.has(word) && !group.includes(`${word} ${member}`);
  if (group.length > 0 && !isOwn) return { argv: [word, ...memberFirst(rest, group, valued)] };
  if (commands.has(word)) return { argv: [word, ...rest] };
  return { argv: ['port', ...argv], implied: word };
}

/** A group's words with the member's name first; the group's first member answers for the group alone. */
function memberFirst(
  rest: readonly string[],
  group: readonly string[],
  valued: ReadonlySet<string>,
): readonly string[] {
  const at = firstWord(rest, valued);
  if (at !== undefined) return [rest[at]!, ...rest.filter((_, i) => i !== at)];
  const asksForHelp = rest.some((flag) => flag === '--help' || flag === '-h');
  return asksForHelp ? rest : [group[0]!.split(' ')[1]!, ...rest];
}

/** The place of the first word that is no flag and no flag's value. */
function firstWord(argv: readonly string[], valued: ReadonlySet<string>): number | undefined {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') return i + 1 < argv.length ? i + 1 : undefined;
    if (word === '-' || !word.startsWith('-')) return i;
    if (valued.has(word)) i++;
  }
  return undefined;
}
