/**
 * The registry as CSV (RFC 4180), read as it comes and written. Stricter than most readers: a quote in the
 * wrong place or a field too few says that the file is damaged, and where.
 */
import { checkLength, checkRecord } from './check.ts';
import {
  COLUMNS,
  FIELDS,
  MOST_RECORDS,
  RegistryError,
  type Field,
  type Registry,
  type RegistryRecord,
} from './record.ts';

/** What a record cannot do without. */
const NEEDED: readonly Field[] = ['service', 'port', 'transport', 'description'];

const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  FIELDS.map((field) => [COLUMNS[field].toLowerCase(), field]),
);

type State = 'start' | 'plain' | 'quoted' | 'after quote';

export class CsvReader {
  private readonly records: RegistryRecord[] = [];
  /** What each column is; undefined for one that we do not know. Absent before the header. */
  private columns?: readonly (Field | undefined)[];
  private names: readonly string[] = [];
  private state: State = 'start';
  private value = '';
  private row: string[] = [];
  /** From 1. */
  private line = 1;
  private rowLine = 1;
  private fieldLine = 1;
  private newest = '';

  push(text: string): void {
    let at = 0;
    while (at < text.length) at = this.step(text, at);
  }

  /** @throws RegistryError when the file ends inside a field */
  end(): Registry {
    if (this.state === 'quoted') this.fail('a quote is opened and never closed', this.fieldLine);
    if (this.row.length > 0 || this.value !== '') this.endRow();
    if (!this.columns) throw new RegistryError(1, undefined, 'the file is empty');
    const strange = this.names.filter((_, i) => this.columns![i] === undefined);
    return {
      format: 'csv',
      title: 'Service Name and Transport Protocol Port Number Registry',
      updated: this.newest,
      records: this.records,
      people: [],
      remarks: [],
      unread: Object.fromEntries(strange.map((name) => [name, this.records.length])),
    };
  }

  /** Takes one character, or a run of plain ones; gives where to go on. */
  private step(text: string, at: number): number {
    const character = text[at]!;
    switch (this.state) {
      case 'start':
        this.fieldLine = this.line;
        if (character !== '"') {
          this.state = 'plain';
          return at;
        }
        this.state = 'quoted';
        return at + 1;
      case 'quoted':
        return this.inQuotes(text, at);
      case 'after quote':
        if (character === '"') {
          this.value += '"';
          this.state = 'quoted';
          return at + 1;
        }
        this.state = 'plain';
        if (!/[,\r\n]/.test(character)) this.fail('something follows a closing quote');
        return at;
      case 'plain':
        return this.inPlain(text, at);
    }
  }

  private inQuotes(text: string, at: number): number {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    const part = text.slice(at, end);
    this.value += part;
    checkLength(this.value.length, this.fieldLine, this.fieldName());
    this.line += part.split('\n').length - 1;
    if (quote < 0) return end;
    this.state = 'after quote';
    return end + 1;
  }

  private inPlain(text: string, at: number): number {
    END.lastIndex = at;
    const end = END.exec(text)?.index ?? text.length;
    this.value += text.slice(at, end);
    checkLength(this.value.length, this.line, this.fieldName());
    if (end === text.length) return end;
    const character = text[end];
    if (character === '"') this.fail('a quote in the middle of a field that is not quoted');
    if (character === ',') this.endField();
    else if (character === '\n') {
      this.line++;
      this.endRow();
    }
    // A carriage return stands before a line feed and means nothing.
    return end + 1;
  }

  private endField(): void {
    this.row.push(this.value);
    this.value = '';
    this.state = 'start';
  }

  private endRow(): void {
    this.endField();
    const { row, rowLine } = this;
    this.row = [];
    this.rowLine = this.line;
    if (row.length === 1 && row[0] === '') return;
    if (!this.columns) this.readHeader(row);
    else this.readRow(row, rowLine, this.columns);
  }

  private readHeader(row: readonly string[]): void {
    this.names = row.map((name) => name.trim());
    this.columns = this.names.map((name) => FIELD_OF.get(name.toLowerCase()));
    for (const field of NEEDED) {
      if (!this.columns.includes(field)) {
        throw new RegistryError(
          1,
          COLUMNS[field],
          "this column is missing: the file is not IANA's registry as CSV",
        );
      }
    }
  }

  private readRow(
    row: readonly string[],
    line: number,
    columns: readonly (Field | undefined)[],
  ): void {
    if (row.length !== columns.length) {
      const last = this.names[Math.min(row.length, columns.length) - 1];
      throw new RegistryError(
        line,
        last,
        `${row.length} fields, where the header has ${columns.length}`,
      );
    }
    const values = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<Field, string>;
    columns.forEach((field, i) => {
      if (field) values[field] = row[i]!;
    });
    checkRecord(values, line);
    this.records.push(values);
    if (this.records.length > MOST_RECORDS) {
      throw new RegistryError(line, undefined, 'there are too many records');
    }
    for (const date of [values.registered, values.modified]) {
      if (date > this.newest) this.newest = date;
    }
  }

  private fieldName(): string {
    return this.names[this.row.length] ?? `field ${this.row.length + 1}`;
  }

  private fail(problem: string, line = this.line): never {
    throw new RegistryError(line, this.fieldName(), problem);
  }
}

/** What ends a run of plain characters. */
const END = /[",\r\n]/g;

/** Records in IANA's own CSV form: reading it gives the same records. */
export function writeCsv(records: readonly RegistryRecord[]): string {
  const header = FIELDS.map((field) => COLUMNS[field]).join(',');
  const lines = records.map((record) => FIELDS.map((field) => csvField(record[field])).join(','));
  return `${[header, ...lines].join('\n')}\n`;
}

const csvField = (text: string) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
