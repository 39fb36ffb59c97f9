/** How captures look to a person: a line for each message, on wide terminals and narrow ones. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { DecodeCoverage, ReadableMessage } from '../../../app/decode.ts';
import { width as widthOf } from '../text.ts';
import { decodeLiveView, decodeView } from './decode.ts';

const options = (width: number, full = false) => ({
  width,
  full,
  numeric: false,
  colours: pc.createColors(false),
});

const MESSAGE: ReadableMessage = {
  protocol: 'enpc',
  message: 'Query: receipt model',
  fields: [{ name: 'magic', offset: 0, length: 5, value: '45 50 53 4f 4e' }],
  bytes: '4550534f4e51',
  packet: {
    number: 7,
    time: '2026-11-21T02:03:04.567890Z',
    transport: 'udp',
    from: { address: '192.0.2.1', port: 50_000 },
    to: { address: '2001:db8::1', port: 3289 },
  },
};
const BROKEN: ReadableMessage = {
  ...MESSAGE,
  message: '',
  error: {
    kind: 'truncated',
    field: 'function',
    offset: 8,
    message: 'truncated in function\u001b[2J',
  },
  packet: { ...MESSAGE.packet!, missing: 2 },
};
const COVERAGE: DecodeCoverage = {
  messages: 2,
  errors: 1,
  packets: 12_345,
  first: '2026-11-21T02:03:04Z',
  last: '2026-11-21T02:05:04Z',
  protocols: [{ protocol: 'enpc', messages: 2 }],
  unknown: [{ transport: 'udp', port: 69, count: 3, service: 'tftp' }],
  skipped: [{ reason: 'ARP', packets: 4 }],
};

const lines = (message: ReadableMessage, width: number, full = false, isAlone = false) =>
  decodeLiveView.row(message, options(width, full), { isAlone });

describe('a message of a capture', () => {
  it('is a line, with all that it takes to find it again', () => {
    const [line, ...more] = lines(MESSAGE, 120);
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^ {4}7 {2}\d\d:03:04\.567890 {2}192\.0\.2\.1:50000 +→ \[2001:db8::1\]:3289 +enpc +Query: receipt model$/,
    );
  });

  it('says what is wrong with it, and no terminal obeys that', () => {
    const [line] = lines(BROKEN, 160);
    expect(line).toContain('not understood: truncated in function');
    expect(line).toContain('(2 bytes more not captured)');
    expect(line).not.toContain('\u001b');
  });

  it.each([40, 50, 60, 79, 80, 100, 120])('fits into %i columns', (width) => {
    for (const message of [MESSAGE, BROKEN]) {
      for (const line of lines(message, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
    for (const line of decodeView({ coverage: COVERAGE }, options(width))) {
      expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('is shown whole when it is alone, or when all are wanted', () => {
    for (const whole of [lines(MESSAGE, 120, true), lines(MESSAGE, 120, false, true)]) {
      expect(whole[0]).toContain('→');
      expect(whole.join('\n')).toContain('└─    0 magic 45 50 53 4f 4e');
      expect(whole.join('\n')).toContain('0000  45 50 53 4f 4e 51');
    }
    const job = { ...MESSAGE, fields: Array.from({ length: 101 }, () => MESSAGE.fields[0]!) };
    expect(lines(job, 120, false, true)).toHaveLength(1);
    expect(lines(job, 120, true).length).toBeGreaterThan(100);
    const { packet: _, ...bare } = MESSAGE;
    expect(lines(bare, 120)[0]).toBe('ENPC  Query: receipt model (6 bytes)');
  });
});

describe('at the end', () => {
  const said = (coverage: DecodeCoverage) => decodeView({ coverage }, options(100)).join('\n');

  it('what was in the capture and what was not looked into', () => {
    const text = said(COVERAGE);
    expect(text).toContain('12,345 packets (');
    expect(text).toContain('2 messages shown, 1 of them broken.');
    expect(text).toContain('In it: enpc 2');
    expect(text).toContain('Of no protocol known here: udp/69 tftp 3');
    expect(text).toContain('Packets not looked into: ARP 4');
  });

  it('nothing after bytes alone, and an empty capture is said to be empty', () => {
    expect(said({ messages: 1, errors: 0 })).toBe('');
    expect(said({ messages: 0, errors: 0, packets: 0 })).toBe('The capture has no packets.');
  });
});
