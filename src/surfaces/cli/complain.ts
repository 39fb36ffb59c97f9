/** What is said on standard error: in one voice, wrapped, and harmless. */
import { hang, printable } from './text.ts';
import { columnsOf, type World } from './world.ts';

/** What is foreign in a message (an argument, a name) must not command the terminal. */
export function complain({ stderr, env }: Pick<World, 'stderr' | 'env'>, message: string): void {
  const columns = columnsOf(stderr, env);
  for (const line of message.split('\n')) {
    stderr.write(`${hang('portolan: ', printable(line), columns).join('\n')}\n`);
  }
}
