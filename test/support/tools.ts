/** Tools of a system that answer from a script: for collectors of systems that the tests do not run on. */
import type { Command, Outcome, Tools } from '../../src/platform/node/listeners/exec.ts';

/** An answer in short: what it says, or how it went. */
export type Answer = string | Uint8Array | Outcome;

export interface ScriptedTools extends Tools {
  /** What was run: the tool's name and its words. */
  readonly ran: readonly string[];
}

/**
 * @param script answers by the beginning of a command line (`netstat -anvl -p tcp`), the longest first;
 * what no line of it matches is absent
 */
export function scriptedTools(script: Readonly<Record<string, Answer>>): ScriptedTools {
  const ran: string[] = [];
  const keys = Object.keys(script).toSorted((a, b) => b.length - a.length);
  return {
    ran,
    async run({ tool, args }: Command) {
      const name = tool.slice(Math.max(tool.lastIndexOf('/'), tool.lastIndexOf('\\')) + 1);
      const line = [name, ...args].join(' ');
      ran.push(line);
      const key = keys.find((start) => line.startsWith(start));
      return key === undefined ? { how: 'absent' } : outcome(script[key]!);
    },
  };
}

/** A tool that ran to its end. */
export function said(text: string | Uint8Array, code = 0, complaint = ''): Outcome {
  const output = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return { how: 'done', code, output, complaint };
}

const outcome = (answer: Answer): Outcome =>
  typeof answer === 'string' || answer instanceof Uint8Array ? said(answer) : answer;
