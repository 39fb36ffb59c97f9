/** The first line of a NATS server: INFO and a JSON object (NATS client protocol, "INFO"). */
import { readLine } from '../../core/bytes/line.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** A server in a large cluster lists the addresses of all the others. */
const LONGEST_LINE = 32_768;

export interface NatsInfo extends DecodedMessage {
  /** The server's own version; empty when it says none. */
  readonly version: string;
  /** The object as it came. */
  readonly info: string;
}

/** Total: any bytes give the line, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<NatsInfo> {
  return decodeWith(bytes, (r: Reader) => {
    if (!/^INFO[ \t]$/i.test(r.text('operation', 5))) {
      r.refuse('magic', 'operation', 'it does not begin with INFO', 0);
    }
    const info = readLine(r, 'object', LONGEST_LINE).trim();
    r.rest('what follows');
    const object = parse(info);
    if (object === undefined) r.refuse('value', 'object', 'no JSON object after INFO', 5);
    const version = typeof object['version'] === 'string' ? object['version'] : '';
    return { title: `NATS server information`, version, info };
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'server_id' in value
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
