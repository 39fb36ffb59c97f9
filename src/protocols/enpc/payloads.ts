/**
 * What ENPC replies carry after the header: one shape per function. `layouts.ts` reads them,
 * `answers.ts` writes those that a virtual printer gives. Offsets in names such as `unknown32`
 * count from the start of the payload: bytes that were seen on the wire and that nobody can explain
 * are kept under the place where they stand.
 */

/** `Q 00/0000`, and the answer to a POS probe: 54 bytes (wes4m, kitchen, ups-sdk, nzio). */
export interface NetworkCard {
  readonly kind: 'network card';
  /** `UB-E` + the last three bytes of the MAC address + `ENSN` on TM-m30 and TM-m30II. At most 32 characters. */
  readonly name: string;
  /** 4 bytes: `00 01 ff ff` on both captured printers. */
  readonly unknown32: Uint8Array;
  /** 4 bytes, different per model. One reading takes them for an IP address; captures contradict it. */
  readonly unknown36: Uint8Array;
  readonly mac: string;
  /** 8 bytes: `00 00 00 01 00 00 00 01` on both captured printers. */
  readonly unknown46: Uint8Array;
}

/** `Q 00/0010`: 23 bytes (wes4m, kitchen: three printers). */
export interface NetworkStatus {
  readonly kind: 'network status';
  readonly unknown0: number;
  readonly mac: string;
  readonly unknown7: number;
  /** `04` on TM-m30 and TM-m30II, `14` on a UB-E03. */
  readonly flags: number;
  /** Bit 2 of the flags. INFERRED (m30emu). */
  readonly dhcp: boolean;
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  /** 2 bytes: `80 7c` or `80 1c`. */
  readonly unknown21: Uint8Array;
}

/** `Q 02/0000`: the IEEE 1284 device id and the model name once more (xp432; ups-sdk). */
export interface PrinterIdentity {
  readonly kind: 'printer identity';
  /** 3 bytes: `03 00 00`. */
  readonly unknown0: Uint8Array;
  /** `MFG:EPSON;CMD:…;MDL:…;`, to be read by `core/ieee1284.ts`. */
  readonly deviceId: string;
  readonly model: string;
}

/** `Q 03/0000`: 133 bytes (#923, wes4m, nzio, bonbridge). */
export interface ReceiptModel {
  readonly kind: 'receipt model';
  readonly unknown0: number;
  /** 4 bytes that belong to the model: `05 01 02 01` (TM-m30, m30II), `05 20 02 64` (TM-T88V). */
  readonly identity: Uint8Array;
  /** `TM-T88V`; at most 128 characters. */
  readonly model: string;
}

/** `Q 03/0001`: 170 bytes (kitchen, nzio). */
export interface ReceiptCard {
  readonly kind: 'receipt card';
  readonly mac: string;
  /** The interface card: `UB-E03`; at most 32 characters. */
  readonly card: string;
  /** The four bytes of {@link ReceiptModel}; that they are the same is our own observation. */
  readonly identity: Uint8Array;
  readonly model: string;
}

/** `Q 03/0002`: 173 bytes, seen once, from a TM-T88V (kitchen). */
export interface ReceiptCardVariant {
  readonly kind: 'receipt card variant';
  readonly mac: string;
  readonly card: string;
  /** 7 bytes: `00 00 20 00 00 02 64`. */
  readonly unknown38: Uint8Array;
  readonly model: string;
}

/** `Q 03/0010`: 13 bytes (wes4m, kitchen). */
export interface PrinterStatus {
  readonly kind: 'printer status';
  /** `0e` on every idle printer that was recorded. */
  readonly state: number;
  /** Bit 0 of the state is set. INFERRED: a Windows driver looks at the bit (usb2eth), idle is 0e. */
  readonly busy: boolean;
  /** 4 bytes. INFERRED: the ESC/POS automatic status back, as the same printers send it on 9100. */
  readonly asb: Uint8Array;
  /** 4 bytes: `ff ff ff ff`. */
  readonly unknown5: Uint8Array;
  /** 4 bytes: `39 41 40 00` (TM-m30, m30II) or `ff ff ff ff` (TM-T88V). */
  readonly unknown9: Uint8Array;
}

/** `Q 03/0014`: 8 bytes, from disassembly alone (usb2eth). */
export interface ReceiveBuffer {
  readonly kind: 'receive buffer';
  readonly unknown0: Uint8Array;
  /** Bytes. */
  readonly free: number;
}

/** `Q 03/0017`: 4 bytes: who is connected to TCP 9100 (kitchen, wes4m). */
export interface PortHolder {
  readonly kind: 'port holder';
  /** An IPv4 address; null when the port is free (`00 00 00 00`). */
  readonly holder: string | null;
}

/** `Q 03/0020`: 1 byte, `00` (usb2eth, disassembly alone; no other value is known). */
export interface PrintPermission {
  readonly kind: 'print permission';
  readonly answer: number;
}

/** `Q 03/0131`: 32 bytes from a TM-m30II, apparently scrambled (kitchen). */
export interface SecurePrint {
  readonly kind: 'secure print';
  readonly scrambled: Uint8Array;
}

/** Replies to commands 0015 and 0016: 1 byte (kitchen). Read, never written: commands change state. */
export interface CommandAnswer {
  readonly kind: 'transmission toggle' | 'connection timer';
  readonly value: number;
}

/** Length 0: a refusal, an accepted reset, or a peer that mirrors the request's header. */
export interface EmptyPayload {
  readonly kind: 'empty';
}

/** Bytes that no source explains, or that have another length than every source says. */
export interface UnknownPayload {
  readonly kind: 'unknown';
  readonly bytes: Uint8Array;
}

export type KnownPayload =
  | NetworkCard
  | NetworkStatus
  | PrinterIdentity
  | ReceiptModel
  | ReceiptCard
  | ReceiptCardVariant
  | PrinterStatus
  | ReceiveBuffer
  | PortHolder
  | PrintPermission
  | SecurePrint
  | CommandAnswer;
export type Payload = KnownPayload | EmptyPayload | UnknownPayload;

/** Lengths of text fields in bytes, NUL padded on the wire. */
export const CARD_NAME_LENGTH = 32;
export const MODEL_LENGTH = 128;
