/** A host's address by its name, asked of our responder over a link that loses. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { never } from '../../src/core/signal.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { addressLookup, type AddressFound } from '../../src/protocols/dnssd/address.ts';
import { responder } from '../../src/protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_PORT } from '../../src/protocols/dnssd/vocabulary.ts';

const NAME = 'EPSON000001.local';
const ANYBODY = () => true;

describe('a name', () => {
  it('is answered by our responder over a link that loses a third', async () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const network = createNetwork({ seed });
      const printer = network.host('printer', {
        addresses: ['192.0.2.12/24'],
        link: { loss: 0.3 },
      });
      const here = network.host('here', { addresses: ['192.0.2.1/24'] });
      void converse(
        responder(
          { host: 'EPSON000001', addresses: ['192.0.2.12'], services: [] },
          { random: seededRandom(1) },
        ),
        printer,
        {
          port: MDNS_PORT,
          multicast: { groups: [MDNS_GROUP.address], interface: '192.0.2.12' },
          signal: never,
          tell() {},
        },
      );
      await network.runUntil(3000);
      const heard: AddressFound[] = [];
      await network.run(
        converse(addressLookup({ name: NAME, id: seed, mayHear: ANYBODY }), here, {
          address: '192.0.2.1',
          multicast: { interface: '192.0.2.1' },
          signal: never,
          tell: (event) => void heard.push(event),
        }),
      );
      if (heard.length > 1) throw new Error('told twice');
      if (heard[0]?.addresses.join() === '192.0.2.12') found++;
    }
    // Each of three attempts is answered with 0.7 x 0.7: all fail in 13 of 100.
    expect(found).toBeGreaterThanOrEqual(30);
  });
});
