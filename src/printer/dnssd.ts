/** The virtual printer as DNS-SD announces it: its IPP where it has that, and its name in any case. */
import type { DeviceDescription, OfferedService } from '../protocols/dnssd/description.ts';
import {
  hostName,
  makeAndModel,
  MAKER,
  uuidOf,
  type PrinterDevice,
  type PrinterPlace,
} from './device.ts';
import { IPP_PATH, webAddress } from './web.ts';

export function dnssdDescription(device: PrinterDevice, place: PrinterPlace): DeviceDescription {
  const { ipp } = place.ports;
  return {
    host: hostName(device),
    addresses: [place.address],
    services: [heldName(device), ...(ipp === undefined ? [] : [ippService(device, place, ipp)])],
  };
}

/**
 * Port 0 says that the name is taken by a printer which has no LPD: Bonjour Printing Specification 1.2.1, section 4.
 */
const heldName = ({ name }: PrinterDevice): OfferedService => ({
  instance: name,
  type: '_printer._tcp',
  port: 0,
  txt: [],
});

/** The keys of a real ET-2760 (fact sheet, 8.1), but for what prints: formats, paper, AirPrint and Mopria. */
function ippService(device: PrinterDevice, place: PrinterPlace, port: number): OfferedService {
  const { name, model, location, mac } = device;
  return {
    instance: name,
    type: '_ipp._tcp',
    port,
    txt: [
      'txtvers=1',
      'qtotal=1',
      `rp=${IPP_PATH.slice(1)}`,
      `ty=${makeAndModel(device)}`,
      `usb_MFG=${MAKER}`,
      `usb_MDL=${model}`,
      `product=(${makeAndModel(device)})`,
      `note=${location}`,
      `adminurl=${webAddress(place, port, '/')}`,
      `UUID=${uuidOf(device)}`,
      `mac=${mac}`,
      'Color=T',
      'Duplex=F',
      'Scan=T',
      'Fax=F',
    ],
  };
}
