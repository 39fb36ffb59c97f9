/** The ports that a printer is found at and prints from, and what each is for. */
import { UsageError } from '../../core/errors.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { MDNS_PORT } from '../../protocols/dnssd/vocabulary.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { IPP_PORT } from '../../protocols/ipp/vocabulary.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import type { PrinterModel } from '../../printer/models.ts';
import { PRINTER_PROTOCOLS, type PrinterProtocol } from './event.ts';
import { PRINT_DOORS } from './jobs/event.ts';

export type DoorName = PrinterProtocol | 'metadata';

/** A port that is wanted. */
export interface Door {
  readonly name: DoorName;
  readonly by: PrinterProtocol;
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** When it is taken another will do: whoever asks by WSD is told which. */
  readonly isMovable?: boolean;
}

/** What WSD's metadata are asked at over HTTP: the registry's `wsdapi`. */
const METADATA_PORT = 5357;
/** The registry's `escp-ip`: that ESC/P comes there is what its name suggests, and no more. */
const ESCP_PORT = 621;
/** What every print server calls raw, AppSocket or JetDirect: bytes as they are. */
const RAW_PORT = 9100;

/** Those of TCP first: what is announced must be known by then. */
const DOORS: readonly Door[] = [
  { name: 'ipp', by: 'ipp', transport: 'tcp', port: IPP_PORT },
  { name: 'metadata', by: 'wsd', transport: 'tcp', port: METADATA_PORT },
  { name: 'escp', by: 'escp', transport: 'tcp', port: ESCP_PORT },
  { name: 'raw', by: 'raw', transport: 'tcp', port: RAW_PORT },
  { name: 'enpc', by: 'enpc', transport: 'udp', port: ENPC_PORT },
  { name: 'snmp', by: 'snmp', transport: 'udp', port: SNMP_PORT },
  { name: 'dnssd', by: 'dnssd', transport: 'udp', port: MDNS_PORT },
  { name: 'wsd', by: 'wsd', transport: 'udp', port: WSD_PORT },
];

const isPrinting = (name: DoorName): boolean => PRINT_DOORS.some((one) => one === name);

/**
 * Whether who knows nothing but the address asks there: its metadata nobody looks for without being told where, and to a print
 * port nobody says anything.
 */
export const isUsual = ({ name, port }: Pick<Door, 'name' | 'port'>): boolean =>
  name !== 'metadata' &&
  !isPrinting(name) &&
  DOORS.some((door) => door.name === name && door.port === port);

/**
 * The doors that are wanted.
 * @param by protocols with commas between; undefined for all that the model speaks
 * @param ports `snmp=1161,ipp=8631`
 * @param offset how much higher the print ports are that `ports` does not name
 * @throws UsageError for what is no protocol, no port, or not this model's
 */
export function wantedDoors(
  { kind, speaks }: Pick<PrinterModel, 'kind' | 'speaks'>,
  by: string | undefined,
  ports: string | undefined,
  offset = 0,
): Door[] {
  const able = PRINTER_PROTOCOLS.filter((one) => isPrinting(one) || speaks.includes(one));
  const spoken = by === undefined ? able : words(by).map((word) => readProtocol(word, kind, able));
  const doors = DOORS.filter((door) => spoken.includes(door.by));
  const wished = readPorts(ports, doors);
  const found = doors.map((door): Door => {
    const port = wished.get(door.name);
    if (port !== undefined) return { ...door, port };
    if (isPrinting(door.name)) return { ...door, port: door.port + offset };
    return { ...door, isMovable: door.name === 'metadata' };
  });
  for (const door of found) {
    const other = found.find(
      (one) => one !== door && one.port === door.port && one.transport === door.transport,
    );
    if (other) throw new UsageError(`${door.name} and ${other.name} cannot both have ${door.port}`);
  }
  return found;
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

function readProtocol(
  word: string,
  kind: string,
  able: readonly PrinterProtocol[],
): PrinterProtocol {
  const witness = PRINTER_PROTOCOLS.find((known) => known === word.toLowerCase());
  if (!witness) {
    throw new UsageError(
      `"${word}" is no protocol of a printer: ${PRINTER_PROTOCOLS.join(', ')} are`,
    );
  }
  if (able.includes(witness)) return witness;
  throw new UsageError(`a ${kind} printer does not speak ${word}: ${able.join(' and ')}`);
}

function readPorts(text: string | undefined, doors: readonly Door[]): Map<DoorName, number> {
  const wished = new Map<DoorName, number>();
  for (const word of text === undefined ? [] : words(text)) {
    const [, name = '', digits = ''] = /^([a-z]+)=(\d{1,5})$/i.exec(word) ?? [];
    const door = doors.find((known) => known.name === name.toLowerCase());
    if (!door) {
      const names = doors.map((known) => known.name).join(', ');
      throw new UsageError(
        `ports takes pairs such as snmp=1161, not "${word}"; there are: ${names}`,
      );
    }
    const port = Number(digits);
    if (port < 1 || port > MAX_PORT) throw new UsageError(`${digits} is no port: 1 to ${MAX_PORT}`);
    if (isPrintPort(port) && !isPrinting(door.name)) {
      throw new UsageError(`${port} is a port where print data goes, and ${door.name} takes none`);
    }
    wished.set(door.name, port);
  }
  return wished;
}
