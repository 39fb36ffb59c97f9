/** A program of the user's that is started for each event: no shell, the event on its input. */
import { isExpected } from '../../../core/errors.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import type { Programs } from '../../../platform/programs.ts';
import { harmless } from './event.ts';
import { fingerprint } from './fingerprint.ts';
import type { Hook, HookEvent, Told } from './hook.ts';

/** Who takes longer is ended. */
const PATIENCE: Millis = seconds(30);
/** More of what it complains of nobody reads. */
const KEPT = 2000;

export interface CommandOptions {
  readonly program: string;
  readonly words: readonly string[];
  readonly programs: Programs;
  /** Told what the program says. */
  readonly hear: (text: string) => void;
}

/** One after the other, in the order of the events: whoever calls sees to that. */
export function command({ program, words, programs, hear }: CommandOptions): Hook {
  return {
    target: `exec ${fingerprint(JSON.stringify([program, ...words]))}`,
    name: `"${program}"`,
    lasting: true,
    check: () => programs.check(program),
    async tell(event, signal) {
      const input = `${JSON.stringify(event)}\n`;
      const options = { input, env: environmentOf(event), patience: PATIENCE, signal, limit: KEPT };
      try {
        const { code, ended, out, err } = await programs.run(program, words, options);
        for (const text of [out, err]) if (text.trim() !== '') hear(text.trimEnd());
        return judge(code, ended);
      } catch (problem) {
        const isOurs = !isExpected(problem);
        if (isOurs) throw problem;
        return { kind: 'nobody', why: problem.message };
      }
    },
  };
}

function judge(code: number | undefined, ended: 'late' | 'cancelled' | undefined): Told {
  if (code === 0) return { kind: 'told' };
  if (ended === 'cancelled') return { kind: 'later', why: 'it was interrupted' };
  if (ended === 'late') return { kind: 'refused', why: `it took longer than ${PATIENCE / 1000} s` };
  const why = code === undefined ? 'it was ended by a signal' : `it ended with ${code}`;
  return { kind: 'refused', why };
}

/** What scripts like to have without reading JSON. */
function environmentOf(event: HookEvent): Record<string, string> {
  const { listener, entry } = event;
  const [process] = listener?.processes ?? [];
  const values = {
    ID: event.id,
    TIME: event.time,
    HOST: event.host,
    KIND: event.kind,
    SEVERITY: event.severity,
    WHY: event.why,
    TRANSPORT: event.transport,
    PORT: event.port,
    ADDRESS: listener?.address ?? entry?.binds[0]?.address,
    PROGRAM: event.program,
    PID: process?.pid,
    VERDICT: listener?.verdict,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `PORTOLAN_${name}`,
      harmless(String(value ?? '')),
    ]),
  );
}
