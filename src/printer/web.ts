/** Where the virtual printer's pages are. */
import type { PrinterPlace } from './device.ts';

/** Where current Epson printers take IPP (fact sheet, 8.2). */
export const IPP_PATH = '/ipp/print';
/** Ours: Epson's is not fixed, and nobody has published one (fact sheet, 8.3). */
export const WSD_PATH = '/WSD/DEVICE';

export const webAddress = ({ address }: PrinterPlace, port: number, path: string): string =>
  `http://${address}:${port}${path}`;
