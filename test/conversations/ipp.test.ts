/**
 * IPP's client against its own printer: on a network in memory, and over real sockets of loopback, where the printer
 * takes its time, is silent, or wants TLS.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { cancellation, never, type CancelSignal } from '../../src/core/signal.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeWeb } from '../../src/platform/node/web.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { ask } from '../../src/platform/run-web.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { simulatedWeb } from '../../src/platform/simulated/folders.ts';
import {
  printerQuestion,
  type IppOutcome,
  type IppQuestion,
} from '../../src/protocols/ipp/client.ts';
import { attribute } from '../../src/protocols/ipp/encode.ts';
import { answerIpp } from '../../src/protocols/ipp/server.ts';
import { MEDIA_TYPE } from '../../src/protocols/ipp/vocabulary.ts';

const PRINTER = [
  attribute('printer-info', { kind: 'text', text: 'Flur' }),
  attribute('printer-state', { kind: 'enum', value: 3 }),
];
const RESOURCE = '/Epson_IPP_Printer';

async function outcomeOf(
  question: IppQuestion,
  platform: Pick<Platform, 'clock' | 'web'>,
  patience = 5000,
  signal: CancelSignal = never,
): Promise<IppOutcome> {
  const told: IppOutcome[] = [];
  const tell = (event: IppOutcome) => void told.push(event);
  await ask(printerQuestion(question), platform, { signal, patience, tell });
  expect(told).toHaveLength(1);
  return told[0]!;
}

it('finds a printer on a network in memory', async () => {
  const web = simulatedWeb(undefined, (address, _, body) => {
    if (!address.endsWith(RESOURCE)) return { status: 404 };
    const answer = answerIpp(PRINTER, body as Uint8Array);
    return answer && { headers: { 'content-type': MEDIA_TYPE }, body: answer };
  });
  const network = createNetwork({ seed: 1 });
  const platform = network.host('client', { addresses: ['192.0.2.1/24'], web });
  expect(await network.run(outcomeOf({ host: '192.0.2.10' }, platform))).toMatchObject({
    kind: 'described',
    address: `http://192.0.2.10:631${RESOURCE}`,
    printer: { name: 'Flur', state: 'idle' },
  });
});

describe('over real sockets', () => {
  const platform = { clock: nodeClock(), web: nodeWeb() };
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function listen(answer: RequestListener): Promise<IppQuestion> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  it('finds a printer that answers in pieces', async () => {
    const question = await listen((request, response) => {
      const pieces: Uint8Array[] = [];
      request.on('data', (piece: Uint8Array) => pieces.push(piece));
      request.on('end', () => {
        if (request.url !== RESOURCE) return void response.writeHead(404).end('<html>no</html>');
        const answer = answerIpp(PRINTER, Buffer.concat(pieces))!;
        response.writeHead(200, { 'Content-Type': MEDIA_TYPE });
        for (const byte of answer) response.write(Uint8Array.of(byte));
        response.end();
      });
    });
    const outcome = await outcomeOf(question, platform);
    expect(outcome).toMatchObject({ kind: 'described', printer: { name: 'Flur' } });
  });

  it('gives up one that is silent', async () => {
    const question = await listen(() => {});
    const outcome = await outcomeOf(question, platform, 300);
    expect(outcome).toMatchObject({ kind: 'silent', why: expect.stringContaining('nothing came') });
  });

  it('turns to TLS when it is told to, and says when nobody speaks it', async () => {
    const question = await listen((_, response) => {
      response.writeHead(426, { Upgrade: 'TLS/1.2, HTTP/1.1', Connection: 'Upgrade' }).end();
    });
    const { port } = question;
    const outcome = await outcomeOf(question, platform);
    expect(outcome).toMatchObject({
      kind: 'silent',
      address: `https://127.0.0.1:${port}/ipp/print`,
    });
  });

  it('reads no more of an endless answer than it must', async () => {
    const question = await listen((_, response) => {
      response.writeHead(200, { 'Content-Type': MEDIA_TYPE });
      const more = () => {
        while (response.write(new Uint8Array(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const outcome = await outcomeOf(question, platform);
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining('more than') });
  });

  it('tells of one that comes to no end until it is given up', async () => {
    const stop = cancellation(never);
    const question = await listen((_, response) => {
      response.writeHead(200, { 'Content-Type': MEDIA_TYPE });
      response.write(new Uint8Array(9), () => setTimeout(() => stop.cancel(), 300));
    });
    const outcome = await outcomeOf(question, platform, 5000, stop.signal);
    expect(outcome).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('came to no end: it was interrupted'),
    });
  });

  it('tells of one that answers what is no HTTP', async () => {
    const question = await listen((_, response) => {
      response.socket!.end('\u0001\u0002 garbled\r\n\r\n');
    });
    const outcome = await outcomeOf(question, platform);
    expect(outcome).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('answered what is no HTTP'),
    });
  });
});
