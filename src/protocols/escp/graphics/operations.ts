/**
 * What the operations behind `ESC . 2` and `ESC . 3` do. With 2 a transfer prints where the head is; with 3 it writes
 * over the row above, and the outcome is printed when the paper moves.
 */
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import { moveTo } from '../paging.ts';
import type { EscpState } from '../state.ts';
import type { RasterToken } from '../tokens.ts';
import { printDots } from './dots.ts';
import type { Operations } from './settings.ts';
import { operationInks } from './inks.ts';
import { PITCH_UNIT } from './raster.ts';
import { SeedRows } from './seed-rows.ts';

/** `ESC . c v h m 0 0`, c = 2 or 3. Begins at the left margin. */
export function beginOperations(state: EscpState, parameters: Uint8Array): void {
  const [c = 2, v = 0, h = 0] = parameters;
  if (v === 0 || h === 0) state.notes.fault('dots without a distance: nothing is printed');
  state.x = state.left;
  state.graphics.operations = {
    pitchX: h * PITCH_UNIT,
    pitchY: v * PITCH_UNIT,
    seeds: (c & 0x0f) === 3 ? new SeedRows() : undefined,
    colour: 0,
    inks: state.inks,
    step: 1,
  };
}

export function operate(state: EscpState, { operation }: RasterToken): void {
  const { operations } = state.graphics;
  if (!operations || operations.pitchX === 0 || operations.pitchY === 0) return;
  switch (operation.kind) {
    case 'transfer':
      return transfer(state, operations, operation.data);
    case 'move x':
      state.x += operation.by * operations.step * horizontalUnit(state);
      return;
    case 'move y':
      if (operations.seeds) printSeeds(state, operations, operations.seeds);
      moveTo(state, state.y + operation.by * state.units.vertical, 'move');
      break;
    case 'colour':
      chooseColour(state, operations, operation.colour);
      break;
    case 'clear':
      operations.seeds?.clear(operations.colour);
      return;
    case 'unit byte':
      operations.step = 8;
      break;
    case 'unit dot':
      operations.step = 1;
      break;
    case 'carriage return':
      break;
    case 'exit':
      if (operations.seeds?.isPending) printSeeds(state, operations, operations.seeds);
      state.graphics.operations = undefined;
      break;
  }
  // All of them but the two that say so above go back to the left margin.
  state.x = state.left;
}

const horizontalUnit = (state: EscpState): PageUnits =>
  state.units.horizontal ?? UNITS_PER_INCH / 360;

function transfer(state: EscpState, operations: Operations, data: Uint8Array): void {
  const { pitchX, pitchY, seeds, colour, inks } = operations;
  const columns = data.length * 8;
  if (seeds) {
    const from = Math.max(0, Math.round((state.x - state.left) / pitchX));
    seeds.write(colour, inks, from, data);
  } else {
    const { x, y } = state;
    printDots(state, { x, y, columns, rows: 1, pitchX, pitchY, bits: 1, data, inks });
  }
  state.x += columns * pitchX;
}

function printSeeds(state: EscpState, { pitchX, pitchY }: Operations, seeds: SeedRows): void {
  const { left: x, y } = state;
  for (const { inks, data } of seeds.print()) {
    const columns = data.length * 8;
    printDots(state, { x, y, columns, rows: 1, pitchX, pitchY, bits: 1, data, inks });
  }
}

function chooseColour(state: EscpState, operations: Operations, colour: number): void {
  const inks = operationInks(colour);
  if (!inks) return state.notes.fault(`ink ${colour} is not known: the last one stays`);
  operations.colour = colour;
  operations.inks = inks;
}
