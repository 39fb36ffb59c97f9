/** What a file of handlers gives: which commands it does, and how. */
import type { CommandToken, ControlToken, RasterToken, RowToken } from './tokens.ts';
import { switchAt } from './numbers.ts';
import type { EscpState } from './state.ts';

/** Does one command. Too few parameters read as zeros; what cannot be done is told by `state.notes.fault`. */
export type CommandHandler = (
  state: EscpState,
  parameters: Uint8Array,
  token: CommandToken,
) => void;

export interface Handlers {
  /** By the name of its token. */
  readonly commands?: Readonly<Record<string, CommandHandler>>;
  /** By code. */
  readonly controls?: Readonly<Record<number, (state: EscpState, token: ControlToken) => void>>;
  readonly row?: (state: EscpState, token: RowToken) => void;
  readonly raster?: (state: EscpState, token: RasterToken) => void;
}

/** Of commands that switch something: 1 or its digit on, 0 or its digit off, anything else nothing. */
export const switched =
  (set: (state: EscpState, on: boolean) => void): CommandHandler =>
  (state, parameters) => {
    const on = switchAt(parameters, 0);
    if (on === undefined) state.notes.fault('neither 0 nor 1: ignored');
    else set(state, on);
  };
