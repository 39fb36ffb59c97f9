/**
 * EMSD on the wire (RFC 2524, sections 3 and 6, appendices A and B): what the data of ESRO's INVOKE, RESULT and ERROR
 * say. In the Basic Encoding Rules, definite lengths alone, no strings in pieces.
 *
 * What is sent has the RFC's own form; what is read may have those of the 1990s too (the README names them). Reading is
 * total: any bytes give a value, or an error of kind
 * - `truncated`, `length`: it ends before it should, or a part claims more than there is or than it may have;
 * - `value`: what stands somewhere may not stand there.
 *
 * Writing throws a RangeError where a value is not within the RFC's bounds (`BOUNDS`) or not printable ASCII: whoever
 * takes words from people checks them first.
 */
import { readBer, type BerReader } from '../../core/bytes/ber.ts';
import { berInteger } from '../../core/bytes/ber-write.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { ARGUMENTS } from './arguments.ts';
import { readAsOctets, type ReadContent } from './envelope.ts';
import type { Ipm } from './ipm.ts';
import { readIpm, rewriteIpm, writeIpm } from './message.ts';
import {
  ERRORS,
  OPERATIONS,
  type Arguments,
  type ErrorName,
  type Invocation,
  type OperationName,
  type Results,
} from './operations.ts';
import { readReport, type Report } from './report.ts';
import { RESULTS, type OldForms } from './results.ts';
import {
  BOUNDS,
  EMSD_1_0,
  FIRST_WITH_INSTANCE,
  LAST_INSTANCE,
  operationName,
} from './vocabulary.ts';

export type { OldForms } from './results.ts';
export { canonicalDigits } from './addresses.ts';
export { BOUNDS, MOST_DIGITS } from './vocabulary.ts';

/** The argument of ESRO's INVOKE. @throws RangeError see above, and when the instance is missing or too much */
export function encodeInvocation({ operation, instance, argument }: Invocation): Uint8Array {
  return encodeArgument(operation, instance, argument);
}

function encodeArgument<Name extends OperationName>(
  operation: Name,
  instance: number | undefined,
  argument: Arguments[Name],
): Uint8Array {
  const octets = ARGUMENTS[operation].write(argument);
  if (OPERATIONS[operation].value < FIRST_WITH_INSTANCE) {
    if (instance !== undefined) throw new RangeError(`${operation} has no instance identifier`);
    return octets;
  }
  if (instance === undefined || instance < 0 || instance > LAST_INSTANCE) {
    throw new RangeError(`${instance} is no instance identifier of ${operation}`);
  }
  return joinBytes([Uint8Array.of(instance), octets]);
}

/** @param value the operation's, as ESRO's INVOKE says it */
export const decodeInvocation = (value: number, bytes: Uint8Array): Decoded<Invocation> =>
  decodeWith(bytes, (r) => readInvocation(r, value, readAsOctets));

/** For who reads the content too: see {@link ReadContent}. */
export function readInvocation(r: Reader, value: number, readContent: ReadContent): Invocation {
  const operation = operationName(value);
  if (operation === undefined) r.refuse('value', 'operation', unknownOperation(value));
  const instance =
    value < FIRST_WITH_INSTANCE ? {} : { instance: r.u8('operation instance identifier') };
  const argument = whole(r, 'argument', (ber) => ARGUMENTS[operation].read(ber, readContent));
  return { operation, ...instance, argument } as Invocation;
}

const unknownOperation = (value: number): string =>
  EMSD_1_0[value] === undefined
    ? `${value} is no operation of EMSD`
    : `operation ${value} is ${EMSD_1_0[value]} of EMSD 1.0, which differs in more than that and is not read here`;

/** One element, with the forms of old programs forgiven, and nothing after it. */
function whole<T>(r: Reader, name: string, read: (ber: BerReader) => T): T {
  const value = read(readBer(r, { anyForm: true }));
  if (r.remaining > 0) {
    r.refuse('length', name, `${name} ends at byte ${r.offset}, and ${r.remaining} more follow it`);
  }
  return value;
}

/** The result of ESRO's RESULT; none where the operation's is NULL. */
export const encodeResult = <Name extends OperationName>(
  operation: Name,
  result: Results[Name],
  forms: OldForms = {},
): Uint8Array => RESULTS[operation].write(result, forms);

/**
 * That a RESULT came says that the operation succeeded: where its octets are refused here, what is not known is what
 * they say.
 */
export const decodeResult = <Name extends OperationName>(
  operation: Name,
  bytes: Uint8Array,
): Decoded<Results[Name]> => decodeWith(bytes, (r) => readResult(r, operation));

export const readResult = <Name extends OperationName>(r: Reader, operation: Name): Results[Name] =>
  whole(r, 'result', (ber): Results[Name] => RESULTS[operation].read(ber));

/** An error as ESRO's ERROR carries it. */
export interface ErrorUnit {
  /** 0 to 255. */
  readonly value: number;
  readonly parameter: Uint8Array;
}

/**
 * @param options.problem what securityError says, 0 to 127: no document gives any of them a meaning, and 0 was sent
 */
export function encodeError(
  name: ErrorName,
  options: Pick<OldForms, 'integerParameter'> & { readonly problem?: number } = {},
): ErrorUnit {
  const { integerParameter = false, problem = 0 } = options;
  const value = ERRORS[name];
  if (integerParameter) return { value, parameter: berInteger(value) };
  if (name !== 'securityError') return { value, parameter: new Uint8Array(0) };
  if (!(problem >= 0 && problem <= BOUNDS.securityProblem)) {
    throw new RangeError(`${problem} is no security problem`);
  }
  return { value, parameter: berInteger(problem) };
}

/** An error as it came. `name` is absent where the value is none of the RFC's. */
export interface HeardError {
  readonly value: number;
  readonly name?: ErrorName;
  /** What a securityError says, where it does. */
  readonly problem?: number;
}

/** The value alone says which error it is. Its parameter was sent in several forms, and may be anything. */
export function decodeError(value: number, parameter: Uint8Array): HeardError {
  const name = errorName(value);
  if (name !== 'securityError') return name === undefined ? { value } : { value, name };
  const problem = decodeWith(parameter, (r) => readBer(r).unsigned('p', BOUNDS.securityProblem));
  return problem.ok ? { value, name, problem: problem.message } : { value, name };
}

export const errorName = (value: number): ErrorName | undefined =>
  (Object.keys(ERRORS) as ErrorName[]).find((name) => ERRORS[name] === value);

/** The content of type 32. */
export const encodeIpm = (message: Ipm): Uint8Array => writeIpm(message);

/** The same of what {@link decodeIpm} gave, and perhaps with other recipients: never throws, and keeps its texts as they came. */
export const reencodeIpm = (message: Ipm): Uint8Array => rewriteIpm(message);

export const decodeIpm = (bytes: Uint8Array): Decoded<Ipm> =>
  decodeWith(bytes, (r) => whole(r, 'message', readIpm));

/** The content of type 2, in the one form that is known of it. */
export const decodeReport = (bytes: Uint8Array): Decoded<Report> =>
  decodeWith(bytes, (r) => whole(r, 'report', readReport));
