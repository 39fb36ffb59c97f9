/** The virtual printer as Windows finds it: a printer that scans, and what it says of itself when it is asked. */
import type { WsdMetadata } from '../protocols/wsd/metadata.ts';
import { deviceType, PRINTER, SCANNER } from '../protocols/wsd/vocabulary.ts';
import type { WsdService } from '../protocols/wsd/wire.ts';
import { MAKER, uuidOf, type PrinterDevice, type PrinterPlace } from './device.ts';
import { webAddress, WSD_PATH } from './web.ts';

export function wsdService(device: PrinterDevice, place: PrinterPlace): WsdService {
  const { wsd } = place.ports;
  return {
    id: `urn:uuid:${uuidOf(device)}`,
    types: [deviceType('2005/04'), PRINTER, SCANNER],
    scopes: [],
    addresses: wsd === undefined ? [] : [webAddress(place, wsd, WSD_PATH)],
  };
}

export const wsdMetadata = ({
  name,
  serial,
  model,
}: PrinterDevice): Omit<WsdMetadata, 'hosted'> => ({
  friendlyName: name,
  serial,
  manufacturer: MAKER,
  modelName: model,
});
