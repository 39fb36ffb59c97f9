/**
 * The first records of TLS: alerts, and the two hellos in the clear (RFC 5246 and, where they differ in what is
 * read here, RFC 8446, sections 4.1 and 5.1).
 */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

const ALERT = 21;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
/** RFC 8446, section 5.1: 2^14; older versions let it grow by 2048 (RFC 5246, section 6.2.3). */
const LONGEST_RECORD = 16_384 + 2048;

const VERSIONS: Readonly<Record<number, string>> = {
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

/** RFC 8446, section 6, and RFC 7301, section 3.2: those that answer a first message. */
const ALERTS: Readonly<Record<number, string>> = {
  0: 'close notify',
  10: 'unexpected message',
  20: 'bad record MAC',
  22: 'record overflow',
  40: 'handshake failure',
  47: 'illegal parameter',
  49: 'access denied',
  50: 'decode error',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  86: 'inappropriate fallback',
  109: 'missing extension',
  112: 'unrecognized name',
  116: 'certificate required',
  120: 'no application protocol',
};

export interface TlsMessage extends DecodedMessage {
  readonly kind: 'alert' | 'client hello' | 'server hello';
  /** The version agreed on, or offered at most; of an alert, the record's. */
  readonly version: string;
  /** Of an alert: `handshake failure`. */
  readonly alert?: string;
  /** What is to be spoken inside, where it was said (RFC 7301): `http/1.1`. */
  readonly inside?: string;
}

/** Total: any bytes give the first message, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<TlsMessage> {
  return decodeWith(bytes, (r: Reader) => {
    const type = r.u8('record type');
    if (type !== ALERT && type !== HANDSHAKE) {
      r.refuse('magic', 'record type', 'neither an alert nor a handshake', 0);
    }
    const version = r.u16('record version', (value) => VERSIONS[value]);
    if (VERSIONS[version] === undefined) {
      r.refuse('magic', 'record version', 'no version of TLS', 1);
    }
    const length = r.u16('record length');
    if (length === 0 || length > LONGEST_RECORD) {
      r.refuse('length', 'record length', `a record of ${length} bytes`, 3);
    }
    const message = type === ALERT ? readAlert(r, version) : readHandshake(r);
    r.rest('what follows');
    return message;
  });
}

function readAlert(r: Reader, version: number): TlsMessage {
  const level = r.u8('level', (value) => ({ 1: 'warning', 2: 'fatal' })[value]);
  if (level !== 1 && level !== 2) r.refuse('value', 'level', 'neither a warning nor fatal', 5);
  const code = r.u8('description', (value) => ALERTS[value]);
  const alert = ALERTS[code] ?? `alert ${code}`;
  return { title: `TLS alert: ${alert}`, kind: 'alert', version: VERSIONS[version]!, alert };
}

function readHandshake(r: Reader): TlsMessage {
  const at = r.offset;
  const type = r.u8('handshake type');
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) {
    r.refuse('value', 'handshake type', `handshake type ${type} is no hello`, at);
  }
  r.bytes('handshake length', 3);
  const offered = r.u16('version', (value) => VERSIONS[value]);
  r.bytes('random', 32);
  r.bytes('session', r.u8('session length'));
  if (type === CLIENT_HELLO) {
    r.bytes('cipher suites', r.u16('cipher suites length'));
    r.bytes('compression methods', r.u8('compression methods length'));
  } else {
    r.u16('cipher suite');
    r.u8('compression method');
  }
  const { inside, agreed } = readExtensions(r, type === SERVER_HELLO);
  const version = VERSIONS[agreed ?? offered] ?? `version ${offered.toString(16)}`;
  const kind = type === CLIENT_HELLO ? 'client hello' : 'server hello';
  const title = `TLS ${kind}, ${version}`;
  return { title, kind, version, ...(inside !== undefined && { inside }) };
}

/** They may be missing (RFC 5246, section 7.4.1.2). Two tell what we ask for; the others stay bytes. */
function readExtensions(r: Reader, answers: boolean): { inside?: string; agreed?: number } {
  const found: { inside?: string; agreed?: number } = {};
  if (r.remaining < 2) return found;
  let left = r.u16('extensions length');
  while (left >= 4 && r.remaining >= 4) {
    const type = r.u16('extension');
    const length = r.u16('extension length');
    left -= 4 + length;
    if (type === ALPN && answers && length >= 4) {
      const list = r.u16('protocols length');
      const size = r.u8('protocol length');
      if (list !== size + 1 || length !== list + 2) {
        r.refuse('length', 'protocol length', 'lengths of the chosen protocol disagree');
      }
      found.inside = r.text('protocol', size);
    } else if (type === SUPPORTED_VERSIONS && answers && length === 2) {
      found.agreed = r.u16('agreed version', (value) => VERSIONS[value]);
    } else if (length > 0) r.bytes('extension data', length);
  }
  return found;
}
