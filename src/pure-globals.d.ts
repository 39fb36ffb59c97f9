/**
 * The only globals beyond ECMAScript that pure code may name: text codecs and checksums, which every
 * JavaScript engine with a network has and which give the same for the same input. Included by tsconfig.pure.json alone.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare const crypto: {
  readonly subtle: { digest(algorithm: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> };
};
