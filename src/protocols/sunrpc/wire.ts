/** ONC RPC: calls and replies as UDP carries them (RFC 5531, section 9). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { DecodedMessage, Framed } from '../protocol.ts';

const CALL = 0;
const REPLY = 1;
const RPC_VERSION = 2;
/** RFC 5531, section 8.2. */
const LONGEST_CREDENTIAL = 400;

const ACCEPTED: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'no such program',
  2: 'no such version',
  3: 'no such procedure',
  4: 'arguments not understood',
  5: 'system error',
};
const DENIED: Readonly<Record<number, string>> = { 0: 'other version of RPC', 1: 'not allowed' };

export type RpcMessage = DecodedMessage &
  (
    | {
        readonly kind: 'call';
        readonly id: number;
        readonly program: number;
        readonly version: number;
        readonly procedure: number;
      }
    | { readonly kind: 'reply'; readonly id: number; readonly result: string }
  );

/** Total: any bytes give the message, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<RpcMessage> {
  return decodeWith(bytes, readMessage);
}

/** The same as TCP carries it: in fragments, of which the first must be the last (section 11). */
export function decodeTcp(bytes: Uint8Array): Decoded<RpcMessage> {
  return decodeWith(bytes, (r: Reader) => {
    const mark = r.u32('record mark');
    const length = mark & 0x7fff_ffff;
    if (mark >>> 31 === 0) r.refuse('value', 'record mark', 'the message goes on in a fragment', 0);
    if (length > r.remaining) {
      r.refuse('truncated', 'record', `${length} bytes announced, ${r.remaining} there`);
    }
    return readMessage(r);
  });
}

/** In a TCP stream a mark of four bytes stands before each fragment; a message in several is left alone. */
export function frame(bytes: Uint8Array): Framed | undefined | null {
  if (bytes.length < 4) return undefined;
  const [first, a, b, c] = bytes as unknown as [number, number, number, number];
  if (first >>> 7 === 0) return null;
  const length = ((first & 0x7f) << 24) | (a << 16) | (b << 8) | c;
  return bytes.length < 4 + length ? undefined : { prefix: 4, length };
}

function readMessage(r: Reader): RpcMessage {
  const id = r.u32('transaction');
  const type = r.u32('type', (value) => ({ 0: 'call', 1: 'reply' })[value]);
  if (type !== CALL && type !== REPLY) r.refuse('magic', 'type', 'neither a call nor a reply');
  const message = type === CALL ? readCall(r, id) : readReply(r, id);
  r.rest('what follows');
  return message;
}

function readCall(r: Reader, id: number): RpcMessage {
  if (r.u32('version of RPC') !== RPC_VERSION) r.refuse('magic', 'version of RPC', 'it must be 2');
  const program = r.u32('program');
  const version = r.u32('version');
  const procedure = r.u32('procedure');
  readOpaque(r, 'credential');
  readOpaque(r, 'verifier');
  const title = `RPC call: program ${program} version ${version}, procedure ${procedure}`;
  return { title, kind: 'call', id, program, version, procedure };
}

function readReply(r: Reader, id: number): RpcMessage {
  const denied = r.u32('status', (value) => ({ 0: 'accepted', 1: 'denied' })[value]);
  if (denied > 1) r.refuse('magic', 'status', 'neither accepted nor denied');
  if (denied === 0) readOpaque(r, 'verifier');
  const words = denied === 0 ? ACCEPTED : DENIED;
  const code = r.u32('result', (value) => words[value]);
  const result = words[code];
  if (result === undefined) r.refuse('value', 'result', `there is no result ${code}`);
  return { title: `RPC reply: ${result}`, kind: 'reply', id, result };
}

function readOpaque(r: Reader, name: string): void {
  r.u32(`${name} flavour`);
  const length = r.u32(`${name} length`);
  if (length > LONGEST_CREDENTIAL) r.refuse('length', name, `a ${name} of ${length} bytes`);
  if (length > 0) r.bytes(name, (length + 3) & ~3);
}

/** A call without arguments and credentials. */
export function encodeCall(
  id: number,
  program: number,
  version: number,
  procedure: number,
): Uint8Array {
  return new Writer()
    .u32(id)
    .u32(CALL)
    .u32(RPC_VERSION)
    .u32(program)
    .u32(version)
    .u32(procedure)
    .bytes(new Uint8Array(16))
    .finish();
}
