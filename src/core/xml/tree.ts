/**
 * A small XML document as a tree, with the place of each text in the bytes: for messages of protocols. Total: any
 * bytes give as much of a tree as there is, and an error where it ends. No document types, no entities but XML's
 * own; size, depth and number of everything are bounded.
 */
import { feed, strictParser, type SAXParser, type Tag } from './parser.ts';

/** Elements lie in each other: the messages that we read have some ten. */
export const MAX_DEPTH = 32;
/** In one document: the longest metadata that is known has some two hundred. */
export const MAX_ELEMENTS = 4096;
/** On one element. */
export const MAX_ATTRIBUTES = 64;
/** Elements that declare namespaces: each copies those around it. */
export const MAX_DECLARING = 256;

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Empty where none is declared. */
  readonly namespace: string;
  /** As they are written, `xmlns` left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly in it, entities replaced, blanks at both ends taken away. */
  readonly text: string;
  /** Where its text stands: bytes from the start. Only told of elements without children. */
  readonly offset: number;
  readonly length: number;
  /** Which namespaces the prefixes stand for here: names in texts have them too. */
  readonly prefixes: ReadonlyMap<string, string>;
}

export interface XmlReading {
  readonly root: XmlElement | undefined;
  /** Elements with text and without children, in the order of the document. */
  readonly leaves: readonly XmlElement[];
  readonly error?: {
    readonly offset: number;
    readonly message: string;
    /** It would go on: what is there so far is no mistake. */
    readonly cut: boolean;
  };
}

/** Ends the parser from inside one of its calls; never leaves {@link readXml}. */
class Stop {
  constructor(readonly problem: string) {}
}

/** Reads bytes as UTF-8. */
export function readXml(bytes: Uint8Array): XmlReading {
  return new TreeReader(bytes).read();
}

interface Draft {
  name: string;
  namespace: string;
  attributes: ReadonlyMap<string, string>;
  children: Draft[];
  text: string;
  offset: number;
  length: number;
  prefixes: ReadonlyMap<string, string>;
}

class TreeReader {
  private readonly parser: SAXParser;
  private readonly open: Draft[] = [];
  private readonly leaves: Draft[] = [];
  private readonly skipped: number;
  private root: Draft | undefined;
  private elements = 0;
  private declaring = 0;
  private attributes = 0;
  private problem: string | undefined;

  constructor(private readonly bytes: Uint8Array) {
    // A mark of the byte order (U+FEFF) is no part of the document.
    this.skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    this.parser = Object.assign(strictParser(), {
      onopentag: (tag: Tag) => this.enter(tag),
      onclosetag: () => this.leave(),
      ontext: (text: string) => this.add(text),
      oncdata: (text: string) => this.add(text),
      onattribute: () => {
        if (++this.attributes > MAX_ATTRIBUTES) this.fail(`more than ${MAX_ATTRIBUTES} attributes`);
      },
      ondoctype: () => this.fail('a document type (DOCTYPE) is not read'),
      onerror: ({ message }: Error) => this.fail(message.split('\n', 1)[0]!.toLowerCase()),
    });
  }

  read(): XmlReading {
    try {
      // One character a byte: then the parser's positions are places in the bytes.
      if (!feed(this.parser, latin1(this.bytes.subarray(this.skipped)))) {
        this.problem = 'a declaration that XML does not have';
      }
    } catch (thrown) {
      if (!(thrown instanceof Stop)) throw thrown;
      this.problem = thrown.problem;
    }
    const { root, leaves } = this;
    const isWhole = root !== undefined && this.open.length === 0;
    if (this.problem === undefined && isWhole) return { root, leaves };
    const cut = this.problem === undefined;
    const place = this.open.at(-1)?.name;
    const message =
      this.problem ?? (place ? `it ends inside <${place}>` : 'it ends before its first element');
    const offset = Math.min(this.skipped + this.parser.position, this.bytes.length);
    return { root, leaves, error: { offset, message, cut } };
  }

  private fail(problem: string): never {
    throw new Stop(problem);
  }

  private enter({ name, attributes }: Tag): void {
    this.attributes = 0;
    const parent = this.open.at(-1);
    if (parent === undefined && this.root !== undefined) this.fail('a second outermost element');
    if (this.open.length === MAX_DEPTH) this.fail(`elements more than ${MAX_DEPTH} deep`);
    if (++this.elements > MAX_ELEMENTS) this.fail(`more than ${MAX_ELEMENTS} elements`);
    const prefixes = this.declare(attributes, parent?.prefixes ?? NO_PREFIXES);
    const own = new Map<string, string>();
    for (const key in attributes) {
      if (!/^xmlns(?::|$)/.test(key)) own.set(key, fromBytes(attributes[key]!));
    }
    const draft: Draft = {
      ...qualified(name, prefixes),
      attributes: own,
      children: [],
      text: '',
      offset: this.skipped + this.parser.position,
      length: 0,
      prefixes,
    };
    parent?.children.push(draft);
    this.root ??= draft;
    this.open.push(draft);
  }

  private declare(
    attributes: Tag['attributes'],
    around: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    const own: [prefix: string, namespace: string][] = [];
    for (const key in attributes) {
      if (key === 'xmlns') own.push(['', fromBytes(attributes[key]!)]);
      else if (key.startsWith('xmlns:')) own.push([key.slice(6), fromBytes(attributes[key]!)]);
    }
    if (own.length === 0) return around;
    if (++this.declaring > MAX_DECLARING) {
      this.fail(`more than ${MAX_DECLARING} elements declare namespaces`);
    }
    return new Map([...around, ...own]);
  }

  private leave(): void {
    const draft = this.open.pop()!;
    draft.text = fromBytes(draft.text).trim();
    if (draft.children.length > 0 || draft.text === '') return;
    const end = this.skipped + this.parser.startTagPosition - 1;
    const [offset, length] = trimmed(this.bytes, draft.offset, end);
    this.leaves.push(Object.assign(draft, { offset, length }));
  }

  private add(text: string): void {
    const current = this.open.at(-1);
    if (current) current.text += text;
  }
}

const NO_PREFIXES: ReadonlyMap<string, string> = new Map();

/** A name with its namespace, by the prefixes where it stands; one with an unknown prefix is kept whole. */
export function qualified(
  text: string,
  prefixes: ReadonlyMap<string, string>,
): { namespace: string; name: string } {
  const colon = text.indexOf(':');
  const namespace = prefixes.get(colon < 0 ? '' : text.slice(0, colon));
  if (namespace !== undefined) return { namespace, name: text.slice(colon + 1) };
  return { namespace: '', name: text };
}

/** The place of a text without the blanks around it. */
function trimmed(bytes: Uint8Array, start: number, end: number): [offset: number, length: number] {
  while (start < end && bytes[start]! <= 0x20) start++;
  while (end > start && bytes[end - 1]! <= 0x20) end--;
  return [start, Math.max(0, end - start)];
}

function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  }
  return pieces.join('');
}

/** Bytes that were read one character each, as the UTF-8 that they are; what is none stays. */
function fromBytes(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text)) return text;
  return text.replace(/[\u0080-\u00ff]+/g, (run) => {
    try {
      const bytes = Uint8Array.from(run, (character) => character.charCodeAt(0));
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return run;
    }
  });
}

/** The first child of this name, whatever its namespace. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** Its children of this name. */
export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
