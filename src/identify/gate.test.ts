/**
 * The gate: nothing to a print port, nothing to ports of devices whose language is not known, nothing to a silent port of
 * a machine that may be a printer.
 */
import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrintPort, mayWrite, say, type GateQuestion } from './gate.ts';

const PRINT_PORTS = [515, 621, 9999, ...Array.from({ length: 17 }, (_, i) => 9100 + i)];
const DEVICE_PORTS = [1865, 3259];

const port = oneof(constantFrom(...PRINT_PORTS), integer({ min: 1, max: 65_535 }));

/** Any port of any machine, print ports often among them. */
const question: Arbitrary<GateQuestion> = record({
  port,
  transport: constantFrom('tcp', 'udp'),
  behind: array(port, { maxLength: 2 }),
  relay: boolean(),
  witnesses: array(string(), { maxLength: 2 }),
  greeting: option(constantFrom('ssh', 'smtp', 'ipp', 'http'), { nil: undefined }),
});

describe('print ports', () => {
  it('are exactly those where bytes become paper', () => {
    const found = Array.from({ length: 65_536 }, (_, i) => i).filter(isPrintPort);
    expect(found).toEqual(PRINT_PORTS.toSorted((a, b) => a - b));
  });

  it('are never written to, whatever they greet with and whoever stands behind', () => {
    const isPrint = ({ port: own, behind = [] }: GateQuestion) =>
      [own, ...behind].some((one) => PRINT_PORTS.includes(one));
    assert(
      property(question.filter(isPrint), (asked) => {
        expect(say(new Uint8Array(1), asked)).toBe('print port');
      }),
      { numRuns: 5000 },
    );
  });
});

describe('ports of devices whose language is not known', () => {
  it.each(DEVICE_PORTS)('%i is never written to, by TCP or by UDP', (own) => {
    const asked = question.map((any) => ({ ...any, port: own, behind: [] }));
    assert(
      property(asked, (one) => {
        expect(say(new Uint8Array(1), one)).toBe('device port');
      }),
      { numRuns: 1000 },
    );
  });

  it('nor one behind which such a port is known to be', () => {
    const asked = { port: 8080, transport: 'tcp', witnesses: [], greeting: undefined } as const;
    expect(mayWrite(asked)).toBe(true);
    expect(mayWrite({ ...asked, behind: [3259] })).toBe(false);
  });
});

describe('a machine that may be a printer', () => {
  it('is told nothing over TCP by who did not hear it greet', () => {
    const isSilentPrinter = ({ transport, greeting, witnesses }: GateQuestion) =>
      transport === 'tcp' && greeting === undefined && witnesses.length > 0;
    assert(
      property(question.filter(isSilentPrinter), (asked) => {
        expect(mayWrite(asked)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  it('may be answered where it greeted', () => {
    const asked = { port: 25, transport: 'tcp', witnesses: ['631/tcp is open'] } as const;
    expect(mayWrite({ ...asked, greeting: 'smtp' })).toBe(true);
    expect(say(new Uint8Array(1), { ...asked, greeting: undefined })).toBe('printer');
  });
});

describe('who passes things on', () => {
  it('is told nothing, unless it is known to where', () => {
    const asked = { port: 8080, transport: 'tcp', relay: true, witnesses: [], greeting: undefined };
    const relay = asked as GateQuestion;
    expect(say(new Uint8Array(1), relay)).toBe('relay');
    expect(mayWrite({ ...relay, behind: [80] })).toBe(true);
    expect(say(new Uint8Array(1), { ...relay, behind: [9100] })).toBe('print port');
  });
});

it('lets all others be asked', () => {
  const asked = { transport: 'tcp', witnesses: [], greeting: undefined } as const;
  const open = Array.from({ length: 65_536 }, (_, port) => port).filter((port) =>
    mayWrite({ ...asked, port }),
  );
  expect(open.length).toBe(65_536 - PRINT_PORTS.length - DEVICE_PORTS.length);
  const bytes = Uint8Array.of(1, 2);
  expect(say(bytes, { ...asked, port: 80 })).toEqual({ kind: 'say', bytes });
});
