/**
 * Writes the payloads that a virtual printer answers with: the reading functions of `payloads.ts`,
 * backwards. Only those that were recorded from real devices have one.
 */
import { parseIpv4, parseMac } from '../../core/addresses.ts';
import { Writer } from '../../core/bytes/writer.ts';
import {
  CARD_NAME_LENGTH,
  MODEL_LENGTH,
  type NetworkCard,
  type NetworkStatus,
  type PortHolder,
  type PrinterIdentity,
  type PrinterStatus,
  type ReceiptCard,
  type ReceiptCardVariant,
  type ReceiptModel,
} from './payloads.ts';

export type AnswerPayload =
  | NetworkCard
  | NetworkStatus
  | PrinterIdentity
  | ReceiptModel
  | ReceiptCard
  | ReceiptCardVariant
  | PrinterStatus
  | PortHolder;

/**
 * The payload's bytes.
 * @throws UsageError when an address is not one; RangeError when a text is too long for its field
 */
export function writePayload(payload: AnswerPayload): Uint8Array {
  const w = new Writer();
  switch (payload.kind) {
    case 'network card':
      w.text(payload.name, CARD_NAME_LENGTH).bytes(payload.unknown32).bytes(payload.unknown36);
      w.bytes(parseMac(payload.mac)).bytes(payload.unknown46);
      break;
    case 'network status':
      w.u8(payload.unknown0).bytes(parseMac(payload.mac)).u8(payload.unknown7).u8(payload.flags);
      w.bytes(parseIpv4(payload.address)).bytes(parseIpv4(payload.netmask));
      w.bytes(parseIpv4(payload.gateway)).bytes(payload.unknown21);
      break;
    case 'printer identity':
      // The id's length counts its own two bytes; the model follows, ended by one NUL (xp432).
      w.bytes(payload.unknown0).u16(payload.deviceId.length + 2);
      w.text(payload.deviceId).text(payload.model).u8(0);
      break;
    case 'receipt model':
      w.u8(payload.unknown0).bytes(payload.identity).text(payload.model, MODEL_LENGTH);
      break;
    case 'receipt card':
      w.bytes(parseMac(payload.mac)).text(payload.card, CARD_NAME_LENGTH);
      w.bytes(payload.identity).text(payload.model, MODEL_LENGTH);
      break;
    case 'receipt card variant':
      w.bytes(parseMac(payload.mac)).text(payload.card, CARD_NAME_LENGTH);
      w.bytes(payload.unknown38).text(payload.model, MODEL_LENGTH);
      break;
    case 'printer status':
      w.u8(payload.state).bytes(payload.asb).bytes(payload.unknown5).bytes(payload.unknown9);
      break;
    case 'port holder':
      w.bytes(parseIpv4(payload.holder ?? '0.0.0.0'));
      break;
  }
  return w.finish();
}
