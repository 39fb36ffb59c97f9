/** The virtual printer as ENPC tells it: Epson's own questions, and the answers that real devices were recorded with. */
import type { EnpcDescription, InkjetDescription } from '../protocols/enpc/description.ts';
import { deviceIdOf, type PrinterDevice, type PrinterPlace } from './device.ts';
import { automaticStatus } from './receipt.ts';

/** Epson's interface card that a TM-m30II was recorded with (kitchen). */
const CARD = 'UB-E1C';

/**
 * A dot-matrix printer with an interface card says the same as an inkjet: INFERRED, for nobody has published what one says.
 * @param probeReply what an inkjet answers to the inkjet probe: see {@link InkjetDescription}
 */
export function enpcDescription(
  device: PrinterDevice,
  { address, netmask, gateway }: PrinterPlace,
  probeReply: NonNullable<InkjetDescription['probeReply']>,
): EnpcDescription {
  const { kind, model, mac } = device;
  const network = { mac, address, netmask, gateway, dhcp: false };
  if (kind === 'receipt') {
    return { kind, model, card: CARD, asb: automaticStatus(device.paper), ...network };
  }
  const deviceId = deviceIdOf(device);
  // Whoever waits for its turn can see why, whatever is printed on: that others than TM printers say so is our choice.
  return { kind: 'inkjet', model, deviceId, probeReply, tellsHolder: true, ...network };
}
