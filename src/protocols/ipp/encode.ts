/**
 * What is written of IPP: the one request that reads and changes nothing, and the answers of a virtual printer.
 * There is no encoder for any other operation here, and there must be none: nearly all of them print or change
 * something.
 */
import { Writer } from '../../core/bytes/writer.ts';
import { tagOf, type IppAttribute, type IppValue } from './values.ts';
import {
  END_OF_ATTRIBUTES,
  GET_PRINTER_ATTRIBUTES,
  GROUPS,
  TAGS,
  type GroupName,
} from './vocabulary.ts';

/** Which version to speak, and to whom. */
export interface PrinterAttributesRequest {
  /** `ipp://192.0.2.10/ipp/print`: what the printer is called by whoever asks. */
  readonly printer: string;
  /** Names of attributes, or of groups of them: `all`. */
  readonly requested: readonly string[];
  /** Default 2.0, which printers of 1.1 answer too (RFC 8011, section 4.1.8). */
  readonly version?: '1.1' | '2.0';
  /** From 1 on. Default 1. */
  readonly requestId?: number;
}

/** Get-Printer-Attributes: RFC 8011, section 4.2.5. */
export function encodeGetPrinterAttributes(request: PrinterAttributesRequest): Uint8Array {
  const { printer, requested, version = '2.0', requestId = 1 } = request;
  return writeMessage(version, GET_PRINTER_ATTRIBUTES, requestId, [
    {
      name: 'operation',
      attributes: [
        ...charsetAndLanguage,
        attribute('printer-uri', { kind: 'uri', text: printer }),
        attribute(
          'requested-attributes',
          ...requested.map((text) => ({ kind: 'keyword', text }) as const),
        ),
      ],
    },
  ]);
}

export interface ResponseParts {
  /** `2.0`. */
  readonly version: string;
  /** See STATUS. */
  readonly status: number;
  readonly requestId: number;
  /** What follows the group of the operation, which is written without being asked for. */
  readonly groups?: readonly {
    readonly name: GroupName;
    readonly attributes: readonly IppAttribute[];
  }[];
}

/** An answer, as a virtual printer gives it. */
export function encodeResponse({
  version,
  status,
  requestId,
  groups = [],
}: ResponseParts): Uint8Array {
  const operation = { name: 'operation', attributes: charsetAndLanguage } as const;
  return writeMessage(version, status, requestId, [operation, ...groups]);
}

/** An attribute with its values, at least one. */
export const attribute = (name: string, ...values: readonly IppValue[]): IppAttribute => ({
  name,
  values,
});

/** RFC 8011, section 4.1.4: always first, in this order. */
const charsetAndLanguage: readonly IppAttribute[] = [
  attribute('attributes-charset', { kind: 'charset', text: 'utf-8' }),
  attribute('attributes-natural-language', { kind: 'naturalLanguage', text: 'en' }),
];

function writeMessage(
  version: string,
  code: number,
  requestId: number,
  groups: NonNullable<ResponseParts['groups']>,
): Uint8Array {
  const [major = '', minor = ''] = version.split('.');
  const writer = new Writer().u8(Number(major)).u8(Number(minor)).u16(code).u32(requestId);
  for (const { name, attributes } of groups) {
    writer.u8(GROUPS[name]);
    for (const each of attributes) writeAttribute(writer, each);
  }
  return writer.u8(END_OF_ATTRIBUTES).finish();
}

function writeAttribute(writer: Writer, { name, values }: IppAttribute): void {
  if (values.length === 0) throw new RangeError(`"${name}" has no value`);
  values.forEach((value, i) => writeValue(writer, i === 0 ? name : '', value));
}

function writeValue(writer: Writer, name: string, value: IppValue): void {
  counted(writer.u8(tagOf(value)), utf8(name));
  if (value.kind !== 'collection') return void counted(writer, bytesOf(value));
  writer.u16(0);
  for (const member of value.members) {
    if (member.values.length === 0) throw new RangeError(`"${member.name}" has no value`);
    counted(writer.u8(TAGS.memberAttrName).u16(0), utf8(member.name));
    for (const each of member.values) writeValue(writer, '', each);
  }
  writer.u8(TAGS.endCollection).u16(0).u16(0);
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const counted = (writer: Writer, bytes: Uint8Array) => writer.u16(bytes.length).bytes(bytes);
const integer = (value: number) => new Writer().u32(value >>> 0).finish();

function bytesOf(value: Exclude<IppValue, { kind: 'collection' }>): Uint8Array {
  switch (value.kind) {
    case 'integer':
    case 'enum':
      return integer(value.value);
    case 'boolean':
      return Uint8Array.of(value.value ? 1 : 0);
    case 'octetString':
    case 'unexplained':
      return value.bytes;
    case 'dateTime':
      return dateBytes(value.text);
    case 'resolution': {
      const unit = value.unit === 'dpi' ? 3 : 4;
      return Uint8Array.of(...integer(value.across), ...integer(value.along), unit);
    }
    case 'rangeOfInteger':
      return Uint8Array.of(...integer(value.lower), ...integer(value.upper));
    case 'textWithLanguage':
    case 'nameWithLanguage': {
      const writer = new Writer();
      counted(counted(writer, utf8(value.language)), utf8(value.text));
      return writer.finish();
    }
    case 'none':
      return new Uint8Array(0);
    default:
      return utf8(value.text);
  }
}

const DATE = /^(\d{4,5})-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)([+-])(\d+):(\d+)$/;

/** @throws RangeError for a text that is no date of ours */
function dateBytes(text: string): Uint8Array {
  const [, year, month, day, hour, minute, second, tenths, sign, east, rest] =
    DATE.exec(text) ?? [];
  if (sign === undefined) throw new RangeError(`"${text}" is no date`);
  const writer = new Writer().u16(Number(year));
  for (const part of [month, day, hour, minute, second, tenths]) writer.u8(Number(part));
  return writer.text(sign).u8(Number(east)).u8(Number(rest)).finish();
}
