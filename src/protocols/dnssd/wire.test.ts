import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import answers from './vectors/answers.json' with { type: 'json' };
import { decode } from './wire.ts';

const fieldsOf = (name: string) => {
  const vector = answers.find((one) => one.name === name)!;
  return decode(fromHex(vector.hex)).fields;
};

describe('what a device says of itself', () => {
  const texts = (name: string) =>
    new Map(
      fieldsOf(name).flatMap(({ name, value, meaning }) =>
        name === 'text' ? [[String(value), meaning]] : [],
      ),
    );

  it('is explained beside its keys, by the type of the service', () => {
    const printer = texts("a printer's IPP, with everything about it");
    expect(printer.size).toBe(21);
    expect(printer.get('rp=ipp/print')).toBe('(the queue, or the path, that jobs go to)');
    expect(printer.get('Fax=F')).toBe('(faxes: no)');
    expect([...printer.values()].filter((meaning) => meaning === undefined)).toEqual([]);
    const scanner = texts('a scanner whose name has a dot and an umlaut');
    expect(scanner.get('duplex=F')).toBe('(scans both sides: no)');
    expect(scanner.get('is=platen,adf')).toBe(
      '(where it scans from: a flatbed, a document feeder)',
    );
  });
});
