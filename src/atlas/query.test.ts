import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { parsePortQueries, type PortQuery } from './query.ts';

const port = (from: number, to = from) => ({ kind: 'numbers', from, to }) as const;
const name = (text: string) => ({ kind: 'name', name: text }) as const;

describe('a port may be written', () => {
  it.each<[text: string, ...queries: PortQuery[]]>([
    ['641', port(641)],
    ['0', port(0)],
    ['65535', port(65_535)],
    ['00080', port(80)],
    ['620-642', port(620, 642)],
    ['80-80', port(80)],
    ['udp/621', { ...port(621), transport: 'udp' }],
    ['53/udp', { ...port(53), transport: 'udp' }],
    ['TCP/80', { ...port(80), transport: 'tcp' }],
    ['udp:53', { ...port(53), transport: 'udp' }],
    ['u:53', { ...port(53), transport: 'udp' }],
    ['T:80', { ...port(80), transport: 'tcp' }],
    ['s:9', { ...port(9), transport: 'sctp' }],
    ['d:5004', { ...port(5004), transport: 'dccp' }],
    ['dccp/5004', { ...port(5004), transport: 'dccp' }],
    ['tcp/8000-8100', { ...port(8000, 8100), transport: 'tcp' }],
    ['8000-8100/sctp', { ...port(8000, 8100), transport: 'sctp' }],
    [':8080', port(8080)],
    ['127.0.0.1:8080', port(8080)],
    ['*:8080', port(8080)],
    ['[::1]:8080', port(8080)],
    ['printer.example:9100', port(9100)],
    ['tcp/127.0.0.1:80', { ...port(80), transport: 'tcp' }],
    ['enpc', name('enpc')],
    ['ENPC', name('enpc')],
    ['enpc/udp', { ...name('enpc'), transport: 'udp' }],
    ['x11', name('x11')],
    ['3com-tsmux', name('3com-tsmux')],
    ['at-rtmp', name('at-rtmp')],
    ['whois++', name('whois++')],
    ['tcp', name('tcp')],
    ['80,443', port(80), port(443)],
    ['80,,udp/53,', port(80), { ...port(53), transport: 'udp' }],
    [''],
    [','],
  ])('%s', (text, ...queries) => {
    expect(parsePortQueries(text)).toEqual(queries);
  });
});

describe('what is no port is said so', () => {
  const NEITHER =
    'is not a port: write 641, udp/621, :8080, 620-642 or a service name such as enpc';
  it.each<[text: string, sentence: string]>([
    ['70000', '70000 is no port: ports are 0 to 65535'],
    ['65536', '65536 is no port: ports are 0 to 65535'],
    ['9'.repeat(400), `${'9'.repeat(400)} is no port: ports are 0 to 65535`],
    ['udp/70000', '70000 is no port (in "udp/70000"): ports are 0 to 65535'],
    ['80-70000', '70000 is no port (in "80-70000"): ports are 0 to 65535'],
    ['642-620', '642-620 is upside down: write 620-642'],
    ['81-80', '81-80 is upside down: write 80-81'],
    ['-5', `"-5" ${NEITHER}`],
    ['5-', `"5-" ${NEITHER}`],
    ['1-2-3', `"1-2-3" ${NEITHER}`],
    ['udp/', `"udp/" ${NEITHER}`],
    ['/udp', `"/udp" ${NEITHER}`],
    [':', `":" ${NEITHER}`],
    ['1.5', `"1.5" ${NEITHER}`],
    ['8o80!', `"8o80!" ${NEITHER}`],
    ['two words', `"two words" ${NEITHER}`],
    [' 80', `" 80" ${NEITHER}`],
    ['８０', `"８０" ${NEITHER}`],
    ['٣', `"٣" ${NEITHER}`],
    ['münchen', `"münchen" ${NEITHER}`],
    ['::1', `"::1" ${NEITHER}`],
    ['http://example.org', `"http://example.org" ${NEITHER}`],
  ])('%s', (text, sentence) => {
    expect(() => parsePortQueries(text)).toThrow(new UsageError(sentence));
  });

  const isSound = (query: PortQuery) =>
    query.kind === 'name'
      ? query.name !== '' && query.name === query.name.toLowerCase()
      : 0 <= query.from && query.from <= query.to && query.to <= 65_535;

  /** What is wrong, other than what the user did. */
  function fault(text: string): string {
    try {
      return parsePortQueries(text).every(isSound) ? '' : 'an unsound query';
    } catch (thrown) {
      return thrown instanceof UsageError ? '' : String(thrown);
    }
  }

  it('nothing else is ever thrown, and numbers are always ports in order', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('udp/', 'tcp', ':', '-', ',', '/', '[', ']', 'u:', '65535', '65536', '1'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        expect(fault(pieces.join(''))).toBe('');
      }),
    );
  });
});

it('a transport that has no ports is said to be none; a name with a number is a name', () => {
  expect(() => parsePortQueries('443/quic')).toThrow('"quic" is no transport that has ports');
  expect(parsePortQueries('cl/1')).toEqual([{ kind: 'name', name: 'cl/1' }]);
});
