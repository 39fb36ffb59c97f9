/** All handlers, in one list. Two files must not do the same command. */
import { GRAPHICS } from './graphics/index.ts';
import type { CommandHandler, Handlers } from './handler.ts';
import type { EscpState } from './state.ts';
import { CHARACTER_TABLE_COMMANDS } from './text/character-tables.ts';
import { CONTROL_CODES } from './text/controls.ts';
import { FS } from './text/fs.ts';
import { MOVES } from './text/moves.ts';
import { OTHER_LANGUAGES } from './text/other-languages.ts';
import { PAGE_FORMAT } from './text/page-format.ts';
import { PITCH } from './text/pitch.ts';
import { REMOTE } from './text/remote.ts';
import { RECEIPT } from './text/receipt.ts';
import { STYLE } from './text/style.ts';
import { TABS } from './text/tabs.ts';
import { UNSEEN } from './text/unseen.ts';
import { USER_DEFINED } from './text/user-defined.ts';
import type { RasterToken, RowToken } from './tokens.ts';

export const HANDLERS: readonly Handlers[] = [
  PAGE_FORMAT,
  MOVES,
  CONTROL_CODES,
  TABS,
  PITCH,
  STYLE,
  CHARACTER_TABLE_COMMANDS,
  GRAPHICS,
  OTHER_LANGUAGES,
  USER_DEFINED,
  FS,
  REMOTE,
  RECEIPT,
  UNSEEN,
];

export const COMMANDS: ReadonlyMap<string, CommandHandler> = new Map(
  HANDLERS.flatMap(({ commands }) => Object.entries(commands ?? {})),
);

export const CONTROLS: NonNullable<Handlers['controls']> = Object.assign(
  {},
  ...HANDLERS.map(({ controls }) => controls ?? {}),
);

export function performRow(state: EscpState, token: RowToken): void {
  for (const { row } of HANDLERS) row?.(state, token);
}

export function performRaster(state: EscpState, token: RasterToken): void {
  for (const { raster } of HANDLERS) raster?.(state, token);
}
