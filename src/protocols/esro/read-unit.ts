/** Reads one unit field by field, for `decode`. The lean reading of the same is `read.ts`. */
import type { Reader } from '../../core/bytes/reader.ts';
import { MOST_SEGMENTS, type Segment, failureName, type SinglePdu } from './pdu.ts';
import {
  ACK_TYPES,
  encodingOf,
  FIRST,
  operationOf,
  SEGMENTED,
  TYPES,
  typeOf,
} from './vocabulary.ts';

/** What is read one after the other: by whom, to where, and what stands before the names of its fields. */
interface Unit {
  readonly r: Reader;
  /** Where it ends, in octets from the beginning of what `r` reads. */
  readonly end: number;
  readonly prefix: string;
}

/** @param end where the unit ends; what is missing before it is refused, as all that cannot be */
export function readUnit(r: Reader, end: number, prefix = ''): SinglePdu {
  const unit = { r, end, prefix };
  const type = typeOf(r.peek(1)[0] ?? 0);
  switch (type) {
    case TYPES.invoke:
    case TYPES['segmented invoke']:
      return readInvoke(unit, type === TYPES['segmented invoke']);
    case TYPES.result:
      return readResult(unit);
    case TYPES.error:
      return readError(unit);
    case TYPES.ack:
      return readAck(unit);
    case TYPES.failure:
      return readFailure(unit);
    default: {
      const at = r.offset;
      r.u8(`${prefix}type`);
      return r.refuse('magic', `${prefix}type`, `type ${type} is not ESRO's`, at);
    }
  }
}

/** Tables 16 and 26. */
function readInvoke(unit: Unit, segmented: boolean): SinglePdu {
  const { r, prefix } = unit;
  const at = r.offset;
  const kind = segmented ? 'segmented invoke' : 'invoke';
  // Without any octet nobody knows that it would have been an invoke.
  const name = r.remaining === 0 ? `${prefix}type` : `${prefix}performer selector, type`;
  const sap = r.u8(name, (octet) => `selector ${octet >> 4}, ${kind}`) >> 4;
  // The invoker's is one less, and there is none below 0 (section 4.4.6; that it is refused is our reading).
  if (sap === 0) r.refuse('value', name, 'selector 0 cannot be a performer', at);
  const reference = readReference(unit);
  const third = r.u8(
    `${prefix}encoding, operation`,
    (octet) => `${encodingOf(octet)}, operation ${operationOf(octet)}`,
  );
  const segment = segmented ? readSegment(unit) : undefined;
  return {
    kind: 'invoke',
    sap,
    reference,
    encoding: encodingOf(third),
    operation: operationOf(third),
    ...(segment && { segment }),
    argument: readRest(unit, 'argument'),
  };
}

/**
 * Tables 18 and 28. The labels of Table 28 leave octet 3 out; the segment's octet stands there in Table 30, and is said to
 * be one octet (section 4.3.4): so we read it, and nobody is known who could tell.
 */
function readResult(unit: Unit): SinglePdu {
  const { encoding, segmented } = readFlags(unit, 'result');
  const reference = readReference(unit);
  const segment = segmented ? readSegment(unit) : undefined;
  const result = readRest(unit, 'result');
  return { kind: 'result', reference, encoding, ...(segment && { segment }), result };
}

/** Tables 20 and 30: a segment's octet goes before the error's value. */
function readError(unit: Unit): SinglePdu {
  const { encoding, segmented } = readFlags(unit, 'error');
  const reference = readReference(unit);
  const segment = segmented ? readSegment(unit) : undefined;
  const value = unit.r.u8(`${unit.prefix}error value`);
  const parameter = readRest(unit, 'parameter');
  return { kind: 'error', reference, encoding, value, ...(segment && { segment }), parameter };
}

/** Tables 22 and 23. */
function readAck(unit: Unit): SinglePdu {
  const { r, prefix } = unit;
  const at = r.offset;
  const name = `${prefix}acknowledgement type, type`;
  const first = r.u8(name, (octet) => `ack: ${ACK_TYPES[octet >> 4] ?? 'unknown'}`);
  const type = ACK_TYPES[first >> 4];
  if (type === undefined) {
    return r.refuse('value', name, `acknowledgement type ${first >> 4} is not 0 or 1`, at);
  }
  const reference = readReference(unit);
  readRest(unit, 'ignored');
  return { kind: 'ack', reference, type };
}

/** Tables 24 and 25. The high bits must be sent as zero (section 4.4.5); who sends others is understood all the same. */
function readFailure(unit: Unit): SinglePdu {
  const { r, prefix } = unit;
  r.u8(`${prefix}type`, (octet) =>
    octet === TYPES.failure ? 'failure' : 'failure; spare bits set, ignored',
  );
  const reference = readReference(unit);
  const value = r.u8(`${prefix}failure value`, failureName);
  readRest(unit, 'ignored');
  return { kind: 'failure', reference, value };
}

/** Bit 5 says that it is a segment; bit 6 is spare. */
function readFlags({ r, prefix }: Unit, kind: 'result' | 'error') {
  const first = r.u8(`${prefix}encoding, flags, type`, (octet) => {
    const spare = octet & 0x20 ? '; spare bit set, ignored' : '';
    return `${encodingOf(octet)}, ${octet & SEGMENTED ? 'segmented ' : ''}${kind}${spare}`;
  });
  return { encoding: encodingOf(first), segmented: (first & SEGMENTED) !== 0 };
}

function readReference({ r, prefix }: Unit): number {
  return r.u8(`${prefix}invoke reference`);
}

function readSegment({ r, prefix }: Unit): Segment {
  const at = r.offset;
  const octet = r.u8(`${prefix}segment`, (value) =>
    value & FIRST ? `the first of ${value & 0x7f}` : `number ${value}, the first being 0`,
  );
  const number = octet & 0x7f;
  const first = (octet & FIRST) !== 0;
  if (number > 0 && number <= (first ? MOST_SEGMENTS : MOST_SEGMENTS - 1)) {
    return first ? { first, total: number } : { first, number };
  }
  const what = first
    ? `there cannot be ${number} segments, only 1 to ${MOST_SEGMENTS}`
    : `no segment but the first can be number ${number}, only 1 to ${MOST_SEGMENTS - 1}`;
  return r.refuse('value', `${prefix}segment`, what, at);
}

function readRest({ r, end, prefix }: Unit, name: string): Uint8Array {
  const length = end - r.offset;
  return length > 0 ? r.bytes(`${prefix}${name}`, length) : new Uint8Array(0);
}
