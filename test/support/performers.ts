/** A simulated host that performs operations: what `esro invoke` asks. */
import { openEndpoint } from '../../src/app/esro/endpoint.ts';
import { ECHO } from '../../src/app/esro/services/echo/agreement.ts';
import { echoServer } from '../../src/app/esro/services/echo/server.ts';
import { WHITE_PAGES } from '../../src/app/esro/services/white-pages/agreement.ts';
import { whitePagesServer } from '../../src/app/esro/services/white-pages/server.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { passing } from './printers.ts';
import { shippedAtlas, shippedData } from './shipped.ts';

/** Echo and white pages at 192.168.1.9, ports 259 and 2590; `here` is 192.168.1.5. */
export async function performers(): Promise<{
  readonly here: Platform;
  passing<T>(work: Promise<T>): Promise<T>;
}> {
  const network = createNetwork({ seed: 1 });
  const here = network.host('box', { addresses: ['192.168.1.5/24'], data: shippedData });
  const server = network.host('server', { addresses: ['192.168.1.9/24'] });
  const whitePages = whitePagesServer(shippedAtlas(), undefined);
  for (const port of [259, 2590]) {
    const saps = { [ECHO.sap]: echoServer, [WHITE_PAGES.sap]: whitePages };
    await network.run(openEndpoint(server, { address: '192.168.1.9', port, saps }));
  }
  return { here, passing: (work) => passing(network, work) };
}
