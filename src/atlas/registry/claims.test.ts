import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { record } from '../../../test/support/registry.ts';
import { readNames } from '../names.ts';
import { readTable } from '../table.ts';
import { registryTables } from './claims.ts';
import { FIELDS, type Person, type RegistryRecord } from './record.ts';

/** The tables of these records, read as the atlas reads them. */
function tables(records: readonly Partial<RegistryRecord>[], people: readonly Person[] = []) {
  const { ports, names } = registryTables({
    format: 'xml',
    title: '',
    updated: '',
    records: records.map(record),
    people,
    remarks: [],
    unread: {},
  });
  return { ports: readTable(ports, 'iana'), names: readNames(names, 'iana'), text: ports };
}

const claims = (fields: Partial<RegistryRecord>, people?: readonly Person[]) =>
  tables([fields], people).ports.all();

describe('a record with a port', () => {
  it('claims all that it says', () => {
    const people = [
      { id: 'Ada_Ng', name: 'Ada Ng' },
      { id: 'Charts', name: 'Charts Ltd' },
    ];
    const fields = {
      service: 'Chart',
      port: '7000-7004',
      transport: 'udp',
      description: 'Charts\nof harbours',
      assignee: '[Charts]',
      contact: '[Ada_Ng][Bo_Li_2]',
      registered: '2002-02',
      modified: '2020-01-02',
      reference: '[RFC6335, Section 2][1][draft-x]',
      code: '1213',
      unauthorized: 'Seen elsewhere',
      note: 'Not a map',
    };
    expect(claims(fields, people)).toEqual([
      {
        from: 7000,
        to: 7004,
        transport: 'udp',
        service: 'chart',
        title: 'Charts',
        standing: 'assigned',
        source: 'iana',
        reference: 'RFC 6335, Section 2, footnote 1 of the registry, draft-x',
        since: '2002-02',
        registrant: 'Charts Ltd',
        contact: 'Ada Ng, Bo Li',
        note: 'of harbours Not a map',
        updated: '2020-01-02',
        unauthorized: 'Seen elsewhere',
        code: '1213',
      },
    ]);
  });

  it('without a transport is from the time of tcp and udp', () => {
    expect(claims({ service: 'a', port: '1' }).map(({ transport }) => transport)).toEqual([
      'tcp',
      'udp',
    ]);
  });

  it('that is reserved without a transport is so on all', () => {
    expect(claims({ port: '1', description: 'Reserved' })).toMatchObject([
      { standing: 'reserved', transport: 'tcp' },
      { standing: 'reserved', transport: 'udp' },
      { standing: 'reserved', transport: 'sctp' },
      { standing: 'reserved', transport: 'dccp' },
    ]);
  });

  it.each<[standing: string, fields: Partial<RegistryRecord>]>([
    ['assigned', { service: 'a', description: 'Unassigned numbers of all kinds' }],
    ['assigned', { description: 'Something without a name' }],
    ['historic', { service: 'a', note: 'This use is now historic' }],
    ['unofficial', { service: 'a', note: 'Known UNAUTHORIZED: unassigned but widespread use' }],
    ['unofficial', { description: 'Unassigned', unauthorized: 'used by chart' }],
    ['unofficial', { description: 'Possibly used by chart' }],
    ['reserved', { description: 'Reserved for future use' }],
    ['deassigned', { description: 'De-registered (2001 June 06)' }],
    ['deassigned', { description: 'Unassigned (Removed 2002-04-30)' }],
    ['deassigned', { description: 'Unassigned', note: 'given back in 2020' }],
  ])('stands as %s: %o', (standing, fields) => {
    expect(claims({ port: '1', transport: 'tcp', ...fields })).toMatchObject([{ standing }]);
  });

  it('that says only "nobody" claims nothing', () => {
    expect(claims({ port: '5', transport: 'tcp', description: 'Unassigned' })).toEqual([]);
    expect(claims({ port: '6-9', description: '(Unassigned)' })).toEqual([]);
  });

  it.each<[unauthorized: string, ports: [from: number, to: number][]]>([
    ['port 210 is used by chart', [[210, 210]]],
    [
      'chart on 205-207 and 210',
      [
        [205, 207],
        [210, 210],
      ],
    ],
    ['since 2001, by chart', [[200, 220]]],
    ['backwards on 210-205', [[200, 220]]],
    ['partly outside, 190-205', [[200, 220]]],
    ['by somebody', [[200, 220]]],
  ])('of an unassigned range, in use: %s', (unauthorized, ports) => {
    const found = claims({
      port: '200-220',
      transport: 'tcp',
      description: 'Unassigned',
      unauthorized,
    });
    expect(found.map(({ from, to }) => [from, to])).toEqual(ports);
  });
});

describe('the tables', () => {
  it('have what differs in transport alone in one line, ranges first, then by port', () => {
    const { text } = tables([
      { service: 'b', port: '20', transport: 'udp' },
      { service: 'b', port: '20', transport: 'tcp' },
      { service: 'c', port: '0030-40', transport: 'tcp' },
      { service: 'a', port: '007', transport: 'sctp' },
      { service: 'a2', port: '20', transport: 'tcp' },
    ]);
    expect(text).toBe(
      '30-40\ttcp\tc\tc\tassigned\n7\tsctp\ta\ta\tassigned\n20\ttcp udp\tb\tb\tassigned\n20\ttcp\ta2\ta2\tassigned\n',
    );
  });

  it('have names without a port apart, by name', () => {
    const { names, ports } = tables([
      { service: 'b', transport: 'udp', description: 'B' },
      { service: 'b', transport: 'tcp', description: 'B' },
      { service: 'a', description: 'A', code: '12' },
    ]);
    expect(ports.all()).toEqual([]);
    expect(names.all()).toMatchObject([
      { service: 'a', transports: [], title: 'A', code: '12' },
      { service: 'b', transports: ['tcp', 'udp'], title: 'B' },
    ]);
  });

  it('may be empty', () => {
    const { ports, names } = tables([]);
    expect([ports.all(), ports.at(80), names.all()]).toEqual([[], [], []]);
  });
});

test('whatever a registry says, the tables can be read', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'ab-[]_ \t\n\r#:,"\u2028日9'), maxLength: 12 }),
    fc.constantFrom('Reserved', 'Unassigned', '-', '[RFC1]', 'Unassigned but widespread use'),
  );
  const port = fc.integer({ min: 0, max: 65_535 });
  const ports = fc.oneof(
    fc.constant(''),
    port.map(String),
    fc.tuple(port, port).map((ends) => ends.toSorted((a, b) => a - b).join('-')),
  );
  const recordOf = fc.record({
    ...(Object.fromEntries(FIELDS.map((field) => [field, text])) as Record<
      keyof RegistryRecord,
      typeof text
    >),
    port: ports,
    unauthorized: fc.oneof(
      text,
      ports,
      ports.map((some) => some.split('-').toReversed().join('-')),
    ),
    transport: fc.constantFrom('tcp', 'UDP', 'sctp', ''),
  });
  fc.assert(
    fc.property(fc.array(recordOf, { minLength: 1, maxLength: 8 }), (records) => {
      const made = tables(records);
      for (const { from, to } of made.ports.all()) {
        expect(made.ports.at(from).length).toBeGreaterThan(0);
        expect(made.ports.at(to).length).toBeGreaterThan(0);
      }
      expect(made.names.all().length).toBeLessThanOrEqual(records.length);
    }),
    { seed: 2, numRuns: 500 },
  );
});
