/** `portolan status` on a network in memory: real clients ask real responders, and a person reads the outcome. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { portolan } from '../../test/support/command.ts';
import {
  INKJET,
  LASER,
  LASER_DESCRIPTION,
  neighbourhood,
  NOBODY,
  TILL,
  type NeighbourhoodOptions,
} from '../../test/support/printers.ts';
import { attribute } from '../protocols/ipp/encode.ts';
import { cancellation } from '../core/signal.ts';
import { isPrintPort } from '../core/print-ports.ts';
import type { StatusResult } from './status/result.ts';
import { status } from './status.ts';

interface Wishes extends NeighbourhoodOptions {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function run(words: string, { columns, env = {}, ...options }: Wishes = {}) {
  const around = neighbourhood(options);
  const work = portolan(['status', ...words.split(' ')], {
    platform: around.here,
    env: { NO_COLOR: '1', ...env },
    ...(columns !== undefined && { columns }),
  });
  return { ...(await around.passing(work)), ...around };
}

async function answered(words: string, options: Wishes = {}) {
  const ended = await run(`${words} --json`, options);
  return { ...ended, result: JSON.parse(ended.out) as StatusResult };
}

describe('a printer that answers', () => {
  it('is one device, whoever spoke', async () => {
    const { result, code, err } = await answered(INKJET);
    expect([code, err]).toEqual([0, '']);
    expect(result.devices).toMatchObject([
      {
        host: INKJET,
        name: 'Kitchen inkjet',
        maker: 'Epson',
        model: 'XP-432 435 Series',
        mac: '00:00:5e:00:53:03',
        addresses: [INKJET],
        links: ['eth0'],
        seenBy: ['enpc', 'snmp', 'dnssd'],
        firmware: 'ME23H6 (2017-06-23)',
        findings: ['low', 'empty', 'error'],
      },
    ]);
  });

  it("of Epson's tells by Epson's own status what the standard's tables do not have", async () => {
    const { result } = await answered(`${INKJET} --only snmp`);
    const { printer } = result.devices[0]!;
    expect(printer!.supplies.slice(0, 4).map(({ level }) => level)).toEqual(
      Array.from({ length: 4 }, () => ({ kind: 'words', words: 'inserted, not read' })),
    );
    expect(printer!.counters).toMatchObject([{ name: 'pages', count: 1234, by: 'snmp' }]);
  });

  it('of another maker is asked nothing of Epson', async () => {
    const { result, network } = await answered(LASER);
    expect(result.devices).toMatchObject([
      {
        name: 'Hall printer',
        maker: 'HP',
        serial: 'ABC123',
        mac: '00:00:5e:00:53:10',
        location: 'Hall',
        seenBy: ['ipp', 'snmp'],
        findings: ['low', 'empty', 'warning'],
        contradictions: [{ about: 'name', kind: 'values' }],
      },
    ]);
    // 1.3.6.1.4.1.1248 as BER has it.
    const epson = [0x2b, 6, 1, 4, 1, 0x89, 0x60].join();
    const asksEpson = ({ bytes }: { bytes: Uint8Array }) => [...bytes].join().includes(epson);
    const asked = network.transcript.filter(({ to }) => to.address === LASER && to.port === 161);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter(asksEpson)).toEqual([]);
    expect((await answered(INKJET)).network.transcript.some(asksEpson)).toBe(true);
  });

  it('is asked by queries alone, and never at a print port', async () => {
    const { network, posts } = await answered(`${INKJET} ${LASER} ${TILL} ${NOBODY}`);
    const mine = network.transcript.filter(({ from }) => from.address === '192.168.1.5');
    expect(mine.filter(({ to }) => isPrintPort(to.port))).toEqual([]);
    expect(network.streams).toEqual([]);
    expect(posts.filter((address) => !/^http:\/\/[\d.]+:631\//.test(address))).toEqual([]);
    const letters = mine
      .filter(({ to }) => to.port === 3289)
      .map(({ bytes }) => String.fromCharCode(bytes[5]!));
    expect(new Set(letters)).toEqual(new Set(['P', 'Q']));
    // get, getnext and getbulk: the tag after version and community.
    const words = mine
      .filter(({ to }) => to.port === 161)
      .map(({ bytes }) => bytes.find((byte) => byte >= 0xa0 && byte <= 0xa8));
    expect([...new Set(words)].filter((tag) => ![0xa0, 0xa1, 0xa5].includes(tag!))).toEqual([]);
  });

  it('does not keep anybody waiting for those who have nothing to say', async () => {
    const { result } = await answered(LASER);
    expect(result.hosts).toMatchObject([{ host: LASER, answered: true }]);
    expect(result.hosts[0]!.took).toBeLessThan(1500);
    expect(result.coverage).toEqual({
      complete: true,
      gaps: [
        {
          host: LASER,
          why: 'no answer by ENPC (UDP 3289), DNS-SD (UDP 5353) or WSD (UDP 3702)',
          partial: false,
        },
      ],
    });
  });

  it('has a name on its link, and is found by it', async () => {
    const { result } = await answered('epson005303.local --only enpc');
    expect(result.hosts).toMatchObject([{ host: 'epson005303.local', address: INKJET }]);
    expect(result.devices).toMatchObject([{ host: 'epson005303.local', addresses: [INKJET] }]);
  });

  it('is asked by those alone that were named', async () => {
    const { result, network } = await answered(`${LASER} --only SNMP,dns-sd`);
    expect(result.hosts[0]!.asked.map(({ by }) => by)).toEqual(['snmp', 'dnssd']);
    const ports = network.transcript.map(({ to }) => to.port).filter((port) => port < 10_000);
    expect(new Set(ports)).toEqual(new Set([161, 5353]));
  });

  it.each<[version: string, byte: number]>([
    ['1', 0],
    ['2c', 1],
  ])('is asked in version %s of SNMP alone when that was said', async (version, byte) => {
    const { result, network } = await answered(`${LASER} --only snmp --snmp ${version}`);
    expect(result.hosts[0]!.asked).toMatchObject([{ by: 'snmp', end: 'answered' }]);
    const asked = network.transcript.filter(({ to }) => to.port === 161);
    // 30 length 02 01 version; the length has more bytes where it is above 127.
    const versions = asked.map(({ bytes }) => bytes[bytes.indexOf(0x02) + 2]);
    expect(new Set(versions)).toEqual(new Set([byte]));
  });

  it('by two protocols that do not tell the same of one toner is doubted', async () => {
    const ipp = [
      attribute('marker-names', { kind: 'name', text: 'Cyan' }),
      attribute('marker-types', { kind: 'keyword', text: 'toner' }),
      attribute('marker-colors', { kind: 'name', text: '#00FFFF' }),
      attribute('marker-levels', { kind: 'integer', value: 80 }),
    ];
    const { result } = await answered(LASER, { ipp });
    expect(result.devices[0]!.printer!.disputed).toEqual(['cyan: 80 % by IPP, 6 % by SNMP']);
  });

  it('fits its schema, and the rows have one for each device', async () => {
    const { result } = await answered(`${INKJET} ${LASER} ${TILL} nonesuch`);
    const isLegal = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
      status.output,
    );
    isLegal(result);
    expect(isLegal.errors ?? []).toEqual([]);
    const rows = status.rows(result);
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatchObject({
      host: LASER,
      lowest: 0,
      pages: 98_770,
      findings: 'low empty warning',
      seenBy: 'ipp snmp',
    });
  });
});

describe('a community', () => {
  it('that is wrong leaves what IPP tells, and says which word would help', async () => {
    const { result } = await answered(LASER, { community: 'shelf' });
    expect(result.devices).toMatchObject([{ seenBy: ['ipp'] }]);
    expect(result.hosts[0]!.asked).toContainEqual({
      by: 'snmp',
      end: 'silent',
      where: 'UDP 161',
      why: 'SNMP is off there, or it has another community than "public"',
      adjust: 'community',
    });
    expect(result.coverage).toMatchObject({ complete: true });
    expect(result.coverage.gaps).toContainEqual({
      host: LASER,
      by: 'snmp',
      why: 'SNMP (UDP 161) does not answer: SNMP is off there, or it has another community than "public" (--community)',
      remedy: `portolan status ${LASER} --community WORD`,
      partial: false,
    });
  });

  it.each<[how: string, words: string, env: Record<string, string>]>([
    ['by its flag', `${LASER} --community shelf`, {}],
    ['by the environment', LASER, { PORTOLAN_COMMUNITY: 'shelf' }],
  ])('that fits is heard, %s', async (_, words, env) => {
    const { result } = await answered(words, { community: 'shelf', env });
    expect(result.devices).toMatchObject([{ seenBy: ['ipp', 'snmp'] }]);
  });

  it('that does not fit the wire is refused', async () => {
    const { code, err } = await run(`${LASER} --community ☃`);
    expect(code).toBe(2);
    expect(err).toContain('a community has 255 characters at most');
  });

  it('is missed where nobody told how it is: the last line is the command that would help', async () => {
    const { code, out } = await run(`${INKJET} --strict`, { community: 'shelf' });
    expect(code).toBe(4);
    expect(out).toContain('Not seen: SNMP (UDP 161) does not answer');
    expect(out.trim()).toMatch(/To see more: portolan status 192\.168\.1\.9 --community WORD$/);
  });
});

describe('--fail-on', () => {
  it.each<[words: string, code: number]>([
    [`${LASER} --fail-on low`, 1],
    [`${LASER} --fail-on empty,error`, 1],
    [`${LASER} --fail-on error,offline`, 0],
    [`${INKJET} --fail-on error`, 1],
    [`${TILL} --fail-on low,empty,warning,error,offline`, 0],
    [`${NOBODY} --fail-on offline`, 1],
    [`${NOBODY} --fail-on low`, 3],
    [`${LASER} ${NOBODY}`, 3],
    ['nonesuch', 3],
    ['nonesuch.local', 3],
    [`${LASER} --only ftp`, 2],
    ['8.8.8.8', 2],
    ['www.example', 2],
    ['www.example --allow-public --only snmp --wait 1', 3],
    ['192.168.1.255', 2],
    [`${LASER} --fail-on jam`, 2],
  ])('%s ends with %i', async (words, code) => {
    expect((await run(words)).code).toBe(code);
  });

  it('warns when any witness says low, and says who', async () => {
    const ipp = [
      attribute('marker-names', { kind: 'name', text: 'Black' }),
      attribute('marker-types', { kind: 'keyword', text: 'toner' }),
      attribute('marker-colors', { kind: 'name', text: '#000000' }),
      attribute('marker-levels', { kind: 'integer', value: 9 }),
    ];
    const laser = {
      ...LASER_DESCRIPTION,
      errorBits: Uint8Array.of(0),
      alerts: [],
      supplies: LASER_DESCRIPTION.supplies.filter(({ level }) => level > 50),
    };
    const { code, out } = await run(`${LASER} --fail-on low`, { laser, ipp, columns: 100 });
    expect(code).toBe(1);
    expect(out).toContain('58 %, low by IPP (9 %)');
    expect(out).toContain('Black: 9 % by IPP, 58 % by SNMP.');
    expect((await run(`${LASER} --only snmp --fail-on low`, { laser })).code).toBe(0);
  });

  it('means by low what --low says', async () => {
    const full = {
      ...LASER_DESCRIPTION,
      errorBits: Uint8Array.of(0),
      alerts: [],
      supplies: LASER_DESCRIPTION.supplies.slice(0, 1),
    };
    const low = async (percent: number) =>
      (await run(`${LASER} --only snmp --low ${percent} --fail-on low`, { laser: full })).code;
    expect([await low(57), await low(58)]).toEqual([0, 1]);
  });
});

describe('nobody', () => {
  it('is said to be silent within the time that was given, with what mostly is the cause', async () => {
    const { code, out, err, network } = await run(`${NOBODY} --wait 2`);
    expect([code, out]).toEqual([3, '192.168.1.99 does not answer.\n']);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('within 2 s; most often it is off or asleep');
    expect(network.clock.now()).toBeGreaterThanOrEqual(2000);
  });

  it('that was asked by SNMP alone may have another word', async () => {
    const { err } = await run(`${LASER} --only snmp`, { community: 'shelf' });
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      'most often SNMP is off there, or it has another community than "public" (--community)',
    );
  });

  it('is no silence when a person stops the asking', async () => {
    const around = neighbourhood();
    const { signal, cancel } = cancellation();
    around.here.clock.wakeAt(around.here.clock.now() + 1000, cancel);
    const work = portolan(['status', NOBODY, '--wait', '60'], { platform: around.here, signal });
    const { code, out, err } = await around.passing(work);
    expect([code, out]).toEqual([3, '192.168.1.99 had not answered yet.\n']);
    expect(err).toContain('had not answered when the asking was interrupted');
  });

  it('has a name that is not known', async () => {
    const { code, out, err } = await run('nonesuch');
    expect([code, out]).toEqual([3, 'nonesuch was not found.\n']);
    expect(err).toBe('portolan: no host is called "nonesuch" here\n');
  });

  it('is in the document, for programs', async () => {
    const { result, code } = await answered(NOBODY);
    expect(code).toBe(3);
    expect(result).toMatchObject({
      devices: [],
      hosts: [{ host: NOBODY, address: NOBODY, answered: false }],
      coverage: { complete: false, gaps: [{ host: NOBODY, partial: true }] },
    });
  });
});

describe('to a person', () => {
  it.each([20, 40, 60, 80, 120, 200])('nothing is wider than %i columns', async (columns) => {
    const { out } = await run(`${INKJET} ${LASER} ${TILL}`, { columns });
    const widest = Math.max(...out.split('\n').map(({ length }) => length));
    expect(widest).toBeLessThanOrEqual(columns);
  });

  it('supplies are bars, with what their levels mean', async () => {
    const { out } = await run(LASER, { columns: 100 });
    expect(out).toContain(
      [
        'Supplies',
        '  Black Cartridge HP 05A  █████████████████············· 58 %',
        '  Cyan Cartridge          ██···························· 6 %, low',
        '  Magenta Cartridge       ······························ 0 %, empty',
        '  Yellow Cartridge        ██████████████████████████████ 100 %',
        '  Toner Collection Unit   ████████████·················· 40 % room left',
        '  Transfer Kit            some left',
      ].join('\n'),
    );
  });

  it('an ink that the printer has not read is no empty one', async () => {
    const { out } = await run(INKJET, { columns: 80 });
    expect(out).toMatch(/^ {2}magenta ink +inserted, not read$/m);
    expect(out).toMatch(/^ {2}Error; /m);
  });

  it('colour is for terminals', async () => {
    const plain = await run(LASER, { columns: 80 });
    expect(plain.out).not.toContain('\u001b[');
    const coloured = await run(LASER, { columns: 80, env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(coloured.out).toContain('\u001b[36m██');
  });
});
