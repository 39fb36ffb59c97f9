/** Programs that went from one port to another. */
import type { DoorChange } from './compare-door.ts';
import { programKey } from './same-program.ts';
import type { Entry } from './snapshot.ts';

/** A program that left one port and took one other has moved; with more of either, who could tell which? */
export function movesBetween(gone: readonly Entry[], opened: readonly Entry[]): DoorChange[] {
  const takers = byProgram(opened);
  const leavers = byProgram(gone);
  return gone.flatMap((before) => {
    const alike = (index: ReadonlyMap<string, readonly Entry[]>) =>
      new Set(keysOf(before).flatMap((key) => index.get(key) ?? []));
    const taken = [...alike(takers)];
    return taken.length === 1 && alike(leavers).size === 1
      ? [{ kind: 'moved', before: [before], after: taken }]
      : [];
  });
}

function byProgram(entries: readonly Entry[]): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const known = index.get(key);
      if (known) known.push(entry);
      else index.set(key, [entry]);
    }
  }
  return index;
}

/** What another entry has in common with it when it may be the same one elsewhere. */
const keysOf = ({ place, transport, state, programs }: Entry) =>
  programs.map((program) => JSON.stringify([place, transport, state, programKey(program)]));
