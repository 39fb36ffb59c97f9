/** A record or person of the registry's XML while it is read: its elements come in any order, some more than once. */
import type { Field, Person, RegistryRecord } from './record.ts';

export type Attributes = Readonly<Record<string, string>>;

/** A record or person while it is read. */
export class Draft {
  /** Where each element began. */
  readonly lines = new Map<string, number>();
  private readonly values = new Map<string, string>();
  private size = 0;
  private readonly contacts: string[] = [];
  private readonly references: string[] = [];

  constructor(
    readonly kind: 'record' | 'person',
    private readonly attributes: Attributes,
    readonly line: number,
    /** How many elements are open, with this one. */
    readonly depth: number,
  ) {}

  /** @returns how long all is that it has, its tags included */
  grow(by: number): number {
    return (this.size += by);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** A second element of the same kind adds a line. */
  set(name: string, text: string): void {
    const known = this.values.get(name);
    this.values.set(name, known ? `${known}\n${text}` : text);
  }

  /** People that a record refers to are its contacts, everything else is its reference. */
  refer(type: string | undefined, text: string): void {
    const list = type === 'person' ? this.contacts : this.references;
    list.push(text);
  }

  /** The words of the last reference: all there is, its title, or itself with a section. */
  entitle(text: string): void {
    if (text === '') return;
    const name = this.references.pop()?.slice(1, -1) ?? '';
    const isSaid = text.toLowerCase().startsWith(name.toLowerCase());
    this.references.push(isSaid ? `[${text}]` : `[${name} ${text}]`);
  }

  record(): RegistryRecord {
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
    const address = this.values.get('address');
    const updated = this.values.get('updated');
    return {
      id,
      name: names.join(', '),
      ...(address && { address }),
      ...(updated && { updated }),
    };
  }
}

/** A reference as IANA's CSV writes it: `[RFC6335]`, `[Jon_Postel]`. */
export function reference({ type, data = '' }: Attributes): string {
  if (data === '') return '';
  return `[${type === 'rfc' ? data.toUpperCase() : data}]`;
}
