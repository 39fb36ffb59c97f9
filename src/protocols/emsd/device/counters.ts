/** What a device counts, and never counts twice, whatever happens: it is kept with what it is used for. */
import type { RecordChange } from '../../../core/records.ts';
import { LAST_INSTANCE } from '../vocabulary.ts';
import type { DeviceOptions, Limits } from './events.ts';
import { keyOf, put, remembered, type DeviceFacts } from './memory.ts';

export class Counters {
  private facts: DeviceFacts;

  constructor({ memory, firstInstance, forgetLimits }: DeviceOptions) {
    const [kept] = remembered(memory, 'device');
    const fresh = { instance: firstInstance, sequence: 0, outgoing: 1, incoming: 1 };
    this.facts = kept?.facts ?? fresh;
    if (forgetLimits) this.limits = undefined;
  }

  get limits(): Limits | undefined {
    return this.facts.limits;
  }

  set limits(limits: Limits | undefined) {
    const { limits: _, ...rest } = this.facts;
    this.facts = limits === undefined ? rest : { ...rest, limits };
  }

  /** So many identifiers in a row (RFC 2524, section 4.1.1: consecutive values). */
  takeInstances(count: number): number[] {
    const { instance } = this.facts;
    const range = LAST_INSTANCE + 1;
    this.facts = { ...this.facts, instance: (instance + count) % range };
    return Array.from({ length: count }, (_, i) => (instance + i) % range);
  }

  /** How many identifiers were taken from this one on. */
  since(instance: number): number {
    return (this.facts.instance - instance + LAST_INSTANCE + 1) % (LAST_INSTANCE + 1);
  }

  takeSequence(): number {
    const { sequence } = this.facts;
    // What the reference implementation reads of an INTEGER, without its sign.
    this.facts = { ...this.facts, sequence: (sequence + 1) % 2 ** 31 };
    return sequence;
  }

  takeOutgoing(): string {
    const { outgoing } = this.facts;
    this.facts = { ...this.facts, outgoing: outgoing + 1 };
    return keyOf(outgoing);
  }

  takeIncoming(): string {
    const { incoming } = this.facts;
    this.facts = { ...this.facts, incoming: incoming + 1 };
    return keyOf(incoming);
  }

  /** To be kept with whatever a number was taken for. */
  change(): RecordChange {
    return put('device', 'self', this.facts);
  }
}
