/** Reads the official registry from bytes as they come, whichever of its two forms they are. */
import { CsvReader } from './csv.ts';
import { RegistryError, type Registry } from './record.ts';
import { XmlReader } from './xml.ts';

/** Sixteen times the XML of 2026. */
export const LARGEST_FILE = 64 * 1024 * 1024;

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
    this.bytes += piece.length;
    if (this.bytes > LARGEST_FILE) {
      this.fail(`the file is longer than ${LARGEST_FILE.toLocaleString('en')} bytes`);
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
      return this.fail('this is no text in UTF-8');
    }
  }

  private take(text: string): void {
    if (!this.reader) {
      this.head += text;
      this.reader = formOf(this.head);
      if (!this.reader) return;
      text = this.head;
      this.head = '';
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lines++;
    this.reader.push(text);
  }

  private fail(problem: string): never {
    throw new RegistryError(this.lines, undefined, problem);
  }
}

/** XML begins with a pointed bracket, CSV with anything else; undefined while only blanks have come. */
function formOf(head: string): FormReader | undefined {
  const first = head.trimStart()[0];
  if (first === undefined) return undefined;
  return first === '<' ? new XmlReader() : new CsvReader();
}

/** The registry from a text that is there already, such as an edition that was kept. */
export function readRegistryText(text: string): Registry {
  const reader = new RegistryReader();
  reader.push(new TextEncoder().encode(text));
  return reader.end();
}
