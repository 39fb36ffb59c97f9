import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { asSnmpCarries, encodeStatus, encodeText, inkNamed, type SaidStatus } from './encode.ts';
import { bdcReport } from './report.ts';
import vectors from './vectors/status.json' with { type: 'json' };
import { decode } from './wire.ts';

const statusOf = (bytes: Uint8Array) => {
  const decoded = decode(bytes);
  if (!decoded.ok || decoded.message.kind !== 'st2') throw new Error('no status');
  return decoded.message;
};

/** The fields of a reply, each with its type and length. */
function fieldsOf(reply: Uint8Array): Map<number, string> {
  const from = reply[0] === 0 ? 13 : 12;
  const fields = new Map<number, string>();
  for (let at = from; at < reply.length; at += 2 + reply[at + 1]!) {
    fields.set(reply[at]!, toHex(reply.subarray(at, at + 2 + reply[at + 1]!), ' '));
  }
  return fields;
}

describe('writing a status', () => {
  it('gives the octets of an XP-432, as far as sources explain them', () => {
    const captured = fromHex(vectors[0]!.hex);
    const written = asSnmpCarries(encodeStatus(statusOf(captured).status as SaidStatus));
    expect([...written.subarray(0, 11)]).toEqual([...captured.subarray(0, 11)]);
    const [theirs, ours] = [fieldsOf(captured), fieldsOf(written)];
    expect([...ours.keys()]).toEqual([0x01, 0x02, 0x06, 0x0e, 0x0f, 0x13, 0x19, 0x40]);
    for (const [type, octets] of ours) expect(octets).toBe(theirs.get(type));
  });

  it('is read again as it was said', () => {
    const byte = fc.nat(255);
    const text = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
      maxLength: 240,
    });
    const ink = fc.record({
      cartridge: byte,
      colour: byte,
      level: byte,
      more: fc.constant(new Uint8Array(0)),
    });
    const said = fc.record(
      {
        state: byte,
        error: byte,
        warnings: fc.array(byte, { maxLength: 20 }),
        paperPath: fc.nat(0xffff),
        replace: byte,
        inks: fc.array(ink, { maxLength: 12 }),
        cancellation: byte,
        jobName: text,
        serial: text.filter(({ length }) => length > 0),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(said, (status) => {
        const message = statusOf(encodeStatus(status));
        expect(message).toMatchObject({ kept: [], trailing: new Uint8Array(0) });
        expect(message.status).toEqual(status);
      }),
      { seed: 432, numRuns: 200 },
    );
  });

  it('is text too, which is read again', () => {
    const reply = encodeText({ state: 0, error: 6, levels: [100, 5, 0] });
    expect(String.fromCharCode(...reply)).toBe('@BDC ST\r\nST:00;ER:06;IQ:640500;\f');
    const decoded = decode(reply);
    expect(decoded.ok && bdcReport(decoded.message)).toMatchObject({
      state: 'error',
      errors: [{ reason: 'media-empty' }],
      supplies: [
        { name: 'black', level: { percent: 100 } },
        { name: 'cyan', level: { percent: 5 } },
        { name: 'magenta', level: { percent: 0 } },
      ],
    });
    expect(decode(encodeText({ levels: [] }))).toMatchObject({ ok: true, message: { pairs: [] } });
  });

  it('cuts what is longer than a field', () => {
    const { status } = statusOf(
      encodeStatus({ jobName: 'x'.repeat(999), serial: 'y'.repeat(999) }),
    );
    expect([status.jobName?.length, status.serial?.length]).toEqual([250, 255]);
  });

  it('knows inks by name, as far as sources agree on their codes', () => {
    expect(inkNamed('yellow', 7)).toMatchObject({ cartridge: 5, colour: 3, level: 7 });
    expect(inkNamed('light black', 7)).toMatchObject({ cartridge: 0x0a, colour: 8 });
    for (const name of ['matte black', 'light yellow', 'dark yellow', 'red', 'tea']) {
      expect(inkNamed(name, 7)).toBeUndefined();
    }
  });
});
