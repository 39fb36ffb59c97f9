/** Arguments and results of the services here: BER, texts in UTF-8. */
import { berElement, berNull } from '../../../core/bytes/ber-write.ts';
import { readBer, type BerReader } from '../../../core/bytes/ber.ts';
import { decodeWith } from '../../../core/bytes/reader.ts';
import { heardText } from '../../../core/heard.ts';
import { OperationError, type Call } from '../call.ts';
import { BAD_ARGUMENT, NO_SUCH_OPERATION } from './agreement.ts';

/** UTF8String (X.680, clause 41). */
const UTF8 = 0x0c;

export const berText = (text: string): Uint8Array =>
  berElement(UTF8, new TextEncoder().encode(text));

/** A text as its sender wrote it; what is no UTF-8 becomes U+FFFD. Not yet fit to be shown. */
export const readText = (r: BerReader, name: string): string =>
  new TextDecoder().decode(r.octets(name, undefined, UTF8));

/** One whole element and nothing behind it; undefined when it is not what `how` reads. */
export function readElement<T>(bytes: Uint8Array, how: (r: BerReader) => T): T | undefined {
  const decoded = readWhole(bytes, how);
  return decoded.ok ? decoded.message : undefined;
}

/** @throws OperationError `badArgument` for any bytes that are not what `how` reads, or in another encoding */
export function readArgument<T>(
  { encoding, argument }: Pick<Call, 'encoding' | 'argument'>,
  how: (r: BerReader) => T,
): T {
  if (encoding !== 'BER') throw badArgument(`it is tagged ${encoding}; the service takes BER`);
  const decoded = readWhole(argument, how);
  if (!decoded.ok) throw badArgument(decoded.error.message);
  return decoded.message;
}

function readWhole<T>(bytes: Uint8Array, how: (r: BerReader) => T) {
  return decodeWith(bytes, (r) => {
    const message = how(readBer(r));
    if (r.remaining > 0) r.refuse('length', 'end', `${r.remaining} bytes are left over`, r.offset);
    return message;
  });
}

export const badArgument = (why: string) => new OperationError(BAD_ARGUMENT.value, berText(why));

export const noSuchOperation = () => new OperationError(NO_SUCH_OPERATION.value, berNull());

/** What the parameter of the errors of all services says. */
export function readCommonError(value: number, parameter: Uint8Array): string | undefined {
  if (value !== BAD_ARGUMENT.value) return undefined;
  const why = readElement(parameter, (r) => readText(r, 'why'));
  return why === undefined ? undefined : heardText(why, 200);
}
