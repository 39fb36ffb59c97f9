/** iptables' targets made into steps. */
import { addressNumber } from '../address-set.ts';
import type { Diversion, Step, Verdict } from '../rules.ts';
import type { Option } from './words.ts';

/** Targets after which the packet goes on to the next rule as it was, for what we ask. */
const HARMLESS: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'MARK',
  'CONNMARK',
  'SET',
  'TOS',
  'DSCP',
  'TTL',
  'HL',
  'TCPMSS',
  'CLASSIFY',
  'CHECKSUM',
  'TRACE',
  'AUDIT',
  'SECMARK',
  'CONNSECMARK',
  'TEE',
  'RATEEST',
  'IDLETIMER',
  'LED',
]);

/**
 * @param name what `-j` or `-g` named
 * @param chains the chains of the table
 * @returns undefined for what changes nothing
 */
export function targetStep(
  name: string,
  isGoto: boolean,
  options: readonly Option[],
  chains: ReadonlySet<string>,
): Step | undefined {
  if (chains.has(name)) return verdict({ kind: isGoto ? 'goto' : 'jump', target: name });
  if (HARMLESS.has(name)) return undefined;
  const option = (wanted: string) => options.find((one) => one.name === wanted);
  switch (name) {
    case 'ACCEPT':
      return verdict({ kind: 'accept' });
    case 'DROP':
      return verdict({ kind: 'drop' });
    case 'RETURN':
      return verdict({ kind: 'return' });
    case 'REJECT': {
      const isReset = option('--reject-with')?.values[0] === 'tcp-reset';
      return verdict(isReset ? { kind: 'reject', only: 'tcp' } : { kind: 'reject' });
    }
    case 'QUEUE':
    case 'NFQUEUE':
      return verdict({ kind: 'queue' });
    case 'MASQUERADE':
    case 'SNAT':
      return verdict({ kind: 'accept' });
    case 'NOTRACK':
      return { kind: 'notrack' };
    case 'CT':
      if (option('--notrack')) return { kind: 'notrack' };
      return options.every((one) => one.name === '--helper' || one.name === '--timeout')
        ? undefined
        : opaque(name, options);
    case 'DNAT':
      return { kind: 'divert', to: destination(option('--to-destination')?.values[0] ?? '') };
    case 'REDIRECT':
      return { kind: 'divert', to: { ...port(option('--to-ports')?.values[0]), address: 'self' } };
    case 'NETMAP':
      return { kind: 'divert', to: { unclear: 'it is sent on to another network' } };
    default:
      return opaque(name, options);
  }
}

const verdict = (of: Verdict): Step => ({ kind: 'verdict', verdict: of });

function opaque(name: string, options: readonly Option[]): Step {
  const text = options.flatMap((option) => [option.name, ...option.values]).join(' ');
  return { kind: 'opaque', what: `the target ${name} ${text}`.trim() };
}

/** `172.17.0.2:80`, `172.17.0.2`, `:80`, `[fd00::2]:80`; ranges are several addresses or ports. */
function destination(text: string): Diversion {
  const parts = /^(?:\[([^\]]*)\]|([^:]*|.*:.*:.*?))(?::([\d-]+))?$/.exec(text);
  if (parts === null) return { unclear: `it is sent on to ${text}` };
  const address = parts[1] ?? parts[2] ?? '';
  if (address === '') return port(parts[3]);
  if (addressNumber(address) === undefined)
    return { unclear: 'it is sent on to one of several addresses' };
  return { ...port(parts[3]), address };
}

function port(text: string | undefined): { port?: number; unclear?: string } {
  if (text === undefined) return {};
  return /^\d{1,5}$/.test(text)
    ? { port: Number(text) }
    : { unclear: 'it is sent on to one of several ports' };
}
