/** What hooks are told of a row: its texts are for people, and must command no terminal, log or desktop. */
import { programName } from '../../../verdict/verdict.ts';
import type { WatchRow } from '../row.ts';
import type { HookEvent } from './hook.ts';

/** What commands a terminal, breaks a line of a log, or turns the reading order. */
const HARMFUL = /[\p{Control}\p{Surrogate}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text for people without whatever would do more than be read. */
export const harmless = (text: string) => text.replaceAll(HARMFUL, '\ufffd');

/** @param host whose event it is */
export function eventOf(row: WatchRow, host: string): HookEvent {
  const [process] = row.listener?.processes ?? [];
  const name = process ? programName(process) : row.entry?.programs[0]?.name;
  return {
    ...row,
    host: harmless(host),
    ...(name !== undefined && { program: harmless(name) }),
    why: harmless(row.why),
    advice: harmless(row.advice),
  };
}
