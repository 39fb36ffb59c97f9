/** What the command line makes of an operation's parameters. */
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../app/index.ts';
import { buildProgram, type Request } from './commands.ts';

/** What is asked for by these words. */
function parse(words: readonly string[]): Request {
  let asked: Request | undefined;
  const handlers = {
    run: (request: Request) => void (asked = request),
    open: () => {},
    write: () => {},
    complain: () => {},
  };
  buildProgram(words[0], '1.2.3', 80, [], handlers).parse(words, { from: 'user' });
  return asked!;
}

const FLAGS = OPERATIONS.flatMap((operation) =>
  operation.parameters
    .filter(({ type, positional }) => type === 'flag' && !positional)
    .map(({ name }) => [operation.name, name, operation] as const),
);

describe('a flag is true when it was given, and only then', () => {
  it.each(FLAGS)('%s --%s', (_, name, { name: command, parameters }) => {
    const needed = parameters
      .filter(({ required }) => required)
      .flatMap((one) => (one.positional ? ['641'] : [`--${one.name}`, '641']));
    const flags = (raw: Request['raw']) =>
      parameters
        .filter((one) => one.type === 'flag' && raw[one.name] !== undefined)
        .map((one) => [one.name, raw[one.name]]);
    const words = [...command.split(' '), ...needed];
    expect(flags(parse(words).raw)).toEqual([]);
    expect(flags(parse([...words, `--${name}`]).raw)).toEqual([[name, true]]);
  });
});
