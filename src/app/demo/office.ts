/** What the office's printer speaks besides ENPC: DNS-SD, SNMP, WSD and IPP. Its texts and numbers are made up. */
import { never } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import { converse } from '../../platform/run.ts';
import { simulatedWeb } from '../../platform/simulated/folders.ts';
import { responder as dnssdResponder } from '../../protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { attribute } from '../../protocols/ipp/encode.ts';
import { answerIpp } from '../../protocols/ipp/server.ts';
import { IPP_PORT, MEDIA_TYPE } from '../../protocols/ipp/vocabulary.ts';
import { printerObjects, XP_432 } from '../../protocols/snmp/description.ts';
import { agent } from '../../protocols/snmp/server.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdResponder } from '../../protocols/wsd/server.ts';
import { PRINTER, SCANNER, WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { CAST } from './cast.ts';

const { address: ADDRESS, printer } = CAST.find(({ name }) => name === 'office')!;
const MODEL = printer!.model;
const UUID = 'cfe92100-67c4-11d4-a45f-00005e005312';
const QUIET = { signal: never, tell() {} } as const;

/** What its agent tells: an ink that wants replacing, and a maintenance box that is half full. */
const AGENT = printerObjects({
  sysDescr: XP_432.sysDescr,
  sysObjectID: XP_432.sysObjectID,
  name: 'Office printer',
  location: 'First floor',
  model: MODEL,
  deviceId: `MFG:EPSON;CMD:ESCPL2,BDC,D4,END4;MDL:${MODEL};CLS:PRINTER;`,
  serial: 'X1YZ000012',
  mac: printer!.mac,
  state: 3,
  deviceState: 2,
  errorBits: Uint8Array.of(0),
  pages: 2741,
  supplies: [
    { name: 'Black Ink', colour: 'black', level: 64 },
    { name: 'Cyan Ink', colour: 'cyan', level: 55 },
    { name: 'Magenta Ink', colour: 'magenta', level: 81 },
    { name: 'Yellow Ink', colour: 'yellow', level: 7 },
    { name: 'Maintenance Box', type: 8, fills: true, level: 48 },
  ],
  alerts: [],
  display: [],
});

const ANNOUNCED = [
  { type: '_ipp._tcp', port: IPP_PORT, txt: ['rp=ipp/print', `UUID=${UUID}`] },
  { type: '_pdl-datastream._tcp', port: 9100, txt: [] },
  { type: '_uscan._tcp', port: 80, txt: ['rs=eSCL'] },
].map(({ type, port, txt }) => ({
  instance: 'EPSON XP-432 435 Series',
  type,
  port,
  txt: [`ty=EPSON ${MODEL}`, 'usb_MFG=EPSON', `usb_MDL=${MODEL}`, 'note=First floor', ...txt],
}));

export function serveOffice(host: Platform): void {
  const { random } = host;
  const joined = (group: string) => ({ groups: [group], interface: ADDRESS, hops: 255 });
  void converse(agent({ objects: AGENT }), host, { ...QUIET, port: SNMP_PORT });
  const description = { host: 'EPSON005312', addresses: [ADDRESS], services: ANNOUNCED };
  void converse(dnssdResponder(description, { random }), host, {
    ...QUIET,
    port: MDNS_PORT,
    multicast: joined(MDNS_GROUP.address),
  });
  const service = {
    id: `urn:uuid:${UUID}`,
    types: [PRINTER, SCANNER],
    scopes: [],
    addresses: [`http://${ADDRESS}:80/WSD/DEVICE`],
  };
  void converse(wsdResponder({ service, instance: 1, random }), host, {
    ...QUIET,
    port: WSD_PORT,
    multicast: joined(WSD_GROUP),
  });
}

const IPP_ATTRIBUTES = [
  attribute('printer-info', { kind: 'text', text: 'EPSON XP-432 435 Series' }),
  attribute('printer-make-and-model', { kind: 'text', text: `EPSON ${MODEL}` }),
  attribute('printer-uuid', { kind: 'uri', text: `urn:uuid:${UUID}` }),
  attribute('printer-location', { kind: 'text', text: 'Second floor' }),
  attribute('printer-state', { kind: 'enum', value: 3 }),
  attribute('printer-state-reasons', { kind: 'keyword', text: 'marker-supply-low-warning' }),
];

/** What the laptop finds by HTTP: the printer's IPP, and nobody else. */
export const officeWeb = simulatedWeb(undefined, (address, _, body) => {
  if (!address.startsWith(`http://${ADDRESS}:${IPP_PORT}/`) || typeof body === 'string') {
    return undefined;
  }
  const answer = answerIpp(IPP_ATTRIBUTES, body);
  return answer && { headers: { 'content-type': MEDIA_TYPE }, body: answer };
});
