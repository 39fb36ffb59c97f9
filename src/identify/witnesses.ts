/** What calls this machine a printer. One such word, and no port here is written to that did not speak first. */
import type { Listener } from '../survey/listener.ts';

/** LPD (RFC 1179), IPP (RFC 8010) and raw printing: where printers are known by. */
const PRINTERS_PORTS: ReadonlySet<number> = new Set([515, 631, 9100]);

/** Services that take what is to be printed, or that only printers and their kin speak. */
const PRINT_SERVICES: ReadonlySet<string> = new Set([
  'ipp',
  'ipps',
  'ipp-usb',
  'printer',
  'pdl-datastream',
  'hp-pdl-datastr',
  'jetdirect',
  'escp-ip',
  'enpc',
  'epncdp2',
]);

/** Whether a service's name is one that only printers and print servers have. */
export const isPrintService = (service: string): boolean => PRINT_SERVICES.has(service);

/**
 * @param speaks the services that a listener's programs are known to speak
 * @returns a sentence each; empty when nothing here says printer
 */
export function printerWitnesses(
  listeners: readonly Listener[],
  speaks: (listener: Listener) => readonly string[],
): string[] {
  const found = listeners.flatMap((listener) => {
    const { transport, port, publication } = listener;
    if (transport === 'tcp' && [port, publication?.port].some(isPrintersPort)) {
      return [`${port}/tcp is open`];
    }
    const service = speaks(listener).find(isPrintService);
    return service === undefined ? [] : [`the program at ${port}/${transport} speaks ${service}`];
  });
  return [...new Set(found)];
}

const isPrintersPort = (port: number | undefined) => port !== undefined && PRINTERS_PORTS.has(port);
