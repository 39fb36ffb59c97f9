/**
 * The devices that a responder can be: what a person fills in, and the answers that follow from it.
 * Bytes that nobody can explain are those that real devices were recorded with.
 */
import { parseMac } from '../../core/addresses.ts';
import { toHex } from '../../core/bytes/hex.ts';
import type { AnswerPayload } from './answers.ts';

interface NetworkDescription {
  /** `00:00:5e:00:53:01` */
  readonly mac: string;
  /** IPv4, and so are netmask and gateway. */
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly dhcp: boolean;
  /** The network card's own name, at most 32 characters; default `UB-E` + the end of the MAC + `ENSN`. */
  readonly name?: string;
}

/** A TM receipt printer with an interface card. */
export interface ReceiptDescription extends NetworkDescription {
  readonly kind: 'receipt';
  /** `TM-m30II`; at most 128 characters. */
  readonly model: string;
  /** `UB-E1C`; at most 32 characters. */
  readonly card: string;
  /** Four bytes that go with the model, meaning unknown. Default: those of TM-m30 and TM-m30II. */
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
}

export type EnpcDescription = ReceiptDescription | InkjetDescription;

/** Recorded from TM-m30 and TM-m30II (wes4m, kitchen). */
const TM_M30_IDENTITY = Uint8Array.of(0x05, 0x01, 0x02, 0x01);
const IDLE_ASB = Uint8Array.of(0x14, 0x00, 0x00, 0x0f);
const IDLE_STATE = 0x0e;
const FF_FF_FF_FF = Uint8Array.of(0xff, 0xff, 0xff, 0xff);

/** Every answer that does not change while the device runs. */
export function answersOf(description: EnpcDescription): readonly AnswerPayload[] {
  const network = networkAnswers(description);
  if (description.kind === 'inkjet') {
    const { deviceId, model } = description;
    const unknown0 = Uint8Array.of(0x03, 0x00, 0x00);
    return [...network, { kind: 'printer identity', unknown0, deviceId, model }];
  }
  const { mac, model, card, identity = TM_M30_IDENTITY, asb = IDLE_ASB } = description;
  return [
    ...network,
    { kind: 'receipt model', unknown0: 0, identity, model },
    { kind: 'receipt card', mac, card, identity, model },
    {
      kind: 'printer status',
      state: IDLE_STATE,
      busy: false,
      asb,
      unknown5: FF_FF_FF_FF,
      unknown9: Uint8Array.of(0x39, 0x41, 0x40, 0x00),
    },
  ];
}

/** Bytes as recorded from a TM-m30II (kitchen). */
function networkAnswers(description: EnpcDescription): readonly AnswerPayload[] {
  const { mac, address, netmask, gateway, dhcp, name = cardName(mac) } = description;
  return [
    {
      kind: 'network card',
      name,
      unknown32: Uint8Array.of(0x00, 0x01, 0xff, 0xff),
      unknown36: Uint8Array.of(0x1c, 0x00, 0x02, 0x08),
      mac,
      unknown46: Uint8Array.of(0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01),
    },
    {
      kind: 'network status',
      unknown0: 0x01,
      mac,
      unknown7: 0x00,
      flags: dhcp ? 0x04 : 0x00,
      dhcp,
      address,
      netmask,
      gateway,
      unknown21: Uint8Array.of(0x80, 0x7c),
    },
  ];
}

/** `UB-E` + the last three bytes of the MAC address + `ENSN`: INFERRED from both captures. */
function cardName(mac: string): string {
  return `UB-E${toHex(parseMac(mac).slice(3)).toUpperCase()}ENSN`;
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
