import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { unsound, unnamed } from '../../core/mutations.ts';
import { encode } from '../esro/wire.ts';
import type { Vector } from '../protocol.ts';
import { decode, type EmsdDatagram } from './datagram.ts';
import { OPERATIONS } from './operations.ts';
import type { EmsdUnit } from './units.ts';
import control from './vectors/control.json' with { type: 'json' };
import deliver from './vectors/deliver.json' with { type: 'json' };
import errors from './vectors/errors.json' with { type: 'json' };
import oldForms from './vectors/old-forms.json' with { type: 'json' };
import rejects from './vectors/rejects.json' with { type: 'json' };
import submit from './vectors/submit.json' with { type: 'json' };
import verify from './vectors/verify.json' with { type: 'json' };
import { encodeError, encodeInvocation, encodeIpm, encodeResult } from './wire.ts';

const strict: readonly Vector[] = [...submit, ...deliver, ...verify, ...control, ...errors];
const accepted: readonly Vector[] = [...strict, ...oldForms];

/** The worked examples of the facts that this codec is made from. */
const EXAMPLES =
  'M1 M0x M2 M3 M4 M4b M5 M5 M15 M6 M7 M8 M8 M9 M9 M10 M10 M10 M10r M10r M11 M11 M13 M13 M12 M12 M8 M12 M12';

function must(hex: string): EmsdDatagram {
  const decoded = decode(fromHex(hex));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

/** The data of a unit in the RFC's form, as the operation's own results are written. */
function written(unit: EmsdUnit): Uint8Array {
  switch (unit.kind) {
    case 'invocation': {
      const { invocation, reference, sap } = unit;
      const { value: operation } = OPERATIONS[invocation.operation];
      const argument = encodeInvocation(invocation);
      return encode({ kind: 'invoke', sap, reference, encoding: 'BER', operation, argument });
    }
    case 'result': {
      const [{ operation, result: said }] = unit.readings as never as [
        { operation: 'submit'; result: never },
      ];
      const result = encodeResult(operation, said);
      return encode({ kind: 'result', reference: unit.reference, encoding: 'BER', result });
    }
    case 'error': {
      const error = encodeError(unit.error.name!);
      return encode({ kind: 'error', reference: unit.reference, encoding: 'BER', ...error });
    }
    case 'content':
      return encodeIpm(unit.message);
    case 'esro':
      return encode(unit.pdu);
  }
}

describe('vectors', () => {
  it('have every worked example', () => {
    const told = accepted.flatMap(({ name }) => /\((M\w+)\)$/.exec(name)?.[1] ?? []);
    expect(told.join(' ')).toBe(EXAMPLES);
  });

  it.each(accepted)('names every octet of $name', ({ hex }) => {
    const bytes = fromHex(hex);
    expect(unnamed(decode(bytes), bytes)).toBeUndefined();
  });

  it.each(strict)('writes $name', ({ hex }) => {
    const [unit] = must(hex).units;
    expect(toHex(written(unit!), ' ')).toBe(hex);
  });

  it.each(submit.filter(({ message }) => 'message' in message.units[0]!))(
    'writes the message in $name',
    ({ hex }) => {
      const [unit] = must(hex).units;
      if (unit?.kind !== 'invocation' || unit.message === undefined) throw new Error('no message');
      expect(hex.endsWith(toHex(encodeIpm(unit.message), ' '))).toBe(true);
    },
  );

  it('are forgiven their form, and written in the form of the RFC', () => {
    const rewritten = oldForms
      .filter(({ message }) => message.units.length === 1 && !('faults' in message))
      .map(({ hex }) => [hex, toHex(written(must(hex).units[0]!), ' ')] as const);
    for (const [hex, form] of rewritten) expect(must(form)).toEqual(must(hex));
    const changed = rewritten.filter(([hex, form]) => hex !== form);
    expect(changed).toHaveLength(9);
  });

  it.each(rejects)('refuses $name', ({ hex, rejects: error }) => {
    const decoded = decode(fromHex(hex));
    expect(decoded.ok ? undefined : decoded.error).toMatchObject(error);
  });
});

describe('what is refused', () => {
  it('is told where it stands in the datagram, with what was read before it', () => {
    const decoded = decode(fromHex('50 01 21 00 30 06 02 01 20 30 01 00'));
    expect(decoded).toMatchObject({ ok: false, error: { field: 'heading', offset: 11 } });
    expect(decoded.ok ? '' : decoded.error.message).toContain('byte 11');
    expect(decoded.fields.map(({ name }) => name)).toEqual([
      'performer selector, type',
      'invoke reference',
      'encoding, operation',
      'operation instance identifier',
      'submit argument',
      'content type',
      'message',
    ]);
  });

  it('is called by its name where it is of EMSD before the RFC', () => {
    const decoded = decode(fromHex('50 01 00 30 00'));
    expect(decoded.ok ? '' : decoded.error.message).toContain('submit of EMSD 1.0');
  });
});

describe('a result', () => {
  it('is given in each reading that its form allows', () => {
    const readings = (hex: string) => {
      const [unit] = must(hex).units;
      return unit?.kind === 'result' ? unit.readings.map(({ operation }) => operation) : [];
    };
    expect(readings('01 01')).toEqual(['deliver', 'getConfiguration', 'setConfiguration']);
    expect(readings('01 01 30 00')).toEqual(['deliveryControl', 'submissionControl']);
    expect(readings('01 01 30 03 0a 01 03')).toEqual(['deliveryVerify']);
    expect(readings('01 01 30 03 0a 01 01')).toEqual(['deliveryVerify', 'submissionVerify']);
  });
});

describe('many units in one datagram', () => {
  it.each([
    ['acknowledgements', '02 03 2a', 'Ack 42'],
    ['empty results', '02 01 2a', 'Result 42, deliver, getConfiguration or setConfiguration'],
  ])('are read one by one: %s', (_, unit, title) => {
    const count = 21_000;
    const bytes = joinBytes([fromHex('08'), ...Array(count).fill(fromHex(unit))]);
    const decoded = decode(bytes);
    if (!decoded.ok) throw new Error(decoded.error.message);
    expect(decoded.message.units).toHaveLength(count);
    const three = Array(3).fill(title).join('; ');
    expect(decoded.message.title).toBe(`Concatenated: ${three}; and 20997 more`);
    expect(unsound(decoded, bytes)).toBeUndefined();
  });
});

describe('a message without a datagram around it', () => {
  /** M0. */
  const content = fromHex(
    '3038302c4011616c696365406578616d706c652e636f6d30133011400f626f62406578616d706c652e6f7267830248693008040648656c6c6f0a',
  );

  it('is read as that', () => {
    const decoded = decode(content);
    expect(decoded).toMatchObject({
      ok: true,
      message: {
        title: 'A message alone: alice@example.com to bob@example.org, "Hi", 6 octets',
        units: [{ kind: 'content' }],
      },
    });
    expect(unsound(decoded, content)).toBeUndefined();
  });

  it('is no message when anything is missing, or too much', () => {
    expect(decode(content.subarray(0, -1)).ok).toBe(false);
    expect(decode(joinBytes([content, Uint8Array.of(0)])).ok).toBe(false);
  });
});

describe('a password', () => {
  it('is named, and not said', () => {
    const { hex } = submit.find((one) => JSON.stringify(one).includes('"password"'))!;
    const fields = decode(fromHex(hex)).fields.filter(({ name }) => name === 'password');
    expect(fields.map(({ meaning }) => meaning)).toEqual([
      'of 6 octets, in the clear: whoever sees these bytes has it',
    ]);
  });
});

describe('any bytes', () => {
  it('are read or refused, never thrown over', () => {
    const begun = accepted.map(({ hex }) => fromHex(hex));
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // What begins as it should, and goes on as it likes, gets further in.
      fc
        .tuple(fc.constantFrom(...begun), fc.nat(60), fc.uint8Array({ maxLength: 80 }))
        .map(([bytes, length, rest]) => joinBytes([bytes.subarray(0, length), rest])),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(unsound(decode(bytes), bytes)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });
});
