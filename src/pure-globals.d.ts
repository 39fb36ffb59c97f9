/**
 * The only globals beyond ECMAScript that pure code may name: text codecs, which every
 * JavaScript engine with a network has. Included by tsconfig.pure.json alone.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}
