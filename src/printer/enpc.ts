/** The virtual printer as ENPC tells it: Epson's own questions, and the answers that real devices were recorded with. */
import type { EnpcDescription, InkjetDescription } from '../protocols/enpc/description.ts';
import { deviceIdOf, type PrinterDevice, type PrinterPlace } from './device.ts';
import type { Paper } from './kinds.ts';

/** Epson's interface card that a TM-m30II was recorded with (kitchen). */
const CARD = 'UB-E1C';

/**
 * Automatic status as in `protocols/enpc/asb.ts`. Idle as recorded (kitchen, wes4m); the paper's sensors and offline
 * by the bits of ESC/POS.
 */
const ASB: Readonly<Record<Paper, Uint8Array>> = {
  there: Uint8Array.of(0x14, 0x00, 0x00, 0x0f),
  low: Uint8Array.of(0x14, 0x00, 0x03, 0x0f),
  out: Uint8Array.of(0x1c, 0x00, 0x0f, 0x0f),
};

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
    return { kind, model, card: CARD, asb: ASB[device.paper], ...network };
  }
  return { kind: 'inkjet', model, deviceId: deviceIdOf(device), probeReply, ...network };
}
