/** A machine without fonts, unless it is given some. */
import { UnavailableError } from '../../core/errors.ts';
import type { FontFiles } from '../fonts.ts';

/** @param name of the machine, for people */
export const simulatedFonts = (name: string): FontFiles => ({
  read(font) {
    throw new UnavailableError(`${name} has no fonts, so it has no ${font}`);
  },
});
