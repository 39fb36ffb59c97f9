/**
 * The registry as CSV (RFC 4180), read as it comes. Stricter than most readers: a quote in the
 * wrong place or a field too few says that the file is damaged, and where.
 */
import { grouped } from '../../core/count.ts';
import { checkLength, checkRecord } from './check.ts';
import {
  COLUMNS,
  FIELDS,
  MOST_KINDS,
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

type State = 'start' | 'plain' | 'quoted' | 'after quote' | 'line end';

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
    if (this.state === 'quoted')
      this.fail('a quote is opened and never closed, or the file is cut short', this.fieldLine);
    if (this.state === 'line end') this.fail(LONE_RETURN);
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
        if (!/[,\r\n]/.test(character))
          this.fail('something follows a closing quote; a quote inside a field is written twice');
        return at;
      case 'line end':
        if (character !== '\n') this.fail(LONE_RETURN);
        this.line++;
        this.endRow();
        return at + 1;
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
    if (character === '"') this.fail('a quote stands inside a field that does not begin with one');
    if (character === ',') this.endField();
    else this.state = 'line end';
    // A line feed ends the line by itself, after a carriage return too.
    return character === '\n' ? end : end + 1;
  }

  private endField(): void {
    const most = this.columns?.length ?? MOST_KINDS;
    if (this.row.length === most) this.tooMany(most);
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

  /** As soon as it is known: a line of nothing but commas may never end. */
  private tooMany(most: number): never {
    const problem = this.columns
      ? `there are more fields than the ${most} of the header: a field with a comma in it stands in quotes`
      : `there are more than ${most} columns, so this is not the registry`;
    throw new RegistryError(this.rowLine, this.columns && this.names.at(-1), problem);
  }

  private readHeader(row: readonly string[]): void {
    this.names = row.map((name) => name.trim());
    this.columns = this.names.map((name) => FIELD_OF.get(name.toLowerCase()));
    const twice = this.columns.find((field, i) => field && this.columns!.indexOf(field) !== i);
    if (twice) throw new RegistryError(1, COLUMNS[twice], 'this column is there twice');
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
    if (row.length < columns.length) {
      throw new RegistryError(
        line,
        this.names[row.length],
        `the line ends before this field: it has ${row.length} of the header's ${columns.length}`,
      );
    }
    const values = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<Field, string>;
    columns.forEach((field, i) => {
      if (field) values[field] = row[i]!;
    });
    checkRecord(values, line);
    this.records.push(values);
    if (this.records.length > MOST_RECORDS) {
      throw new RegistryError(
        line,
        undefined,
        `there are more than ${grouped(MOST_RECORDS)} records, so this is not the registry`,
      );
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

const LONE_RETURN = 'a carriage return stands alone: lines end in a line feed';

/** What ends a run of plain characters. */
const END = /[",\r\n]/g;
