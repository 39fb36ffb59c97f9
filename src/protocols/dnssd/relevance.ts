/** Which of the records that fly about a browser needs: nobody can make it remember others. */
import { foldName } from '../dns/name.ts';
import { TYPES } from '../dns/vocabulary.ts';
import type { DnsRecord } from '../dns/wire.ts';
import { parseInstance, parseType, type InstanceName } from './names.ts';
import type { Narrower } from './service.ts';
import { ENUMERATION } from './vocabulary.ts';

export class Relevance {
  /** The names that are asked for, by how they are compared. */
  private readonly asked = new Map<string, string>();
  /** Types without their subtypes. */
  private readonly types = new Set<string>();
  private readonly met = new Set<string>();

  constructor(asked: readonly string[]) {
    for (const name of asked) this.add(name);
  }

  /** From now on, this type is asked for. */
  add(name: string): void {
    this.asked.set(foldName(name), name);
    const parsed = parseType(name);
    if (parsed) this.types.add(foldName(`${parsed.type}.${parsed.domain}`));
  }

  /** Whether a type is offered for the first time; false too when it would be more than `most`. */
  meet(type: string, most: number): boolean {
    const folded = foldName(type);
    if (this.met.has(folded) || this.met.size >= most) return false;
    this.met.add(folded);
    return true;
  }

  /** Pointers to types, and what says of services that they are, where, and what. */
  filter(records: readonly DnsRecord[]): { types: DnsRecord[]; records: DnsRecord[] } {
    const types: DnsRecord[] = [];
    const kept: DnsRecord[] = [];
    for (const record of records) {
      const folded = foldName(record.name);
      if (record.type === TYPES.PTR && this.asked.has(folded)) {
        if (folded.startsWith(`${ENUMERATION}.`)) types.push(record);
        else if (this.pointsToService(record)) kept.push(record);
      } else if (record.type === TYPES.SRV || record.type === TYPES.TXT) {
        if (this.serviceOf(record.name)) kept.push(record);
      }
    }
    return { types, records: kept };
  }

  /** The parts of a service's name, when its type is asked for. */
  serviceOf(name: string): InstanceName | undefined {
    const parsed = parseInstance(name);
    return parsed && this.types.has(foldName(`${parsed.type}.${parsed.domain}`))
      ? parsed
      : undefined;
  }

  /** The subtypes that are asked for, of one type: the name of each, and its first label. */
  subtypesOf(type: string): Narrower[] {
    return [...this.asked.values()].flatMap((name) => {
      const parsed = parseType(name);
      const isOf = parsed?.subtype !== undefined && foldName(parsed.type) === foldName(type);
      return isOf ? [{ name, subtype: parsed.subtype! }] : [];
    });
  }

  /** A pointer leads to a service of the type that it stands under, or it is a lie. */
  private pointsToService({ name, data }: DnsRecord): boolean {
    const from = parseType(name);
    const to = data.kind === 'PTR' ? this.serviceOf(data.target) : undefined;
    return (
      from !== undefined &&
      to !== undefined &&
      foldName(from.type) === foldName(to.type) &&
      foldName(from.domain) === foldName(to.domain)
    );
  }
}
