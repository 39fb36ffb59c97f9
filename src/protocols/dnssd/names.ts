/** The parts of a service's name (RFC 6763, section 4.1): `EPSON ET-2760 Series._ipp._tcp.local`. */
import { escapeLabel, foldName, labelsOf, labelWords } from '../dns/name.ts';

/** `_ipp._tcp` in `local`, or with a subtype: `_universal`. */
export interface TypeName {
  /** Two labels: `_ipp._tcp`. */
  readonly type: string;
  /** Without underscores taken off: `_universal`. */
  readonly subtype?: string;
  readonly domain: string;
}

/** One service of a type. */
export interface InstanceName extends TypeName {
  /** What a person called it, unescaped. */
  readonly instance: string;
}

const TRANSPORTS = new Set(['_tcp', '_udp']);

/** Where the type begins among labels: the label before `_tcp` or `_udp`. -1 where there is none. */
function typeAt(labels: readonly string[]): number {
  const transport = labels.findIndex((label) => TRANSPORTS.has(foldName(label)));
  return transport > 0 && labels[transport - 1]!.startsWith('_') ? transport - 1 : -1;
}

/** The parts of `_ipp._tcp.local` or `_universal._sub._ipp._tcp.local`; undefined for every other name. */
export function parseType(name: string): TypeName | undefined {
  const labels = labelsOf(name);
  const at = typeAt(labels);
  const parts = {
    type: labels.slice(at, at + 2).join('.'),
    domain: labels.slice(at + 2).join('.'),
  };
  if (parts.domain === '') return undefined;
  if (at === 0) return parts;
  const isSubtype = at === 2 && foldName(labels[1]!) === '_sub';
  return isSubtype ? { ...parts, subtype: labelWords(labels[0]!) } : undefined;
}

/** The parts of a service's name; undefined for every other name. */
export function parseInstance(name: string): InstanceName | undefined {
  const labels = labelsOf(name);
  // The instance may be called anything, `_tcp` too: it is always the first label.
  const at = 1 + typeAt(labels.slice(1));
  if (at !== 1) return undefined;
  const domain = labels.slice(3).join('.');
  if (domain === '') return undefined;
  return { instance: labelWords(labels[0]!), type: labels.slice(1, 3).join('.'), domain };
}

/** A service's name as DNS has it; what a person called it is escaped. */
export const instanceName = (instance: string, type: string, domain: string): string =>
  `${escapeLabel(instance)}.${type}.${domain}`;

/** `"EPSON ET-2760 Series" (_ipp._tcp)`. */
export const instanceText = ({ instance, type }: InstanceName): string => `"${instance}" (${type})`;
