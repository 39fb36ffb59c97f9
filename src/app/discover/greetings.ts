/**
 * Hears whether a device is one of Epson's network scanners: those speak first to whoever connects to TCP 1865 (fact
 * sheet, section 7). We connect, listen, and leave; not a byte is written, since a lock would shut others out.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { cancellation } from '../../core/signal.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { ConnectError } from '../../platform/tcp.ts';
import { entpProbe } from '../../protocols/entp/probe.ts';
import { ENTP_PORT, HEADER_LENGTH } from '../../protocols/entp/vocabulary.ts';
import { eachOf, type Asking } from './asking.ts';

/** Whose scanners they are; others are left alone. */
const MAKER = 'Epson';
/** Connections at the same time, and of all devices. */
const AT_ONCE = 16;
const MOST = 256;
/** A scanner greets at once; who says nothing by then has another thing on that port. */
const PATIENCE: Millis = seconds(1.5);

/** Every Epson device that was heard by another protocol, once each, by IPv4. */
export async function hearGreetings(asking: Asking): Promise<void> {
  const { hearing, mayAsk, signal } = asking;
  const devices = hearing
    .gather()
    .devices()
    .filter(({ maker }) => maker === MAKER);
  const addresses = devices.flatMap(
    (device) => device.addresses.find((address) => !address.includes(':') && mayAsk(address)) ?? [],
  );
  await eachOf([...new Set(addresses)].slice(0, MOST), AT_ONCE, async (address) => {
    if (signal.aborted) return;
    const place = { address, port: ENTP_PORT };
    if (isScanner(await greetingAt(place, asking))) hearing.greeted(place);
  });
}

const isScanner = (bytes: Uint8Array): boolean =>
  entpProbe.judge(bytes, undefined)?.service === 'entp';

/** What is said there unasked, as far as a header; empty when nobody is there. */
async function greetingAt(place: Endpoint, { platform, signal }: Asking): Promise<Uint8Array> {
  const { clock, tcp } = platform;
  const own = cancellation(signal);
  const forget = clock.wakeAt(clock.now() + PATIENCE, () => own.cancel());
  const heard: number[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const open = tcp.connect(
        place,
        (connection) => {
          // Gone at once, so that the next one gets in.
          const leave = () => connection.abort();
          own.signal.addEventListener('abort', leave);
          return {
            received(bytes) {
              heard.push(...bytes.subarray(0, HEADER_LENGTH - heard.length));
              if (heard.length === HEADER_LENGTH) leave();
            },
            ended: leave,
            closed() {
              own.signal.removeEventListener('abort', leave);
              resolve();
            },
          };
        },
        { timeout: PATIENCE, signal: own.signal },
      );
      open.catch((problem: unknown) =>
        problem instanceof ConnectError ? resolve() : reject(problem as Error),
      );
    });
  } finally {
    forget();
    own.cancel();
  }
  return Uint8Array.from(heard);
}
