/** Reads the official registry from bytes as they come, whichever of its two forms they are. */
import { grouped } from '../../core/count.ts';
import { CsvReader } from './csv.ts';
import { RegistryError, type Registry } from './record.ts';
import { XmlReader } from './xml.ts';

/** Four times the XML of 2026, after fifty years. The worst file of this size takes less than 1 GB of memory. */
export const LARGEST_FILE = 16 * 1024 * 1024;

interface FormReader {
  push(text: string): void;
  end(): Registry;
}

/** Pushed pieces of a file, gives the registry at its end. Every error is a {@link RegistryError}. */
export class RegistryReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private reader: FormReader | undefined;
  /** What came before it was clear which form it is. */
  private head = '';
  private bytes = 0;
  private lines = 1;

  /** @throws RegistryError as soon as the pieces so far cannot be the registry */
  push(piece: Uint8Array): void {
    if (this.bytes === 0 && piece[0] === GZIP) this.fail('the file is compressed: unpack it first');
    this.bytes += piece.length;
    if (this.bytes > LARGEST_FILE) {
      this.fail(
        `the file is longer than ${grouped(LARGEST_FILE)} bytes, so this is not the registry`,
      );
    }
    this.take(this.decode(piece));
  }

  /** @throws RegistryError when something is missing */
  end(): Registry {
    this.take(this.decode());
    if (!this.reader) this.fail('the file is empty');
    const registry = this.reader.end();
    if (registry.records.length === 0) this.fail('there is no record in it');
    return registry;
  }

  private decode(piece?: Uint8Array): string {
    try {
      return piece ? this.decoder.decode(piece, { stream: true }) : this.decoder.decode();
    } catch {
      this.lines += linesBeforeFault(piece ?? new Uint8Array());
      return this.fail('this is no text in UTF-8');
    }
  }

  private take(text: string): void {
    this.refuseControls(text);
    if (!this.reader) {
      this.head += text;
      this.reader = formOf(text);
      if (!this.reader) return;
      text = this.head;
      this.head = '';
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lines++;
    this.reader.push(text);
  }

  /** Neither form has a use for them, terminals obey them, and a text in UTF-16 is half NUL. */
  private refuseControls(text: string): void {
    const at = text.search(CONTROL);
    if (at < 0) return;
    this.lines += text.slice(0, at).split('\n').length - 1;
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
    const hint = code === '0000' ? '; is it UTF-16? The registry is UTF-8' : '';
    this.fail(`the character U+${code} has no place in a text${hint}`);
  }

  private fail(problem: string): never {
    throw new RegistryError(this.lines, undefined, problem);
  }
}

/** All but tab, line feed and carriage return. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The first byte of a file that gzip made (RFC 1952); no text in UTF-8 has it. */
const GZIP = 0x1f;

/** How many line feeds stand before the first line of a piece that is no UTF-8. */
function linesBeforeFault(piece: Uint8Array): number {
  let lines = 0;
  for (let at = 0; at < piece.length; lines++) {
    const feed = piece.indexOf(0x0a, at);
    const end = feed < 0 ? piece.length : feed;
    // The piece may begin or end inside a character.
    const from = lines === 0 ? afterContinuation(piece) : at;
    if (!isText(piece.subarray(from, end), feed < 0)) return lines;
    at = end + 1;
  }
  return 0;
}

function afterContinuation(piece: Uint8Array): number {
  const first = piece.findIndex((byte) => byte >> 6 !== 0b10);
  return first < 0 || first > 3 ? 0 : first;
}

function isText(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** XML begins with a pointed bracket, CSV with anything else; undefined while only blanks have come. */
function formOf(text: string): FormReader | undefined {
  const first = text.trimStart()[0];
  if (first === undefined) return undefined;
  return first === '<' ? new XmlReader() : new CsvReader();
}

/** The registry from a text that is there already, such as an edition that was kept. */
export function readRegistryText(text: string): Registry {
  const reader = new RegistryReader();
  reader.push(new TextEncoder().encode(text));
  return reader.end();
}
