/** EMSD's wire held against any values: what is written is read as it was, and nothing that is broken harms. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../src/core/bytes/reader.ts';
import { mutations, unsound } from '../src/core/mutations.ts';
import type { Ipm } from '../src/protocols/emsd/ipm.ts';
import { OPERATIONS, type OperationName } from '../src/protocols/emsd/operations.ts';
import {
  decodeInvocation,
  decodeIpm,
  decodeResult,
  encodeInvocation,
  encodeIpm,
  encodeResult,
  reencodeIpm,
} from '../src/protocols/emsd/wire.ts';
import { invocation, ipm, results } from './support/emsd-values.ts';

const NAMES = Object.keys(OPERATIONS) as OperationName[];

function must<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

/** Octets that old programs write, at each place where there was one. */
const OLD_OCTETS = [0x00, 0x09, 0x20, 0x41, 0xe9, 0xff];

describe('a message that was read is written again as it was', () => {
  /** Empty extensions are none; they are written where other fields need them. */
  const plain = ({ heading, ...rest }: Ipm): Ipm => ({
    heading: { ...heading, extensions: heading.extensions ?? [] },
    ...rest,
  });

  it("in the RFC's form, with any bit flipped, or with octets of old programs", () => {
    for (const message of fc.sample(ipm, { numRuns: 4, seed: 3 })) {
      const bytes = encodeIpm(message);
      expect(reencodeIpm(message)).toEqual(bytes);
      const old = [...bytes.keys()].flatMap((at) =>
        OLD_OCTETS.map((octet) => bytes.with(at, octet)),
      );
      for (const mutation of [...mutations(bytes), ...old]) {
        const decoded = decodeIpm(mutation);
        if (!decoded.ok) continue;
        const again = must(decodeIpm(reencodeIpm(decoded.message)));
        expect(plain(again)).toEqual(plain(decoded.message));
      }
    }
  });
});

describe('what is written is read again', () => {
  it('messages', () => {
    fc.assert(
      fc.property(ipm, (message) => {
        expect(must(decodeIpm(encodeIpm(message)))).toEqual(message);
      }),
    );
  });

  it('invocations', () => {
    fc.assert(
      fc.property(invocation, (said) => {
        const { value } = OPERATIONS[said.operation];
        expect(must(decodeInvocation(value, encodeInvocation(said)))).toEqual(said);
      }),
    );
  });

  it.each(NAMES)('results of %s', (name) => {
    fc.assert(
      fc.property(results[name] as fc.Arbitrary<never>, (result) => {
        expect(must(decodeResult(name, encodeResult(name, result)))).toEqual(result);
      }),
    );
  });

  it('cut anywhere or with any bit flipped', () => {
    for (const said of fc.sample(invocation, { numRuns: 20, seed: 1 })) {
      const bytes = encodeInvocation(said);
      for (const mutation of mutations(bytes)) {
        const decoded = decodeInvocation(OPERATIONS[said.operation].value, mutation);
        expect(unsound(decoded, mutation)).toBeUndefined();
      }
    }
    for (const message of fc.sample(ipm, { numRuns: 10, seed: 2 })) {
      for (const mutation of mutations(encodeIpm(message))) {
        expect(unsound(decodeIpm(mutation), mutation)).toBeUndefined();
      }
    }
  });
});
