/**
 * One printer that answers by every protocol, on a network in memory: the real clients ask the real responders, and
 * what they heard becomes one device.
 */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { converse, type ConverseOptions } from '../../platform/run.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { discovery, type DiscoveryEvent } from '../../protocols/enpc/client.ts';
import { answersOf, TM_M30II, XP_432 as ENPC_XP_432 } from '../../protocols/enpc/description.ts';
import type { Answers } from '../../protocols/enpc/device.ts';
import { devicesOf } from '../../protocols/enpc/telling-apart.ts';
import { responder as enpcResponder } from '../../protocols/enpc/server.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { browser, type BrowsingEvent } from '../../protocols/dnssd/client.ts';
import { responder as dnssdResponder } from '../../protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { printerOf } from '../../protocols/ipp/describe.ts';
import { attribute } from '../../protocols/ipp/encode.ts';
import { newAgent } from '../../protocols/snmp/agent.ts';
import { inquiry, type InquiryEvent } from '../../protocols/snmp/client.ts';
import { printerObjects, XP_432 as SNMP_XP_432 } from '../../protocols/snmp/description.ts';
import { OIDS } from '../../protocols/snmp/mib/names.ts';
import {
  EPSON_VARIABLES,
  PRINTER_VARIABLES,
  PRINTER_WALKS,
  type Values,
} from '../../protocols/snmp/mib/printer.ts';
import { agent } from '../../protocols/snmp/server.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdDiscovery, type WsdDiscoveryEvent } from '../../protocols/wsd/client.ts';
import { wsdResponder } from '../../protocols/wsd/server.ts';
import { PRINTER, WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import type { Device } from '../device.ts';
import { mergeObservations } from '../merge.ts';
import type { Observation } from '../observation.ts';
import { conditionWords, counterWords, supplyWords } from '../words.ts';
import { dnssdObservation } from './dnssd.ts';
import { enpcObservation } from './enpc.ts';
import { ippObservation } from './ipp.ts';
import { snmpObservation } from './snmp.ts';
import { wsdObservation } from './wsd.ts';

const ADDRESS = '192.0.2.12';
const UUID = 'cfe92100-67c4-11d4-a45f-00005e005303';
const HEARD = { at: 1000, link: 'eth0' };

const ANNOUNCED = {
  host: 'EPSON005303',
  addresses: [ADDRESS],
  services: ['_ipp._tcp', '_printer._tcp', '_uscan._tcp'].map((type, i) => ({
    instance: 'EPSON XP-432 435 Series',
    type,
    port: [631, 515, 80][i]!,
    txt: [
      'ty=EPSON XP-432 435 Series',
      'usb_MFG=EPSON',
      'usb_MDL=XP-432 435 Series',
      'note=Hall',
      ['rp=ipp/print', 'rp=auto', 'rs=eSCL'][i]!,
      ...(i === 0 ? [`UUID=${UUID}`] : []),
    ],
  })),
};

const UNHEARD = { tell() {} };
const multicast = (group: string, own: string) => ({ groups: [group], interface: own, hops: 255 });

/** Asks a network with one inkjet, that answers by all protocols, and a till printer that has ENPC alone. */
async function everythingHeard() {
  const network = createNetwork({ seed: 1 });
  const stop = new AbortController();
  const inkjet = network.host('inkjet', { addresses: [`${ADDRESS}/24`] });
  const till = network.host('till', { addresses: ['192.0.2.10/24'] });
  const client = network.host('client', { addresses: ['192.0.2.1/24'] });
  const serve = { signal: stop.signal, ...UNHEARD };
  const servers = [
    converse(enpcResponder(ENPC_XP_432), inkjet, { ...serve, port: ENPC_PORT }),
    converse(enpcResponder(TM_M30II), till, { ...serve, port: ENPC_PORT }),
    converse(agent({ objects: printerObjects(SNMP_XP_432) }), inkjet, {
      ...serve,
      port: SNMP_PORT,
    }),
    converse(dnssdResponder(ANNOUNCED, { random: seededRandom(1) }), inkjet, {
      ...serve,
      port: MDNS_PORT,
      multicast: multicast(MDNS_GROUP.address, ADDRESS),
    }),
    converse(
      wsdResponder({
        service: {
          id: `urn:uuid:${UUID}`,
          types: [PRINTER],
          scopes: [],
          addresses: [`http://${ADDRESS}:80/WSD/DEVICE`],
        },
        instance: 1,
        random: seededRandom(2),
      }),
      inkjet,
      { ...serve, port: WSD_PORT, multicast: multicast(WSD_GROUP, ADDRESS) },
    ),
  ];
  const observations: Observation[] = [];
  const hear = <Event>(tell: (event: Event) => void, more: Partial<ConverseOptions<Event>>) => ({
    signal: new AbortController().signal,
    tell,
    ...more,
  });
  const mayAsk = (address: string) => address.startsWith('192.0.2.');
  const to = (port: number) => ({ address: '192.0.2.255', port });
  const asked = [
    converse(
      discovery({ targets: [to(ENPC_PORT)], mayAsk }),
      client,
      hear<DiscoveryEvent>(
        (event) => {
          if (event.kind !== 'finished') return;
          observations.push(...event.devices.map((device) => enpcObservation(device, HEARD)));
        },
        { broadcast: true },
      ),
    ),
    converse(
      inquiry({
        broadcasts: [to(SNMP_PORT)],
        mayAsk,
        variables: [...PRINTER_VARIABLES, ...EPSON_VARIABLES],
        walks: PRINTER_WALKS,
        firstId: 1,
      }),
      client,
      hear<InquiryEvent>(
        (event) => {
          if (event.kind !== 'finished') return;
          observations.push(...event.agents.map((one) => snmpObservation(one, { at: 1000 })));
        },
        { broadcast: true },
      ),
    ),
    converse(
      browser({ mode: 'one-shot', to: MDNS_GROUP, id: 7 }),
      client,
      hear<BrowsingEvent>(
        (event) => {
          if (event.kind !== 'finished') return;
          observations.push(...event.services.map((one) => dnssdObservation(one, HEARD)));
        },
        { multicast: { ...multicast(MDNS_GROUP.address, '192.0.2.1'), groups: [] } },
      ),
    ),
    converse(
      wsdDiscovery({
        targets: [{ address: WSD_GROUP, port: WSD_PORT }],
        mayAsk,
        random: seededRandom(3),
      }),
      client,
      hear<WsdDiscoveryEvent>(
        (event) => {
          if (event.kind !== 'finished') return;
          observations.push(...event.devices.map((one) => wsdObservation(one, HEARD)));
        },
        { multicast: { ...multicast(WSD_GROUP, '192.0.2.1'), groups: [] } },
      ),
    ),
  ];
  await network.run(Promise.all(asked));
  stop.abort();
  await network.run(Promise.all(servers));
  observations.push(
    ippObservation(
      {
        kind: 'described',
        printer: printerOf([
          attribute('printer-info', { kind: 'text', text: 'EPSON XP-432 435 Series' }),
          attribute('printer-make-and-model', { kind: 'text', text: 'EPSON XP-432 435 Series' }),
          attribute('printer-uuid', { kind: 'uri', text: `urn:uuid:${UUID}` }),
          attribute('printer-state', { kind: 'enum', value: 3 }),
          attribute('printer-state-reasons', { kind: 'keyword', text: 'media-low-warning' }),
          attribute('printer-impressions-completed', { kind: 'integer', value: 1300 }),
          attribute('marker-names', { kind: 'name', text: 'BK' }),
          attribute('marker-types', { kind: 'keyword', text: 'ink' }),
          attribute('marker-colors', { kind: 'name', text: '#000000' }),
          attribute('marker-levels', { kind: 'integer', value: 7 }),
          attribute('printer-uri-supported', {
            kind: 'uri',
            text: 'ipp://EPSON005303.local:631/ipp/print',
          }),
        ]),
        attributes: [],
        address: `http://${ADDRESS}:631/ipp/print`,
        server: 'EPSON_Linux UPnP/1.0',
      },
      { at: 1000 },
    ),
  );
  return observations;
}

const observations = await everythingHeard();
const devices = mergeObservations(observations);
const inkjet = devices.find(({ addresses }) => addresses.includes(ADDRESS)) as Device;
describe('five witnesses of one printer, and one of another', () => {
  it('are two devices', () => {
    expect(devices.map(({ model, mac, seenBy }) => [model, mac, seenBy])).toEqual([
      ['XP-432 435 Series', '00:00:5e:00:53:03', ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd']],
      ['TM-m30II', '00:00:5e:00:53:01', ['enpc']],
    ]);
  });

  it('tell what it is', () => {
    expect(inkjet).toMatchObject({
      id: 'mac 00:00:5e:00:53:03',
      name: 'EPSON XP-432 435 Series',
      kinds: ['printer', 'scanner'],
      maker: 'Epson',
      // The device id has nine characters of it, the status all ten.
      serial: 'X1YZ000000',
      uuids: [UUID],
      addresses: [ADDRESS],
      hosts: ['epson005303.local'],
      links: ['eth0'],
      location: 'Hall',
    });
  });

  it('tell how it is, worst first', () => {
    expect(conditionWords(inkjet)).toBe(
      'error; waste ink full, or service needed; service requested; 1 warning; black ink is low by IPP (7 %); maintenance box 1: full',
    );
    expect(inkjet.printer!.supplies.map(supplyWords)).toEqual([
      'black ink: inserted, not read, low by IPP (7 %)',
      'yellow ink: inserted, not read',
      'magenta ink: inserted, not read',
      'cyan ink: inserted, not read',
      'maintenance box 1: full',
      'maintenance box 2: not full',
    ]);
    // IPP counted on after SNMP had told 1,234.
    expect(inkjet.printer!.counters.map(counterWords)).toEqual(['1,300 pages (impressions)']);
  });

  it('tell what it offers, and where it answered', () => {
    const services = inkjet.services.map(({ service, transport, port, path = '', answered }) =>
      [`${service} ${port}/${transport}`, path, ...answered].join(' ').trim(),
    );
    expect(services).toEqual([
      'http 80/tcp WSD/DEVICE',
      'uscan 80/tcp eSCL',
      `snmp 161/udp  ${ADDRESS}`,
      'printer 515/tcp auto',
      `ipp 631/tcp ipp/print ${ADDRESS}`,
      `enpc 3289/udp  ${ADDRESS}`,
      `ws-discovery 3702/udp  ${ADDRESS}`,
    ]);
    const ipp = inkjet.services.find(({ service }) => service === 'ipp');
    expect(ipp).toMatchObject({ seenBy: ['ipp', 'dnssd'], secure: false, txt: { note: 'Hall' } });
  });

  it('agree', () => {
    expect(inkjet.contradictions).toEqual([]);
  });

  it('are one device, whichever of them is heard', () => {
    const own = observations.filter(({ from }) => from?.address === ADDRESS);
    expect(own.length).toBeGreaterThan(5);
    for (const one of own) {
      for (const other of own) expect(mergeObservations([one, other])).toHaveLength(1);
    }
  });
});

describe('a witness', () => {
  it.each([
    ['1.3.6.1.4.1.8072.3.2.10', null],
    ['1.3.6.1.4.1.311.1.1.3.1.1', null],
    ['1.3.6.1.4.1.11.2.3.9.1', 'HP'],
  ])(
    'by SNMP tells by its agent (%s) who made it, unless agents of that maker are everywhere',
    (oid, maker) => {
      const values = new Map([
        [`${OIDS.sysObjectID}.0`, { type: 'OBJECT IDENTIFIER', value: oid }],
      ]) as Values;
      const heard = newAgent(
        { address: ADDRESS, port: SNMP_PORT },
        '2c',
        { variables: [], walks: [] },
        {},
      );
      expect(mergeObservations([snmpObservation({ ...heard, values }, HEARD)])).toMatchObject([
        { maker },
      ]);
    },
  );

  it('of a till tells what its sensors say', () => {
    const till = devices.find(({ model }) => model === 'TM-m30II')!;
    expect(till).toMatchObject({
      name: 'UB-E005301ENSN',
      maker: 'Epson',
      printer: { state: 'idle' },
    });
    expect(conditionWords(till)).toMatch(/^idle/);
  });

  it('passes nothing on that could move a cursor', () => {
    const evil = '\u001b[31mET-1\u0007\u202e\n';
    const told = [
      enpcObservation(
        {
          address: ADDRESS,
          endpoints: [{ address: ADDRESS, port: ENPC_PORT }],
          name: evil,
          model: evil,
          deviceId: `MFG:${evil};MDL:${evil};`,
          answers: {},
        },
        HEARD,
      ),
      dnssdObservation(
        {
          instance: evil,
          type: '_ipp._tcp',
          domain: 'local',
          subtypes: [],
          host: evil,
          port: 631,
          addresses: [ADDRESS],
          txt: ['ty', 'note', 'rp', 'usb_MFG', evil].map((key) => ({ key, value: evil })),
          saidBy: [ADDRESS],
        },
        HEARD,
      ),
      wsdObservation(
        {
          id: `urn:${evil}`,
          kinds: [],
          types: [],
          scopes: [],
          addresses: [`http://${ADDRESS}/${evil}`],
          endpoints: [{ address: ADDRESS, port: WSD_PORT }],
        },
        HEARD,
      ),
    ];
    const devices = told.flatMap((one) => mergeObservations([one]));
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(JSON.stringify(devices)).not.toMatch(/\\u00|\\n|\u202e/);
    expect(devices.map(({ name }) => name)).toEqual(['ET-1', 'ET-1', null]);
  });

  it('by WS-Discovery is where its own addresses say, when a router passed it on', () => {
    const device = {
      id: 'urn:uuid:7a1e7a1e-0000-4000-8000-000000000001',
      kinds: ['printer'],
      types: [],
      scopes: [],
      addresses: ['http://192.0.2.30:5357/x'],
      endpoints: [{ address: '192.0.2.1', port: WSD_PORT }],
    };
    expect(wsdObservation(device, HEARD).addresses).toEqual(['192.0.2.30']);
    const both = {
      ...device,
      endpoints: [...device.endpoints, { address: '192.0.2.30', port: WSD_PORT }],
    };
    expect(wsdObservation(both, HEARD).addresses).toEqual(['192.0.2.30']);
    expect(wsdObservation({ ...device, addresses: ['http://host:1/'] }, HEARD).addresses).toEqual([
      '192.0.2.1',
    ]);
  });

  it('by WS-Discovery tells more when it was asked for its metadata', () => {
    const observation = wsdObservation(
      { id: 'urn:uuid:x', kinds: [], types: [], scopes: [], addresses: [], endpoints: [] },
      { at: 5 },
      {
        friendlyName: 'Office',
        serial: 'X1YZ000000',
        manufacturer: 'EPSON',
        modelName: 'ET-1',
        hosted: [],
      },
    );
    expect(mergeObservations([observation])).toMatchObject([
      { name: 'Office', maker: 'Epson', model: 'ET-1', serial: 'X1YZ000000', addresses: [] },
    ]);
  });
});

describe('a device that refuses by ENPC', () => {
  const from = { address: '192.0.2.10', port: ENPC_PORT };
  const refused = { kind: 'refused', result: 0xffff } as const;
  const noteOf = (answers: Answers) => {
    const [device] = devicesOf([{ from, answers }]);
    return enpcObservation(device!, HEARD).note;
  };

  it('all that it was asked says so', () => {
    expect(noteOf({ 'network card': refused, 'printer identity': { kind: 'silent' } })).toBe(
      'answers by ENPC, and refused all that it was asked',
    );
  });

  it('a part of it, or is silent, does not', () => {
    const payload = answersOf(TM_M30II).find(({ kind }) => kind === 'network card')!;
    expect(
      noteOf({ 'network card': { kind: 'answered', payload }, 'printer status': refused }),
    ).toBeUndefined();
    expect(noteOf({ 'network card': { kind: 'silent' } })).toBeUndefined();
  });
});
