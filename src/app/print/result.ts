/** What `print` tells. */
import type { PrinterKind, Resolution } from '../../protocols/escp/composer/content.ts';
import type { Way } from './destination.ts';
import type { FileKind } from './input.ts';
import type { DeliveryEnd } from './sending.ts';
import type { Fate } from './text/repertoire.ts';

export interface PrintedFile {
  readonly file: string;
  readonly kind: FileKind;
  /** Of one copy. Absent: a job is not looked into. */
  readonly pages?: number;
  /** Of a text that is no UTF-8: what it was taken for. */
  readonly encoding?: string;
  /** Of a picture, in the file and on paper. */
  readonly picture?: {
    readonly width: number;
    readonly height: number;
    /** Millimetres. */
    readonly printed: { readonly width: number; readonly height: number };
    readonly dpi: Resolution;
  };
  /** Characters that were not printed as they are. */
  readonly changed?: readonly ChangedCharacter[];
  /** Such characters of kinds that found no room in the list. */
  readonly moreChanged?: number;
  /** Characters that went over the right edge and were not printed. */
  readonly cut?: number;
}

export interface ChangedCharacter {
  readonly character: string;
  /** `U+2192`. */
  readonly codePoint: string;
  readonly fate: Fate;
  readonly printed: string;
  readonly count: number;
  readonly line: number;
}

export interface PrintResult {
  readonly files: readonly PrintedFile[];
  readonly printer: {
    readonly kind: PrinterKind;
    readonly model: string;
    /** Millimetres. */
    readonly paper: { readonly width: number; readonly height: number };
    readonly isColour: boolean;
  };
  readonly to?: {
    readonly host: string;
    readonly address: string;
    readonly port: number;
    readonly via: Way;
  };
  readonly copies: number;
  /** Of all copies; absent where a job was not looked into. */
  readonly pages?: number;
  /** The job's length, as far as it was made. */
  readonly bytes: number;
  /** `sent`, or what else was done with the job. */
  readonly done: 'sent' | 'written' | 'nothing';
  /** Where it was written to. */
  readonly output?: string;
  readonly delivery?: {
    readonly end: DeliveryEnd;
    readonly sent: number;
    readonly took: number;
    readonly why?: string;
    /** What the printer said, escaped. */
    readonly said: string;
    readonly saidBytes: number;
  };
  readonly interrupted?: true;
}
