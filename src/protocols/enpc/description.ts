/**
 * The devices that a responder can be: what a person fills in, and the answers that follow from it.
 * Bytes that nobody can explain are those that real devices were recorded with.
 */
import { parseMac } from '../../core/addresses.ts';
import { toHex } from '../../core/bytes/hex.ts';
import type { AnswerPayload } from './answers.ts';
import { modelBytes } from './models.ts';

interface NetworkDescription {
  /** `00:00:5e:00:53:01` */
  readonly mac: string;
  /** IPv4, and so are netmask and gateway. */
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly dhcp: boolean;
  /**
   * The network card's own name, at most 32 characters. Default: `UB-E` + the end of the MAC + `ENSN` for receipt
   * printers, which is INFERRED from two captures; `EPSON` + the end of the MAC for inkjets, which is ours.
   */
  readonly name?: string;
}

/** A TM receipt printer with an interface card. */
export interface ReceiptDescription extends NetworkDescription {
  readonly kind: 'receipt';
  /** `TM-m30II`; at most 128 characters. */
  readonly model: string;
  /** `UB-E1C`; at most 32 characters. */
  readonly card: string;
  /** Four bytes that go with the model, meaning unknown. Default: those of `models.ts`. */
  readonly identity?: Uint8Array;
  /** Four bytes of ESC/POS automatic status. Default: online, paper there, nothing wrong. */
  readonly asb?: Uint8Array;
}

/** An inkjet. Its answers about the network are those of receipt printers: INFERRED, see the README. */
export interface InkjetDescription extends NetworkDescription {
  readonly kind: 'inkjet';
  /** `XP-432 435 Series` */
  readonly model: string;
  /** The IEEE 1284 device id: `MFG:EPSON;CMD:…;MDL:…;` */
  readonly deviceId: string;
  /**
   * What it says to the inkjet probe. A real device's 62 bytes are UNKNOWN, so by default nothing: what we would make
   * up must not pass for Epson's. `zeroes` are 62 zero bytes of our own, for software that looks at the length and the
   * magic alone (SANE): whoever starts a scanner to be found by that asks for it.
   */
  readonly probeReply?: 'none' | 'zeroes';
  /**
   * Whether it says who holds its print port, as receipt printers do. Default: no, for no source shows another device that
   * does.
   */
  readonly tellsHolder?: boolean;
}

export type EnpcDescription = ReceiptDescription | InkjetDescription;

const IDLE_ASB = Uint8Array.of(0x14, 0x00, 0x00, 0x0f);
const IDLE_STATE = 0x0e;
const FF_FF_FF_FF = Uint8Array.of(0xff, 0xff, 0xff, 0xff);

/** Every answer that does not change while the device runs. */
export function answersOf(description: EnpcDescription): readonly AnswerPayload[] {
  const network = networkAnswers(description);
  return [
    ...network,
    ...(description.kind === 'inkjet' ? [inkjetAnswer(description)] : receiptAnswers(description)),
  ];
}

function inkjetAnswer({ deviceId, model }: InkjetDescription): AnswerPayload {
  const unknown0 = Uint8Array.of(0x03, 0x00, 0x00);
  return { kind: 'printer identity', unknown0, deviceId, model };
}

function receiptAnswers(description: ReceiptDescription): readonly AnswerPayload[] {
  const { mac, model, card, asb = IDLE_ASB } = description;
  const bytes = modelBytes(model);
  const { identity = bytes.identity } = description;
  const variant = bytes.variant38;
  return [
    { kind: 'receipt model', unknown0: 0, identity, model },
    { kind: 'receipt card', mac, card, identity, model },
    {
      kind: 'printer status',
      state: IDLE_STATE,
      busy: false,
      asb,
      unknown5: FF_FF_FF_FF,
      unknown9: bytes.printer9,
    },
    ...(variant
      ? [{ kind: 'receipt card variant', mac, card, unknown38: variant, model } as const]
      : []),
  ];
}

const DHCP_FLAG = 0x04;

/** What receipt printers were recorded saying; that inkjets answer so is INFERRED. */
function networkAnswers(description: EnpcDescription): readonly AnswerPayload[] {
  const { mac, address, netmask, gateway, dhcp, name = cardName(description) } = description;
  const bytes = modelBytes(description.model);
  return [
    {
      kind: 'network card',
      name,
      unknown32: Uint8Array.of(0x00, 0x01, 0xff, 0xff),
      unknown36: bytes.card36,
      mac,
      unknown46: Uint8Array.of(0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01),
    },
    {
      kind: 'network status',
      unknown0: 0x01,
      mac,
      unknown7: 0x00,
      // Every device that was recorded had its address by DHCP: that the flag is clear otherwise is INFERRED.
      flags: bytes.flags | (dhcp ? DHCP_FLAG : 0),
      dhcp,
      address,
      netmask,
      gateway,
      unknown21: bytes.status21,
    },
  ];
}

/**
 * `UB-E` + the last three bytes of the MAC address + `ENSN`: INFERRED from both captures. An inkjet must not have such
 * a name: by `UB-E` Epson's till software takes a device for a receipt printer (usb2eth).
 */
function cardName({ kind, mac }: EnpcDescription): string {
  const end = toHex(parseMac(mac).slice(3)).toUpperCase();
  return kind === 'inkjet' ? `EPSON${end}` : `UB-E${end}ENSN`;
}

/** The TM-m30II that `kitchen` recorded, with its addresses masked: answers its packets byte for byte. */
export const TM_M30II: ReceiptDescription = {
  kind: 'receipt',
  model: 'TM-m30II',
  card: 'UB-E1C',
  mac: '00:00:5e:00:53:01',
  address: '192.0.2.10',
  netmask: '255.255.255.0',
  gateway: '192.0.2.1',
  dhcp: true,
};

/** The TM-T88V with a UB-E03 that `kitchen` recorded, masked as well: answers its packets byte for byte. */
export const TM_T88V: ReceiptDescription = {
  kind: 'receipt',
  model: 'TM-T88V',
  card: 'UB-E03',
  mac: '00:00:5e:00:53:02',
  address: '192.0.2.11',
  netmask: '255.255.255.0',
  gateway: '192.0.2.1',
  dhcp: true,
};

/** The XP-432 of `xp432`; serial number and addresses are ours. */
export const XP_432: InkjetDescription = {
  kind: 'inkjet',
  model: 'XP-432 435 Series',
  deviceId:
    'MFG:EPSON;CMD:ESCPL2,BDC,D4,D4PX,ESCPR1,END4;MDL:XP-432 435 Series;CLS:PRINTER;' +
    'DES:EPSON XP-432 435 Series;CID:EpsonRGB;FID:FXN,DPN,WFA,ETN,AFN,DAN,WRA;RID:40;' +
    'DDS:022500;ELG:0E10;SN:5831595A3030303030;',
  mac: '00:00:5e:00:53:03',
  address: '192.0.2.12',
  netmask: '255.255.255.0',
  gateway: '192.0.2.1',
  dhcp: true,
};
