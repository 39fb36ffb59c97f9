/** What the office's printer speaks besides ENPC: DNS-SD, SNMP, WSD and IPP. Its texts and numbers are made up. */
import { never } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import { converse } from '../../platform/run.ts';
import { simulatedWeb } from '../../platform/simulated/folders.ts';
import { responder as dnssdResponder } from '../../protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { answerIpp } from '../../protocols/ipp/server.ts';
import { IPP_PORT, MEDIA_TYPE } from '../../protocols/ipp/vocabulary.ts';
import { printerObjects } from '../../protocols/snmp/description.ts';
import { agent } from '../../protocols/snmp/server.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdResponder } from '../../protocols/wsd/server.ts';
import { WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { printerDevice } from '../../printer/device.ts';
import { dnssdDescription } from '../../printer/dnssd.ts';
import { ippAttributes } from '../../printer/ipp.ts';
import { snmpDescription } from '../../printer/snmp.ts';
import { wsdService } from '../../printer/wsd.ts';
import { CAST } from './cast.ts';

const { address: ADDRESS, printer } = CAST.find(({ name }) => name === 'office')!;
const QUIET = { signal: never, tell() {} } as const;

/** Who it is, for all protocols but ENPC, of which the cast knows. */
const OFFICE = printerDevice(
  {
    kind: 'inkjet',
    name: `EPSON ${printer!.model}`,
    model: printer!.model,
    serial: 'X1YZ000012',
    mac: printer!.mac,
    location: 'First floor',
    inks: [
      { colour: 'black', level: 64 },
      { colour: 'cyan', level: 55 },
      { colour: 'magenta', level: 81 },
      { colour: 'yellow', level: 7 },
    ],
    pages: 2741,
  },
  'office',
);
const PLACE = {
  address: ADDRESS,
  netmask: '255.255.255.0',
  gateway: '10.0.7.1',
  ports: { ipp: IPP_PORT, wsd: 80 },
};

/** What its agent tells: another name than the others, and a maintenance box that is half full. */
const AGENT_TELLS = snmpDescription({ ...OFFICE, name: 'Office printer' });
const AGENT = printerObjects({
  ...AGENT_TELLS,
  supplies: [...AGENT_TELLS.supplies, { name: 'Maintenance Box', type: 8, fills: true, level: 48 }],
});

/** What a real one offers besides, and a virtual one has not. */
const ALSO_ANNOUNCED = [
  { type: '_pdl-datastream._tcp', port: 9100, txt: [] },
  { type: '_uscan._tcp', port: 80, txt: ['rs=eSCL'] },
].map((service) => ({ instance: OFFICE.name, ...service }));

export function serveOffice(host: Platform): void {
  const { random } = host;
  const joined = (group: string) => ({ groups: [group], interface: ADDRESS, hops: 255 });
  void converse(agent({ objects: AGENT }), host, { ...QUIET, port: SNMP_PORT });
  const announced = dnssdDescription(OFFICE, PLACE);
  const description = { ...announced, services: [...announced.services, ...ALSO_ANNOUNCED] };
  void converse(dnssdResponder(description, { random }), host, {
    ...QUIET,
    port: MDNS_PORT,
    multicast: joined(MDNS_GROUP.address),
  });
  const service = wsdService(OFFICE, PLACE);
  void converse(wsdResponder({ service, instance: 1, random }), host, {
    ...QUIET,
    port: WSD_PORT,
    multicast: joined(WSD_GROUP),
  });
}

/** Somebody moved it, and told its page alone. */
const IPP_ATTRIBUTES = ippAttributes({ ...OFFICE, location: 'Second floor' }, PLACE, IPP_PORT, {
  upSeconds: 1,
  activity: 'idle',
});

/** What the laptop finds by HTTP: the printer's IPP, and nobody else. */
export const officeWeb = simulatedWeb(undefined, (address, _, body) => {
  if (!address.startsWith(`http://${ADDRESS}:${IPP_PORT}/`) || typeof body === 'string') {
    return undefined;
  }
  const answer = answerIpp(IPP_ATTRIBUTES, body);
  return answer && { headers: { 'content-type': MEDIA_TYPE }, body: answer };
});
