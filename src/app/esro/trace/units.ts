/** Datagrams as a trace tells them. */
import { toHex } from '../../../core/bytes/hex.ts';
import type { Millis } from '../../../core/units.ts';
import { decode } from '../../../protocols/esro/wire.ts';
import type { Side, TraceUnit } from './event.ts';

/** A datagram as it was seen. */
export interface Seen {
  readonly at: Millis;
  readonly from: Side;
  readonly bytes: Uint8Array;
  readonly fate: TraceUnit['fate'];
  readonly copy?: boolean;
}

/** Puts datagrams in words, one after the other, and counts which of them had been sent before. */
export class UnitTeller {
  private readonly times = new Map<string, number>();

  tell({ at, from, bytes, fate, copy = false }: Seen): TraceUnit {
    const decoded = decode(bytes);
    const message = decoded.ok ? decoded.message.title : `no ESRO: ${decoded.error.message}`;
    const hex = toHex(bytes);
    return {
      event: 'unit',
      at,
      from,
      message,
      again: this.count(`${from} ${hex}`, copy),
      fate,
      copy,
      hex,
    };
  }

  /** A copy that a link made was not sent once more. */
  private count(key: string, copy: boolean): number {
    const before = this.times.get(key) ?? 0;
    if (copy) return Math.max(before - 1, 0);
    this.times.set(key, before + 1);
    return before;
  }
}
