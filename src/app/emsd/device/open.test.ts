/** A device at its socket: whom it hears. */
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { openEndpoint } from '../../esro/endpoint.ts';
import { openDevice, type DevicePlace } from './open.ts';

const CENTRE = '192.0.2.1';
const DEVICE = '192.0.2.2';

/** What becomes of a delivery that nobody can read, from a port of the centre's host. */
async function delivered(port: number, more: Partial<DevicePlace> = {}) {
  const network = createNetwork({ seed: 1 });
  const host = network.host('device', { addresses: [`${DEVICE}/24`] });
  const place: DevicePlace = {
    folder: '/mail',
    centre: { address: CENTRE, port: 642 },
    local: DEVICE,
    ports: [642],
    receives: true,
    ...more,
  };
  const fail = (problem: unknown) => {
    throw problem;
  };
  const device = await network.run(openDevice(place, host, () => {}, fail));
  const elsewhere = network.host('centre', { addresses: [`${CENTRE}/24`] });
  const centre = await network.run(openEndpoint(elsewhere, { address: CENTRE, port }));
  const to = { address: DEVICE, port: 642 };
  const delivery = centre.invoke(to, 3, 35, new Uint8Array(1), { handshake: '3-way' });
  const ending = await network.run(delivery.then(String, ({ name }: Error) => name));
  centre.close();
  await device.close();
  return ending;
}

describe('a device', () => {
  it('hears its centre, and no other one at the same address', async () => {
    expect(await delivered(642)).toBe('OperationError');
    expect(await delivered(6420)).toBe('OperationFailed');
  });

  it('hears any port there where it has to be shown a password', async () => {
    expect(await delivered(6420, { centrePassword: new Uint8Array(1) })).toBe('OperationError');
  });
});
