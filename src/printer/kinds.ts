/** What a virtual printer can be, in the words in which it is wished for. */

/** An inkjet that scans, a dot-matrix printer, or a receipt printer. */
export const PRINTER_KINDS = ['inkjet', 'dot-matrix', 'receipt'] as const;
export type PrinterKind = (typeof PRINTER_KINDS)[number];

/** How much paper it says that it has. */
export const PAPER = ['there', 'low', 'out'] as const;
export type Paper = (typeof PAPER)[number];
