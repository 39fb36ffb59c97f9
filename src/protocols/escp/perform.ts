/**
 * Does what the tokens of an ESC/P stream say: each by its handler, found by name in `handlers.ts`. A handler changes the
 * printer's state (`state.ts`) and puts marks on the page by `emitMark` of `paging.ts`; what it could not do it tells by
 * `state.notes.fault`.
 *
 * To add commands: a file that exports `Handlers`, and its line in `handlers.ts`. Rows and raster operations, which follow
 * their command, go to whoever has `row` and `raster`; what they need of the command they keep in the state, where ESC @
 * sets it back.
 */
import { performCharacters } from './text/characters.ts';
import { COMMANDS, CONTROLS, performRaster, performRow } from './handlers.ts';
import { ejectPage } from './paging.ts';
import type { EscpEvent, EscpReport } from './report.ts';
import type { EscpState } from './state.ts';
import type { EscpToken } from './tokens.ts';

/** So many characters become marks before the marks are given away. */
const CHARACTERS_AT_ONCE = 2048;

/** Gives what becomes of the token, bit by bit: at most a page's worth waits. */
export function* perform(state: EscpState, token: EscpToken): Generator<EscpEvent> {
  if (state.otherLanguage !== undefined && !isJobLanguage(token)) return;
  state.notes.offset = token.offset;
  if (token.kind !== 'characters') {
    performOne(state, token);
    yield* waiting(state);
  }
  const codes = charactersOf(token);
  for (let at = 0; at < codes.length; at += CHARACTERS_AT_ONCE) {
    performCharacters(state, codes.subarray(at, at + CHARACTERS_AT_ONCE));
    yield* waiting(state);
  }
}

const NO_CODES = new Uint8Array(0);

/** ESC (^ has data that is characters, control codes and all. */
function charactersOf(token: EscpToken): Uint8Array {
  if (token.kind === 'characters') return token.bytes;
  return token.kind === 'command' && token.name === 'ESC (^' ? token.parameters : NO_CODES;
}

const isJobLanguage = (token: EscpToken): boolean =>
  token.kind === 'command' && /^([EP]JL|ESC %-)/.test(token.name);

/** The job is over: what was not ejected comes out. */
export function* performEnd(state: EscpState): Generator<EscpEvent> {
  ejectPage(state);
  yield* waiting(state);
}

function performOne(state: EscpState, token: Exclude<EscpToken, { kind: 'characters' }>): void {
  switch (token.kind) {
    case 'control':
      CONTROLS[token.code]?.(state, token);
      return;
    case 'command': {
      const handler = COMMANDS.get(token.name);
      state.notes.name = token.name;
      state.notes.commands++;
      state.pen = undefined;
      if (handler) handler(state, token.parameters, token);
      else state.notes.fault('understood, and not done');
      return;
    }
    case 'row':
      performRow(state, token);
      return;
    case 'raster':
      performRaster(state, token);
      return;
    case 'unknown':
      state.notes.unknown.add(token.name, token.offset);
      return;
    case 'fault':
      state.notes.faults.add(token.name, token.offset, token.says);
      return;
  }
}

function* waiting(state: EscpState): Generator<EscpEvent> {
  if (state.events.length > 0) yield* state.events.splice(0);
}

export function reportOf(state: EscpState): EscpReport {
  const { notes, pages, jobName, user } = state;
  return {
    bytes: notes.bytes,
    pages,
    commands: notes.commands,
    unknown: notes.unknown.list(),
    faults: notes.faults.list(),
    more: notes.unknown.beyond + notes.faults.beyond,
    ...(jobName === undefined ? {} : { jobName }),
    ...(user === undefined ? {} : { user }),
  };
}
