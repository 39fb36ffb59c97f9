/** What a Telnet server says before any text: commands about options (RFC 854, RFC 855). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** "Interpret as command": every command begins with it. */
const IAC = 255;
/** RFC 854, "Telnet command structure". */
const VERBS: Readonly<Record<number, string>> = {
  251: 'WILL',
  252: "WON'T",
  253: 'DO',
  254: "DON'T",
};
/** The registry of Telnet options, as far as servers open with them. */
const OPTIONS: Readonly<Record<number, string>> = {
  0: 'binary transmission',
  1: 'echo',
  3: 'suppress go ahead',
  5: 'status',
  24: 'terminal type',
  31: 'window size',
  32: 'terminal speed',
  33: 'remote flow control',
  34: 'linemode',
  35: 'X display location',
  36: 'environment',
  37: 'authentication',
  38: 'encryption',
  39: 'new environment',
};
/** A server opens with a handful. */
const MOST_COMMANDS = 64;

export interface TelnetOpening extends DecodedMessage {
  readonly commands: readonly { readonly verb: string; readonly option: number }[];
}

/**
 * Reads the commands at the beginning. Total: any bytes give them, or an error of kind `magic` when they do not
 * begin with one of the four verbs, `truncated` when the first is cut.
 */
export function decode(bytes: Uint8Array): Decoded<TelnetOpening> {
  return decodeWith(bytes, (r: Reader) => {
    const commands = [readCommand(r)];
    while (isCommand(r.peek(3)) && commands.length < MOST_COMMANDS) commands.push(readCommand(r));
    r.rest('what follows');
    const [{ verb, option }] = commands as [TelnetOpening['commands'][number]];
    const title = `Telnet options, first ${verb} ${OPTIONS[option] ?? option}`;
    return { title, commands };
  });
}

function readCommand(r: Reader): { verb: string; option: number } {
  const at = r.offset;
  if (r.u8('command') !== IAC) r.refuse('magic', 'command', 'it does not begin with 255', at);
  const verb = VERBS[r.u8('verb', (value) => VERBS[value])];
  if (verb === undefined) r.refuse('magic', 'verb', "none of WILL, WON'T, DO, DON'T", at + 1);
  return { verb, option: r.u8('option', (value) => OPTIONS[value]) };
}

const isCommand = (ahead: Uint8Array) =>
  ahead.length === 3 && ahead[0] === IAC && VERBS[ahead[1]!] !== undefined;
