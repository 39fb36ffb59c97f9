/** Remote mode: two letters, a length of two bytes, data; `ESC 00 00 00` leaves it (fact sheet, 3.6). */
import type { Host } from './host.ts';
import type { Input } from './input.ts';
import { REMOTE_COMMANDS } from './modes.ts';
import { Parameters, unknownData } from './parameters.ts';
import { ESC, fault, le16, signOf, type Step } from './reading.ts';
import type { EscpToken } from '../tokens.ts';

export function remoteStep(host: Host, input: Input): Step {
  const byte = input.peek();
  if (byte === undefined) return 'more';
  const { offset } = input;
  if (byte === ESC) {
    input.next();
    return host.open(offset);
  }
  if (byte < 0x41 || byte > 0x5a) {
    host.mode = 'plain';
    return fault(offset, 0, 'REMOTE1', `left without a word: ${signOf(byte)} begins no command`);
  }
  const begun = { offset, name: 'REMOTE1' };
  const finish = (bytes: Uint8Array, end: number) => finished(host, bytes, offset, end);
  return host.read(new Parameters(begun, extent, finish));
}

/** After ESC. What is no exit is a command of ESC/P, and remote mode is over all the same. */
export function leaveRemote(host: Host, byte: number, offset: number): Step {
  host.mode = 'plain';
  if (byte !== 0) {
    host.read({ step: () => host.opened(byte, offset, ESC) });
    return fault(offset, 0, 'REMOTE1', `left by ESC ${signOf(byte)}, not by its own command`);
  }
  const name = 'REMOTE1 exit';
  const finish = (parameters: Uint8Array, end: number): EscpToken => {
    return { kind: 'command', offset, length: end - offset, name, parameters };
  };
  return host.read(new Parameters({ offset, name }, () => 2, finish));
}

function finished(
  host: Host,
  bytes: Uint8Array,
  offset: number,
  end: number,
): EscpToken | undefined {
  const letters = lettersOf(bytes);
  const name = `REMOTE1 ${letters}`;
  if (letters in REMOTE_COMMANDS) {
    return { kind: 'command', offset, length: end - offset, name, parameters: bytes.subarray(4) };
  }
  host.read(unknownData({ offset, name }, bytes, le16(bytes, 2)));
  return undefined;
}

/** Data of what nobody knows are not kept. */
function extent(bytes: Uint8Array): number {
  if (bytes.length < 4) return 4;
  return 4 + (lettersOf(bytes) in REMOTE_COMMANDS ? le16(bytes, 2) : 0);
}

const lettersOf = (bytes: Uint8Array) => `${signOf(bytes[0]!)}${signOf(bytes[1]!)}`;
