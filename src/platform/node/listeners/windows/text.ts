/**
 * What the bytes of a Windows console tool say. PowerShell is told to write UTF-8; the others write in the
 * console's code page, of which only ASCII is certain. Nothing that is read of them depends on more.
 */

const REPLACEMENT = '\ufffd';

/** Total: bytes in whatever encoding a console program chose, as text. */
export function consoleText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  // Some tools write UTF-16 without saying so when their output is no console.
  if (first !== undefined && first !== 0 && second === 0) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : REPLACEMENT,
    ).join('');
  }
}
