/**
 * Answers Get-Printer-Attributes as a printer would: bytes of a request in, bytes of an answer out. HTTP is around
 * it, and somebody else's business. Everything else that is asked is refused: nothing prints here.
 */
import { encodeResponse } from './encode.ts';
import { textOf, type IppAttribute, type IppValue } from './values.ts';
import { GET_PRINTER_ATTRIBUTES, GROUPS, STATUS } from './vocabulary.ts';
import { attributesOf, decode, type IppMessage } from './wire.ts';

/** Names that stand for more than themselves: RFC 8011, section 4.2.5.1. */
const EVERYTHING: ReadonlySet<string> = new Set(['all', 'printer-description']);

/**
 * The answer to a request; undefined for bytes that are none, which HTTP answers with 400.
 * @param printer its attributes: what is asked for and not among them is left out, as RFC 8011, section 4.2.5.2, has it
 */
export function answerIpp(
  printer: readonly IppAttribute[],
  request: Uint8Array,
): Uint8Array | undefined {
  const strange = strangeVersion(request);
  if (strange) return encodeResponse({ ...strange, status: STATUS.VERSION_NOT_SUPPORTED });
  const decoded = decode(request);
  if (!decoded.ok || decoded.message.kind !== 'request') return undefined;
  const { message } = decoded;
  const { requestId } = message;
  const version = nearestVersion(request[0]!);
  const status = statusOf(message);
  if (status !== STATUS.OK) return encodeResponse({ version, status, requestId });
  const wanted = new Set(
    attributesOf(message, 'operation')
      .find(({ name }) => name === 'requested-attributes')
      ?.values.map((value) => textOf(value) ?? ''),
  );
  const isAll = wanted.size === 0 || [...wanted].some((name) => EVERYTHING.has(name));
  const attributes = isAll ? printer : printer.filter(({ name }) => wanted.has(name));
  return encodeResponse({ version, status, requestId, groups: [{ name: 'printer', attributes }] });
}

/** Version, operation and request id, before the first group: RFC 8010, section 3.1.1. */
const HEADER_LENGTH = 8;

/** Every answer says this version: RFC 8011, section 4.1.8, wants the nearest that is spoken. */
const nearestVersion = (major: number): string => (major < 2 ? '1.1' : '2.0');

/**
 * Of a request in a version that is not spoken here, what its answer needs. RFC 8011, section 4.1.8: any other major
 * version, while a minor one makes no difference. Of other versions the header alone is known to mean the same; bytes
 * without one are no IPP.
 */
function strangeVersion(request: Uint8Array): { version: string; requestId: number } | undefined {
  const [major = 0, minor = 0] = request;
  const hasGroup = request[HEADER_LENGTH] === GROUPS.operation;
  if (!hasGroup || major > 9 || minor > 9 || major === 1 || major === 2) return undefined;
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  return { version: nearestVersion(major), requestId: view.getUint32(4) };
}

/** RFC 8011, section 4.1.1: from 1 on, and no more than an integer of IPP holds. */
const LARGEST_ID = 0x7fff_ffff;

function statusOf({ code, requestId, groups }: IppMessage): number {
  if (code !== GET_PRINTER_ATTRIBUTES) return STATUS.OPERATION_NOT_SUPPORTED;
  if (requestId < 1 || requestId > LARGEST_ID) return STATUS.BAD_REQUEST;
  const [first] = groups;
  // RFC 8011, sections 4.1.4 and 4.1.5: which charset and language, and whom it is for.
  const [charset, language, target] = first?.attributes ?? [];
  const isWhole =
    first?.name === 'operation' &&
    isOne(charset, 'attributes-charset', 'charset') &&
    isOne(language, 'attributes-natural-language', 'naturalLanguage') &&
    isOne(target, 'printer-uri', 'uri');
  if (!isWhole) return STATUS.BAD_REQUEST;
  const isUtf8 = textOf(charset!.values[0]!)?.toLowerCase() === 'utf-8';
  return isUtf8 ? STATUS.OK : STATUS.CHARSET_NOT_SUPPORTED;
}

/** Whether this is the attribute of that name, with one value of its kind. */
const isOne = (given: IppAttribute | undefined, name: string, kind: IppValue['kind']): boolean =>
  given?.name === name && given.values.length === 1 && given.values[0]!.kind === kind;
