/** Handlers of all that is pictures: bit images, raster graphics, inks, and ESC/P-R. */
import type { CommandHandler, Handlers } from '../handler.ts';
import * as escpr from './escpr.ts';
import { beginOperations, operate } from './operations.ts';
import {
  feedFinely,
  printBitImage,
  printDensity,
  printNinePins,
  printNozzles,
  reassign,
} from './print-bit-image.ts';
import {
  beginRaster,
  beginTransfer,
  printRow,
  setDenseInk,
  setRasterResolution,
  setWeaving,
} from './raster.ts';

/** Understood, and nothing that is visible on a page. */
const unseen: CommandHandler = () => {};

export const GRAPHICS: Handlers = {
  commands: {
    'ESC K': printDensity('K'),
    'ESC L': printDensity('L'),
    'ESC Y': printDensity('Y'),
    'ESC Z': printDensity('Z'),
    'ESC ?': reassign,
    'ESC *': printBitImage,
    'ESC ^': printNinePins,
    'ESC |0x00': (state, _, { name, offset }) => state.notes.unknown.add(name, offset),
    'ESC |B': printNozzles,
    'ESC |J': feedFinely,
    'ESC .': (state, parameters) =>
      ((parameters[0] ?? 0) & 0x0f) < 2
        ? beginRaster(state, parameters)
        : beginOperations(state, parameters),
    'ESC i': beginTransfer,
    'ESC (D': setRasterResolution,
    'ESC (r': setDenseInk,
    // Every row says itself which ink and how many bits a dot it has.
    'ESC (K': unseen,
    'ESC (e': unseen,
    'ESC (i': setWeaving,
    // How carefully the head prints.
    'ESC (m': unseen,
    'ESC/P-R setj': escpr.setJob,
    'ESC/P-R setq': escpr.setQuality,
    'ESC/P-R sttp': escpr.beginPage,
    'ESC/P-R dsnd': escpr.printLineOfPixels,
    'ESC/P-R jsnd': escpr.refuseJpeg,
    'ESC/P-R endp': escpr.endPage,
    'ESC/P-R endj': unseen,
    'ESC/P-R sets': unseen,
    'ESC/P-R seta': unseen,
    'ESC/P-R setc': unseen,
    'ESC/P-R chku': unseen,
  },
  row: printRow,
  raster: operate,
};
