/**
 * What an SNMP engine's id tells of it (RFC 3411, section 5, SnmpEngineID): whose it is, and often its hardware or IP
 * address. Version 3 tells it to whoever asks.
 */
import { formatIpv4, formatMac } from '../../core/addresses.ts';
import { heardText } from '../../core/heard.ts';
import { makerOf } from './mib/makers.ts';
import { ROOTS } from './mib/names.ts';
import { printable } from './values.ts';

export interface EngineId {
  /** The maker's number, by which `makerOf` knows some. */
  readonly enterprise: number;
  readonly maker?: string;
  readonly mac?: string;
  readonly ipv4?: string;
  /** A name that its administrator gave it. */
  readonly text?: string;
}

/** Fewer are none (RFC 3411). */
const SHORTEST = 5;
/** Formats of what follows the maker's number; 5 and above are octets of the maker's own. */
const FORMATS = { ipv4: 1, mac: 3, text: 4 } as const;
/** The first bit says that the id has a format at all. */
const HAS_FORMAT = 0x80;

/** Total; undefined for what is too short to be one. */
export function engineIdOf(bytes: Uint8Array): EngineId | undefined {
  if (bytes.length < SHORTEST) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, format] = bytes;
  const enterprise = (a & ~HAS_FORMAT) * 2 ** 24 + (b << 16) + (c << 8) + d;
  const maker = makerOf(`${ROOTS.enterprises}.${enterprise}`);
  const known = { enterprise, ...(maker !== undefined && { maker }) };
  if ((a & HAS_FORMAT) === 0) return known;
  const rest = bytes.slice(SHORTEST);
  if (format === FORMATS.mac && rest.length === 6) return { ...known, mac: formatMac(rest) };
  if (format === FORMATS.ipv4 && rest.length === 4) return { ...known, ipv4: formatIpv4(rest) };
  const text = format === FORMATS.text ? printable(rest) : undefined;
  return text === undefined ? known : { ...known, text: heardText(text) };
}

/** `Epson, 00:00:5e:00:53:01`; undefined for what is no engine's id. */
export function engineWords(bytes: Uint8Array): string | undefined {
  const engine = engineIdOf(bytes);
  if (!engine) return undefined;
  const { enterprise, maker, mac, ipv4, text } = engine;
  const own = mac ?? ipv4 ?? text;
  return `${maker ?? `maker ${enterprise}`}${own === undefined ? '' : `, ${own}`}`;
}
