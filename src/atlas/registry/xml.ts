/**
 * Reads the registry's XML as it comes, piece by piece. Entities beyond XML's own five, document types,
 * fields without end and other roots are refused with the line where they stand.
 */
import { grouped } from '../../core/count.ts';
import {
  feed,
  strictParser,
  type Instruction,
  type SAXParser,
  type Tag,
} from '../../core/xml/parser.ts';
import { checkLength, checkRecord, isDate, notDate, shortened } from './check.ts';
import { Draft, reference } from './draft.ts';
import {
  MOST_KINDS,
  MOST_RECORDS,
  RegistryError,
  type Field,
  type Person,
  type Registry,
} from './record.ts';

/** The id of the registry that we read; IANA publishes thousands in the same form. */
const REGISTRY_ID = 'service-names-port-numbers';

/** The registry's elements lie five deep. */
const DEEPEST = 16;

/** The elements of a record, and which field each is. */
const ELEMENTS: ReadonlyMap<string, Field> = new Map([
  ['name', 'service'],
  ['protocol', 'transport'],
  ['description', 'description'],
  ['number', 'port'],
  ['assignee', 'assignee'],
  ['contact', 'contact'],
  ['sc', 'code'],
  ['unauthorized', 'unauthorized'],
  ['note', 'note'],
]);

const ELEMENT_OF: ReadonlyMap<Field, string> = new Map(
  [...ELEMENTS].map(([element, field]) => [field, element]),
);

/** The attributes whose meaning we know, of every element that we look into. */
const ATTRIBUTES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['record', new Set(['date', 'updated'])],
  ['person', new Set(['id'])],
  // The words of a reference repeat its section.
  ['xref', new Set(['type', 'data', 'section'])],
]);

/** The elements of a person. */
const PERSON: ReadonlyMap<string, keyof Person | 'org'> = new Map([
  ['name', 'name'],
  ['org', 'org'],
  ['uri', 'address'],
  ['updated', 'updated'],
]);

/** Elements inside a field that only lay it out. */
const LAYOUT = new Set(['br', 'paragraph']);

const NO_DOCTYPE = 'a document type (DOCTYPE) has no place in the registry and is not read';
const WEB_PAGE = 'this is a web page (HTML), not the registry';

/** What stands between the elements of a record, where the registry has nothing. */
const STRAY = 'text between elements';

const NAMESPACE = 'http://www.iana.org/assignments';

/** What a record has once at most. */
const SINGLE: ReadonlySet<string> = new Set(['name', 'protocol', 'number']);

/** What stands around the records and is kept as remarks. */
const REMARKS = new Set(['note', 'footnote', 'expert', 'category', 'registration_rule', 'xref']);

export class XmlReader {
  private readonly parser: SAXParser;
  /** Local names of the open elements, the root first. */
  private readonly open: string[] = [];
  private readonly records: Registry['records'][number][] = [];
  private readonly people: Person[] = [];
  private readonly remarks: string[] = [];
  private readonly unread = new Map<string, number>();
  private title = '';
  private updated = '';
  /** The record or person that is being read. */
  private current?: Draft;
  /** What the remark that is being read is called, when it says so. */
  private label: string | undefined;
  /** What is being gathered of the innermost field. */
  private text = '';
  /** Of the tag that is being read. */
  private attributes = 0;
  private ended = false;

  constructor() {
    this.parser = Object.assign(strictParser(), {
      onopentag: (tag: Tag) => this.enter(tag),
      onclosetag: () => this.leave(),
      ontext: (text: string) => this.add(text),
      oncdata: (text: string) => this.add(text),
      onattribute: () => this.countAttribute(),
      ondoctype: (type: string) =>
        this.fail(undefined, /^\s*html\b/i.test(type) ? WEB_PAGE : NO_DOCTYPE),
      onprocessinginstruction: ({ name, body }: Instruction) => this.checkEncoding(name, body),
      onerror: (problem: Error) => this.fail(this.place, readable(problem)),
    });
  }

  push(text: string): void {
    if (!feed(this.parser, text)) {
      this.fail(this.place, 'not well-formed XML: a declaration that XML does not have');
    }
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
      unread: Object.fromEntries(this.unread),
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
    this.attributes = 0;
    if (this.open.length === 0) this.checkRoot(name, tag);
    if (this.open.length >= DEEPEST) {
      this.fail(`<${shortened(name)}>`, 'elements lie too deep in each other');
    }
    this.open.push(name);
    this.countUnknown(name, tag);
    if (this.current) this.enterInside(name, tag, this.current);
    else if (name === 'record' || name === 'person') {
      this.clear();
      this.current = new Draft(name, tag.attributes, this.line, this.open.length);
    } else {
      if (this.open.length === 2) {
        this.clear();
        this.label = tag.attributes['title'] ?? tag.attributes['anchor'];
      }
      if (name === 'xref') this.add(reference(tag.attributes));
    }
  }

  private checkRoot(name: string, { attributes }: Tag): void {
    if (this.ended) this.fail(`<${shortened(name)}>`, 'something follows the end of the registry');
    if (/^html$/i.test(name)) this.fail('<html>', WEB_PAGE);
    if (name !== 'registry') {
      this.fail(
        `<${shortened(name)}>`,
        "this is the outermost element, where IANA's registries have <registry>",
      );
    }
    const namespace = Object.entries(attributes).find(([key]) => /^xmlns(?::|$)/.test(key))?.[1];
    if (namespace !== undefined && namespace !== NAMESPACE) {
      this.fail('<registry>', `its namespace is "${shortened(namespace)}", not "${NAMESPACE}"`);
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
    checkLength(draft.grow(name.length), this.line, `<${draft.kind}>`);
    if (isOwn) {
      this.clear();
      draft.lines.set(name, this.line);
    }
    if (name === 'xref') {
      const text = reference(attributes);
      checkLength(draft.grow(text.length), this.line, `<${draft.kind}>`);
      if (isOwn) draft.refer(attributes['type'], text);
      else this.add(text);
    } else if (!isOwn) {
      if (LAYOUT.has(name)) this.add(BREAK);
      else this.count(name);
    }
  }

  private leave(): void {
    const depth = this.open.length;
    const name = this.open.pop()!;
    const draft = this.current;
    if (depth === 1) {
      this.clear();
      this.ended = true;
    } else if (!draft) this.leaveOutside(name);
    else if (depth === draft.depth) this.finish(draft);
    else if (depth === draft.depth + 1) this.leaveField(name, draft);
  }

  private leaveField(name: string, draft: Draft): void {
    const text = this.take();
    if (SINGLE.has(name) && draft.has(ELEMENTS.get(name)!)) {
      this.fail(`<${name}>`, 'there is a second one in this record');
    }
    checkLength(draft.grow(text.length), this.line, `<${draft.kind}>`);
    const known = draft.kind === 'person' ? PERSON.get(name) : ELEMENTS.get(name);
    if (name === 'xref') draft.entitle(text);
    else if (known === undefined) this.count(name);
    else draft.set(known, text);
  }

  private date(text: string): string {
    return text === '' || isDate(text) ? text : this.fail('<updated>', notDate(text));
  }

  private leaveOutside(name: string): void {
    // Inside <registry> itself; what lies deeper belongs to its text.
    if (this.open.length !== 1) return;
    const text = this.take();
    if (name === 'title') this.title = text;
    else if (name === 'updated') this.updated = this.date(text);
    else if (REMARKS.has(name) && text !== '') {
      this.remarks.push(this.label === undefined ? text : `${this.label}: ${text}`);
    } else if (text !== '') this.count(name);
  }

  private add(text: string): void {
    if (this.open.length === 0) return;
    this.text += text;
    checkLength(this.text.length, this.line, this.place ?? 'the text');
  }

  /** What was gathered, tidied; from here on it is gathered anew. */
  private take(): string {
    const text = this.text;
    this.text = '';
    return tidy(text);
  }

  /** What was gathered belongs to no field: more than blanks is counted. */
  private clear(): void {
    if (this.text !== '' && this.take() !== '') this.count(STRAY);
  }

  private count(what: string): void {
    this.unread.set(what, (this.unread.get(what) ?? 0) + 1);
    if (this.unread.size > MOST_KINDS) {
      this.fail(this.place, `there are more than ${MOST_KINDS} kinds of unknown elements`);
    }
  }

  private countAttribute(): void {
    if (++this.attributes > MOST_KINDS) {
      this.fail(this.place, `an element has more than ${MOST_KINDS} attributes`);
    }
  }

  private countUnknown(element: string, { attributes }: Tag): void {
    const known = ATTRIBUTES.get(element);
    if (!known) return;
    for (const name in attributes) if (!known.has(name)) this.count(`${element} ${name}=`);
  }

  private finish(draft: Draft): void {
    this.clear();
    delete this.current;
    if (draft.kind === 'person') {
      this.people.push(draft.person());
      return;
    }
    const record = draft.record();
    checkRecord(
      record,
      draft.line,
      (field) => `<${ELEMENT_OF.get(field) ?? 'record'}>`,
      (field) => draft.lines.get(ELEMENT_OF.get(field) ?? '') ?? draft.line,
    );
    this.records.push(record);
    if (this.records.length > MOST_RECORDS)
      this.fail(
        '<record>',
        `there are more than ${grouped(MOST_RECORDS)} records, so this is not the registry`,
      );
  }
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

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

/** The parser's own words, without the lines that it adds; ours where they say too little. */
function readable({ message }: Error): string {
  const [words = ''] = message.split('\n');
  const endless = /^Max buffer length exceeded: (\w+)/.exec(words)?.[1];
  if (endless !== undefined) {
    return `${ENDLESS.get(endless) ?? 'something'} never ends, so this is not the registry`;
  }
  if (/character entity|entity name/i.test(words)) {
    return 'an entity that XML does not have by itself; only &amp; &lt; &gt; &quot; &apos; and numbers are read';
  }
  return `not well-formed XML: ${words.toLowerCase()}`;
}

/** What the parser calls its buffers, for a person. */
const ENDLESS: ReadonlyMap<string, string> = new Map([
  ['comment', 'a comment'],
  ['sgmlDecl', 'a declaration'],
  ['doctype', 'a document type (DOCTYPE)'],
  ['tagName', 'the name of an element'],
  ['attribName', 'the name of an attribute'],
  ['attribValue', 'the value of an attribute'],
  ['entity', 'the name of an entity'],
  ['procInstName', 'a processing instruction'],
  ['procInstBody', 'a processing instruction'],
]);
