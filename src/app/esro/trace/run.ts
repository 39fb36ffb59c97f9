/** Tells the conversation that was asked for. */
import type { Handshake } from '../../../protocols/esro/service.ts';
import { quoted } from '../../../verdict/commands/shell.ts';
import type { Context, Input } from '../../operation.ts';
import { readTimers } from '../words.ts';
import { checkEffort } from './effort.ts';
import { checkHalves, SHARED_PARAMETERS, SIMULATED_PARAMETERS } from './parameters.ts';
import type { TraceSummary } from './result.ts';
import { simulate, standOf, type Simulation } from './simulate.ts';

/** @throws UsageError for words that make no sense together; NotFoundError when nobody has that name */
export async function tellTrace(input: Input, context: Context): Promise<TraceSummary> {
  checkHalves(input);
  if (input['host'] === undefined) {
    const wanted = readSimulation(input);
    checkEffort(wanted);
    return tellStory(wanted, context);
  }
  const { traceLive } = await import('./live.ts');
  return traceLive(input, context);
}

async function tellStory(wanted: Simulation, { emit, signal }: Context): Promise<TraceSummary> {
  const { events, result } = await simulate(wanted);
  emit({ kind: 'state', state: standOf(wanted) });
  for (const row of events) if (!signal.aborted) emit({ kind: 'row', row });
  return result;
}

function readSimulation(input: Input): Simulation {
  const number = (name: string, usual: number) => (input[name] as number | undefined) ?? usual;
  return {
    handshake: (input['handshake'] as Handshake | undefined) ?? '2-way',
    timers: readTimers(input['timers'] as string | undefined),
    seed: number('seed', 2188),
    loss: number('loss', 0) / 100,
    duplication: number('duplicate', 0) / 100,
    operations: number('operations', 1),
    size: number('size', 4),
    work: number('work', 0),
    answer: (input['answer'] as Simulation['answer'] | undefined) ?? 'result',
    others: othersOf(input),
    ...(input['largest'] !== undefined && { largest: input['largest'] as number }),
  };
}

/** Another story changes the loss or the seed, and leaves all else as it was wished. */
const othersOf = (input: Input): string =>
  [...SIMULATED_PARAMETERS, ...SHARED_PARAMETERS]
    .filter(({ name }) => name !== 'loss' && name !== 'seed' && input[name] !== undefined)
    .map(({ name }) => `--${name} ${quoted(String(input[name]))}`)
    .join(' ');
