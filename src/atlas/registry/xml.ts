/**
 * Reads the registry's XML as it comes, piece by piece. Entities beyond XML's own five, document types,
 * fields without end and other roots are refused with the line where they stand.
 */
import sax, { type Instruction, type SAXParser, type Tag } from 'sax';
import { checkLength, checkRecord, shortened } from './check.ts';
import { MOST_RECORDS, RegistryError, type Field, type Person, type Registry } from './record.ts';

/** The id of the registry that we read; IANA publishes thousands in the same form. */
const REGISTRY_ID = 'service-names-port-numbers';

/** The registry's elements lie five deep. */
const DEEPEST = 16;

/** The elements of a record, and which field each is. */
const ELEMENTS: Readonly<Record<string, Field>> = {
  name: 'service',
  protocol: 'transport',
  description: 'description',
  number: 'port',
  assignee: 'assignee',
  contact: 'contact',
  sc: 'code',
  unauthorized: 'unauthorized',
  note: 'note',
};

const ELEMENT_OF = Object.fromEntries(
  Object.entries(ELEMENTS).map(([element, field]) => [field, element]),
) as Readonly<Partial<Record<Field, string>>>;

/** Elements inside a field that only lay it out. */
const LAYOUT = new Set(['br', 'paragraph']);

const NO_DOCTYPE = 'a document type (DOCTYPE) has no place in the registry and is not read';

/** What stands around the records and is kept as remarks. */
const REMARKS = new Set(['note', 'footnote', 'expert', 'category', 'registration_rule', 'xref']);

export class XmlReader {
  private readonly parser: SAXParser;
  /** Local names of the open elements, the root first. */
  private readonly open: string[] = [];
  private readonly records: Registry['records'][number][] = [];
  private readonly people: Person[] = [];
  private readonly remarks: string[] = [];
  private readonly unread: Record<string, number> = {};
  private title = '';
  private updated = '';
  /** The record or person that is being read. */
  private current?: Draft;
  /** What is being gathered of the innermost field. */
  private text = '';
  private ended = false;

  constructor() {
    this.parser = Object.assign(sax.parser(true, { position: true, strictEntities: true }), {
      onopentag: (tag: Tag) => this.enter(tag),
      onclosetag: () => this.leave(),
      ontext: (text: string) => this.add(text),
      oncdata: (text: string) => this.add(text),
      ondoctype: () => this.fail(undefined, NO_DOCTYPE),
      onprocessinginstruction: ({ name, body }: Instruction) => this.checkEncoding(name, body),
      onerror: (problem: Error) => this.fail(this.place, readable(problem)),
    });
  }

  push(text: string): void {
    this.parser.write(text);
  }

  /** @throws RegistryError when the file ends too early */
  end(): Registry {
    if (!this.ended) {
      const where = this.open.length > 0 ? `inside <${this.open.at(-1)}>` : 'before it has begun';
      this.fail(this.place, `the file ends ${where}: it is cut short`);
    }
    this.parser.close();
    return {
      format: 'xml',
      title: this.title,
      updated: this.updated,
      records: this.records,
      people: this.people,
      remarks: this.remarks,
      unread: this.unread,
    };
  }

  private get line(): number {
    return this.parser.line + 1;
  }

  /** The element that is open, for messages. */
  private get place(): string | undefined {
    const element = this.open.at(-1);
    return element && `<${element}>`;
  }

  private fail(field: string | undefined, problem: string): never {
    throw new RegistryError(this.line, field, problem);
  }

  private checkEncoding(name: string, body: string): void {
    const said = name === 'xml' ? /encoding\s*=\s*["']([^"']*)/.exec(body)?.[1] : undefined;
    if (said !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(said)) {
      this.fail(undefined, `the file says that it is ${shortened(said)}; the registry is UTF-8`);
    }
  }

  private enter(tag: Tag): void {
    const name = localName(tag.name);
    if (this.open.length === 0) this.checkRoot(name, tag);
    if (this.open.length >= DEEPEST) this.fail(`<${name}>`, 'elements lie too deep in each other');
    this.open.push(name);
    if (this.current) this.enterInside(name, tag, this.current);
    else if (name === 'record' || name === 'person') {
      this.current = new Draft(name, tag.attributes, this.line, this.open.length);
    } else if (name === 'xref') this.add(reference(tag.attributes));
    else if (this.open.length === 2) this.text = '';
  }

  private checkRoot(name: string, { attributes }: Tag): void {
    if (name !== 'registry') {
      this.fail(`<${name}>`, `the root is <${name}>, where IANA's registries have <registry>`);
    }
    if (attributes['id'] !== REGISTRY_ID) {
      this.fail(
        '<registry>',
        `this is IANA's registry "${shortened(attributes['id'] ?? '')}", not "${REGISTRY_ID}"`,
      );
    }
  }

  private enterInside(name: string, { attributes }: Tag, draft: Draft): void {
    const isOwn = this.open.length === draft.depth + 1;
    if (isOwn) {
      this.text = '';
      draft.lines.set(name, this.line);
    }
    if (name === 'xref') {
      if (isOwn) draft.refer(attributes);
      else this.add(reference(attributes));
    } else if (!isOwn) {
      if (LAYOUT.has(name)) this.add(BREAK);
      else this.count(name);
    }
  }

  private leave(): void {
    const depth = this.open.length;
    const name = this.open.pop()!;
    const draft = this.current;
    if (depth === 1) this.ended = true;
    else if (!draft) this.leaveOutside(name);
    else if (depth === draft.depth) this.finish(draft);
    else if (depth === draft.depth + 1) this.leaveField(name, draft);
  }

  private leaveField(name: string, draft: Draft): void {
    const text = tidy(this.text);
    this.text = '';
    if (name === 'xref') draft.entitle(text);
    else if (draft.kind === 'person') draft.set(name, text);
    else if (ELEMENTS[name] === undefined) this.count(name);
    else draft.set(ELEMENTS[name], text);
  }

  private leaveOutside(name: string): void {
    // Inside <registry> itself; what lies deeper belongs to its text.
    if (this.open.length !== 1) return;
    const text = tidy(this.text);
    this.text = '';
    if (name === 'title') this.title = text;
    else if (name === 'updated') this.updated = text;
    else if (REMARKS.has(name) && text !== '') this.remarks.push(text);
    else if (text !== '') this.count(name);
  }

  private add(text: string): void {
    if (this.open.length === 0) return;
    this.text += text;
    checkLength(this.text.length, this.line, this.place ?? 'the text');
  }

  private count(element: string): void {
    this.unread[element] = (this.unread[element] ?? 0) + 1;
  }

  private finish(draft: Draft): void {
    delete this.current;
    this.text = '';
    if (draft.kind === 'person') {
      this.people.push(draft.person());
      return;
    }
    const record = draft.record();
    checkRecord(
      record,
      draft.line,
      (field) => `<${ELEMENT_OF[field] ?? 'record'}>`,
      (field) => draft.lines.get(ELEMENT_OF[field] ?? '') ?? draft.line,
    );
    this.records.push(record);
    if (this.records.length > MOST_RECORDS) this.fail('<record>', 'there are too many records');
  }
}

/** A record or person while it is read. */
class Draft {
  /** Where each element began. */
  readonly lines = new Map<string, number>();
  private readonly values = new Map<string, string>();
  private readonly contacts: string[] = [];
  private readonly references: string[] = [];

  constructor(
    readonly kind: 'record' | 'person',
    private readonly attributes: Tag['attributes'],
    readonly line: number,
    /** How many elements are open, with this one. */
    readonly depth: number,
  ) {}

  /** A second element of the same kind adds a line. */
  set(name: string, text: string): void {
    const known = this.values.get(name);
    this.values.set(name, known ? `${known}\n${text}` : text);
  }

  /** People that a record refers to are its contacts, everything else is its reference. */
  refer(attributes: Tag['attributes']): void {
    const list = attributes['type'] === 'person' ? this.contacts : this.references;
    list.push(reference(attributes));
  }

  /** The words of the last reference: its title, or all there is. */
  entitle(text: string): void {
    if (text === '') return;
    const last = this.references.pop();
    this.references.push(last ? `${last.slice(0, -1)} ${text}]` : `[${text}]`);
  }

  record(): Registry['records'][number] {
    const value = (field: Field) => this.values.get(field) ?? '';
    const contact = this.contacts.join('') || value('contact');
    return {
      service: value('service'),
      port: value('port'),
      transport: value('transport'),
      description: value('description'),
      // As in IANA's own CSV: where nobody else is named, the contact is who it was assigned to.
      assignee: value('assignee') || contact,
      contact,
      registered: this.attributes['date'] ?? '',
      modified: this.attributes['updated'] ?? '',
      reference: this.references.join(''),
      code: value('code'),
      unauthorized: value('unauthorized'),
      note: value('note'),
    };
  }

  person(): Person {
    const id = this.attributes['id'] ?? '';
    const names = [this.values.get('name'), this.values.get('org')].filter(Boolean);
    const address = this.values.get('uri');
    const updated = this.values.get('updated');
    return {
      id,
      name: names.join(', '),
      ...(address && { address }),
      ...(updated && { updated }),
    };
  }
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** A reference as IANA's CSV writes it: `[RFC6335]`, `[Jon_Postel]`. */
function reference({ type, data = '' }: Tag['attributes']): string {
  if (data === '') return '';
  return `[${type === 'rfc' ? data.toUpperCase() : data}]`;
}

/** Stands for a line break that the XML asks for; XML itself cannot contain this character. */
const BREAK = '\v';

/** Line breaks that the XML asks for stay; those of its layout become blanks. */
function tidy(text: string): string {
  return text
    .split(BREAK)
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** The parser's own words, without the lines that it adds. */
const readable = ({ message }: Error) =>
  `not well-formed XML: ${message.split('\n')[0]!.toLowerCase()}`;
