/**
 * Bytes in the answers of receipt printers that differ by model and that nobody can explain, as they were recorded: a
 * responder that stands in for such a model says the same. Of a model that is not here it says what a TM-m30II says.
 */

/** Names such as `card36` are the record and the offset in its payload. */
export interface ModelBytes {
  /** Four bytes of the receipt model and the receipt card. */
  readonly identity: Uint8Array;
  readonly card36: Uint8Array;
  /** Flags of the network status beside the bit that means DHCP. */
  readonly flags: number;
  readonly status21: Uint8Array;
  readonly printer9: Uint8Array;
  /** Of the receipt card variant. Absent: that query is refused. */
  readonly variant38?: Uint8Array;
}

/** kitchen */
const TM_M30II: ModelBytes = {
  identity: Uint8Array.of(0x05, 0x01, 0x02, 0x01),
  card36: Uint8Array.of(0x1c, 0x00, 0x02, 0x08),
  flags: 0x00,
  status21: Uint8Array.of(0x80, 0x7c),
  printer9: Uint8Array.of(0x39, 0x41, 0x40, 0x00),
};

const MODELS: Readonly<Record<string, ModelBytes>> = {
  'TM-m30II': TM_M30II,
  /** wes4m */
  'TM-m30': { ...TM_M30II, card36: Uint8Array.of(0x15, 0x00, 0x02, 0x00) },
  /** With a UB-E03: #923 and kitchen. Its network card was not recorded. */
  'TM-T88V': {
    ...TM_M30II,
    identity: Uint8Array.of(0x05, 0x20, 0x02, 0x64),
    flags: 0x10,
    status21: Uint8Array.of(0x80, 0x1c),
    printer9: Uint8Array.of(0xff, 0xff, 0xff, 0xff),
    variant38: Uint8Array.of(0x00, 0x00, 0x20, 0x00, 0x00, 0x02, 0x64),
  },
};

export const modelBytes = (model: string): ModelBytes =>
  Object.hasOwn(MODELS, model) ? MODELS[model]! : TM_M30II;
