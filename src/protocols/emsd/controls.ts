/** What the two controls say: what is allowed, and what waits (RFC 2524, sections 3.2.2 and 3.3.2). */
import type { BerReader } from '../../core/bytes/ber.ts';
import { berInteger } from '../../core/bytes/ber-write.ts';
import type { Operations } from './operations.ts';
import { readFlags, readWord, writeFlags, writeNumber } from './values.ts';
import { BOUNDS, RESTRICTS, value } from './vocabulary.ts';

const OPERATION_FLAGS = { submission: 0, delivery: 1 } as const;

export const NO_OPERATIONS: Operations = { submission: false, delivery: false };

export function readOperations(r: BerReader, name: string, number: number): Operations | undefined {
  if (!r.isNext(value(number))) return undefined;
  const has = readFlags(r, name, OPERATION_FLAGS, value(number));
  return {
    submission: has.has(OPERATION_FLAGS.submission),
    delivery: has.has(OPERATION_FLAGS.delivery),
  };
}

export const writeOperations = ({ submission, delivery }: Operations, number: number): Uint8Array =>
  writeFlags(
    [
      ...(submission ? [OPERATION_FLAGS.submission] : []),
      ...(delivery ? [OPERATION_FLAGS.delivery] : []),
    ],
    value(number),
  );

/** What both controls may say. */
interface Restriction {
  readonly restrict: 'update' | 'remove';
  readonly permissibleOperations?: Operations;
  readonly permissibleMaxContentLength?: number;
}

export function readRestriction(r: BerReader): Restriction {
  const restrict = r.isNext(value(0)) ? readWord(r, 'restrict', RESTRICTS, value(0)) : 'update';
  const permissibleOperations = readOperations(r, 'permissible operations', 1);
  const length = r.isNext(value(2))
    ? {
        permissibleMaxContentLength: r.unsigned(
          'permissible content length',
          BOUNDS.content,
          undefined,
          value(2),
        ),
      }
    : {};
  return {
    restrict,
    ...(permissibleOperations === undefined ? {} : { permissibleOperations }),
    ...length,
  };
}

export function writeRestriction(restriction: Restriction): Uint8Array[] {
  const { restrict, permissibleOperations: operations } = restriction;
  const { permissibleMaxContentLength: length } = restriction;
  return [
    ...(restrict === 'update' ? [] : [berInteger(RESTRICTS[restrict], value(0))]),
    ...(operations === undefined ? [] : [writeOperations(operations, 1)]),
    ...(length === undefined
      ? []
      : [writeNumber('permissible content length', length, BOUNDS.content, value(2))]),
  ];
}
