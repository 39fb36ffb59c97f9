/**
 * Answers Get-Printer-Attributes as a printer would: bytes of a request in, bytes of an answer out. HTTP is around
 * it, and somebody else's business. Everything else that is asked is refused: nothing prints here.
 */
import { encodeResponse } from './encode.ts';
import { textOf, type IppAttribute } from './values.ts';
import { GET_PRINTER_ATTRIBUTES, STATUS } from './vocabulary.ts';
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
  const decoded = decode(request);
  if (!decoded.ok || decoded.message.kind !== 'request') return undefined;
  const { message } = decoded;
  const { version, requestId } = message;
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

function statusOf({ version, code, groups }: IppMessage): number {
  if (!/^(?:1\.[01]|2\.[012])$/.test(version)) return STATUS.VERSION_NOT_SUPPORTED;
  if (code !== GET_PRINTER_ATTRIBUTES) return STATUS.OPERATION_NOT_SUPPORTED;
  // RFC 8011, sections 4.1.4 and 4.1.5: which charset and language, and whom it is for.
  const [charset, language, target] = groups[0]?.attributes ?? [];
  const isWhole =
    charset?.name === 'attributes-charset' &&
    language?.name === 'attributes-natural-language' &&
    target?.name === 'printer-uri';
  return isWhole ? STATUS.OK : STATUS.BAD_REQUEST;
}
