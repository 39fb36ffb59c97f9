/**
 * Cuts an ESC/P stream into tokens. What is being read is a small machine of its own ({@link Reading}); here stand
 * the places where one follows another.
 */
import {
  BAR_COMMANDS,
  CONTROL_CODES,
  ESC_COMMANDS,
  EXTENDED_COMMANDS,
  FS_COMMANDS,
  VARIABLE_DOTS,
  type Command,
} from './commands.ts';
import { EjlLines } from './ejl.ts';
import { bytesAColumn, isKnownMode, isListOver, isPcl } from './extents.ts';
import { Input } from './input.ts';
import type { Pins } from './model.ts';
import { ESCPR_COMMANDS, modeNamed, REMOTE_COMMANDS, type Mode } from './modes.ts';
import { Parameters, Skipped, type Begun } from './parameters.ts';
import { RasterCommands } from './raster.ts';
import { le16, le32, signOf, type Reading, type Step } from './reading.ts';
import { Rows } from './rows.ts';
import { initialSetting, note, type StreamSetting } from './setting.ts';
import type { EscpToken, FaultToken, Tokenizer, UnknownToken } from './tokens.ts';

export interface TokenizerOptions {
  /** Of the head that the job was written for: `ESC &` has characters of two sizes. */
  readonly pins: Pins;
}

/**
 * Of one ESC/P-R command, in bytes: a band of pixels says its size in 16 bits, JPEG data come in pieces of that size.
 * What says more is passed over.
 */
export const MOST_PARAMETERS = 1 << 20;

const ESC = 0x1b;
const FS = 0x1c;
const PARENTHESIS = 0x28;
const BAR = 0x7c;

/**
 * A tokenizer for one job. Every token of a piece has to be asked for before the next piece is given.
 * Memory: one command's parameters, or one row.
 */
export function createTokenizer(options: TokenizerOptions): Tokenizer {
  const stream = new Stream(options.pins);
  return {
    take: (bytes) => stream.take(bytes),
    end: () => stream.end(),
  };
}

class Stream {
  private readonly input = new Input();
  private readonly setting: StreamSetting;
  private mode: Mode = 'plain';
  private readonly homes: Readonly<Record<Mode, Reading>> = {
    plain: { step: (input) => this.plain(input) },
    remote: { step: (input) => this.remote(input) },
    escpr: { step: (input) => this.escpr(input) },
  };
  /** Absent: the mode decides. */
  private reading: Reading | undefined;

  constructor(pins: Pins) {
    this.setting = initialSetting(pins);
  }

  *take(bytes: Uint8Array): Generator<EscpToken> {
    this.input.push(bytes);
    for (;;) {
      const reading = this.reading ?? this.homes[this.mode];
      const step = reading.step(this.input);
      if (step === 'more') return;
      if (step !== 'over') yield step;
      else if (this.reading === reading) this.reading = undefined;
    }
  }

  *end(): Generator<EscpToken> {
    yield* this.take(new Uint8Array(0));
    const cut = this.reading?.cut?.(this.input.offset);
    this.reading = undefined;
    if (cut) yield cut;
  }

  /** Text, control codes, and what begins commands. */
  private plain(input: Input): Step {
    const byte = input.peek();
    if (byte === undefined) return 'more';
    const { offset } = input;
    const code = this.controlOf(byte);
    if (code === undefined) return this.characters(input);
    input.next();
    if (code === ESC || code === FS) return this.read(new Opening(this, offset, code));
    if (CONTROL_CODES.has(code)) return { kind: 'control', offset, code };
    const bytes = Uint8Array.of(byte);
    return { kind: 'unknown', offset, length: 1, name: signOf(code), bytes };
  }

  /** The control code that a byte is, as things stand; undefined when it is a character. */
  private controlOf(byte: number): number | undefined {
    const { bit7, isUpperControl, isControlPrinted } = this.setting;
    let code = bit7 === 'clear' ? byte & 0x7f : byte;
    if (isUpperControl && code >= 0x80 && code < 0xa0) code &= 0x7f;
    if (code >= 0x20 && code !== 0x7f) return undefined;
    const isCode = code === ESC || code === FS || CONTROL_CODES.has(code);
    return isCode || !isControlPrinted ? code : undefined;
  }

  private characters(input: Input): Step {
    const { offset } = input;
    const bytes = input.while((byte) => this.controlOf(byte) !== undefined);
    const { bit7 } = this.setting;
    if (bit7 === 'as it comes') return { kind: 'characters', offset, bytes };
    const changed = bytes.map((byte) => (bit7 === 'set' ? byte | 0x80 : byte & 0x7f));
    return { kind: 'characters', offset, bytes: changed };
  }

  /** After ESC or FS: which command it is. */
  opened(byte: number, offset: number, lead: number): Step {
    if (lead === PARENTHESIS) return this.extended(byte, offset);
    if (lead === BAR) return this.command(BAR_COMMANDS, byte, offset, lead);
    if (lead === FS) return this.command(FS_COMMANDS, byte, offset, lead);
    if (this.mode === 'remote') return this.leaveRemote(byte, offset);
    if (byte === 0x01) return this.read(new EjlLines(offset));
    if (byte === PARENTHESIS || byte === BAR) return this.read(new Opening(this, offset, byte));
    if (this.mode === 'escpr' && byte >= 0x61 && byte <= 0x7a)
      return this.escprCommand(byte, offset);
    const isRaster = byte === 0x69 && this.setting.isGraphics;
    if (isRaster) return this.parameters(VARIABLE_DOTS, offset);
    return this.command(ESC_COMMANDS, byte, offset, lead);
  }

  /** What ESC or FS began leads nowhere. */
  abandoned(offset: number, lead: number, byte?: number): Step {
    this.reading = undefined;
    const { name, bytes } = LEADS[lead]!;
    if (byte === undefined) return unknown(offset, offset + bytes.length, name.trim(), bytes);
    const all = Uint8Array.of(...bytes, byte);
    return unknown(offset, offset + all.length, `${name}${signOf(byte)}`, all);
  }

  /** After `ESC (`: those that nobody knows can be passed over. */
  private extended(byte: number, offset: number): Step {
    const command = EXTENDED_COMMANDS.get(byte);
    const name = `ESC (${signOf(byte)}`;
    if (command) return this.parameters(command, offset);
    const head = Uint8Array.of(ESC, PARENTHESIS, byte);
    const length = new Parameters(
      { offset, name },
      () => 2,
      (parameters) => {
        const bytes = Uint8Array.of(...head, ...parameters);
        this.skip({ offset, name }, bytes, le16(parameters, 0));
        return undefined;
      },
    );
    return this.read(length);
  }

  private command(
    commands: ReadonlyMap<number, Command>,
    byte: number,
    offset: number,
    lead: number,
  ): Step {
    const command = commands.get(byte);
    return command ? this.parameters(command, offset) : this.abandoned(offset, lead, byte);
  }

  private parameters(command: Command, offset: number): Step {
    const { name, extent } = command;
    return this.read(
      new Parameters(
        { offset, name },
        (parameters) => extent(parameters, this.setting),
        (parameters, end) => this.finished(command, parameters, offset, end),
      ),
    );
  }

  private finished(command: Command, all: Uint8Array, offset: number, end: number): EscpToken {
    const { name } = command;
    const length = end - offset;
    const parameters = ownParameters(command, all);
    if (name === 'ESC *' && isPcl(parameters)) {
      const bytes = Uint8Array.of(ESC, 0x2a, ...parameters);
      return unknown(offset, end, `ESC *${signOf(parameters[0]!)}`, bytes);
    }
    note(this.setting, name, parameters);
    if (name === 'ESC @') this.mode = 'plain';
    if (name === 'ESC (R') this.mode = modeNamed(parameters) ?? this.mode;
    const says = this.follow(name, parameters);
    if (says !== undefined) return { kind: 'fault', offset, length, name, says };
    return { kind: 'command', offset, length, name, parameters };
  }

  /** Arranges for what stands behind a command. @returns why it cannot be done */
  private follow(name: string, parameters: Uint8Array): string | undefined {
    if (name === 'ESC *') return wrongMode(parameters);
    if (name === 'ESC .') return this.followRaster(parameters);
    if (name === 'ESC i' && parameters.length === 7) return this.followVariableDots(parameters);
    return undefined;
  }

  private followRaster(parameters: Uint8Array): string | undefined {
    const [code = 0, , , rows = 0] = parameters;
    const packing = code >= 0x30 && code <= 0x33 ? code - 0x30 : code;
    if (packing > 3) return `packing ${code} is none that anybody names`;
    if (packing > 1) {
      this.reading = new RasterCommands('ESC .');
      return undefined;
    }
    const width = Math.ceil(le16(parameters, 4) / 8);
    this.reading = new Rows({ name: 'ESC .', width, rows, isPacked: packing === 1 });
    return undefined;
  }

  private followVariableDots(parameters: Uint8Array): string | undefined {
    const packing = parameters[1]!;
    if (packing > 1) return `packing ${packing} is none that anybody explains`;
    const width = le16(parameters, 3);
    const rows = le16(parameters, 5);
    this.reading = new Rows({ name: 'ESC i', width, rows, isPacked: packing === 1 });
    return undefined;
  }

  /** Two letters, a length; ESC 00 00 00 leaves. */
  private remote(input: Input): Step {
    const byte = input.peek();
    if (byte === undefined) return 'more';
    const { offset } = input;
    if (byte === ESC) {
      input.next();
      return this.read(new Opening(this, offset, ESC));
    }
    if (byte < 0x41 || byte > 0x5a) {
      this.mode = 'plain';
      return fault(offset, 0, 'REMOTE1', `left without a word: ${signOf(byte)} begins no command`);
    }
    const begun = { offset, name: 'REMOTE1' };
    return this.read(
      new Parameters(
        begun,
        (bytes) => (bytes.length < 4 ? 4 : 4 + this.kept(remoteName(bytes), le16(bytes, 2))),
        (bytes, end) => this.remoteCommand(bytes, offset, end),
      ),
    );
  }

  private kept(name: string, length: number): number {
    return name in REMOTE_COMMANDS ? length : 0;
  }

  private remoteCommand(bytes: Uint8Array, offset: number, end: number): EscpToken | undefined {
    const letters = remoteName(bytes);
    const name = `REMOTE1 ${letters}`;
    if (letters in REMOTE_COMMANDS) {
      return { kind: 'command', offset, length: end - offset, name, parameters: bytes.subarray(4) };
    }
    this.skip({ offset, name }, bytes, le16(bytes, 2));
    return undefined;
  }

  private leaveRemote(byte: number, offset: number): Step {
    this.mode = 'plain';
    if (byte !== 0) {
      this.read({ step: () => this.opened(byte, offset, ESC) });
      return fault(offset, 0, 'REMOTE1', `left by ESC ${signOf(byte)}, not by its own command`);
    }
    const name = 'REMOTE1 exit';
    return this.read(
      new Parameters(
        { offset, name },
        () => 2,
        (parameters, end) => {
          return { kind: 'command', offset, length: end - offset, name, parameters };
        },
      ),
    );
  }

  /** Commands alone: what stands between them is nobody's. */
  private escpr(input: Input): Step {
    const byte = input.peek();
    if (byte === undefined) return 'more';
    const { offset } = input;
    if (byte === ESC) {
      input.next();
      return this.read(new Opening(this, offset, ESC));
    }
    input.next();
    return unknown(offset, offset + 1, `ESC/P-R ${signOf(byte)}`, Uint8Array.of(byte));
  }

  private escprCommand(letter: number, offset: number): Step {
    const begun = { offset, name: 'ESC/P-R' };
    return this.read(
      new Parameters(
        begun,
        (bytes) => (bytes.length < 8 ? 8 : 8 + keptOfEscpr(bytes)),
        (bytes, end) => {
          const letters = escprName(bytes);
          const name = `ESC/P-R ${letters}`;
          const declared = le32(bytes, 0);
          const length = end - offset;
          if (keptOfEscpr(bytes) === declared && letters in ESCPR_COMMANDS) {
            return { kind: 'command', offset, length, name, parameters: bytes.subarray(8) };
          }
          const head = Uint8Array.of(ESC, letter, ...bytes.subarray(0, 8));
          this.skip({ offset, name }, head, declared, letters in ESCPR_COMMANDS);
          return undefined;
        },
      ),
    );
  }

  private skip(begun: Begun, head: Uint8Array, count: number, isKnown = false): void {
    const { offset, name } = begun;
    this.reading = new Skipped(begun, head, count, (bytes, end) =>
      isKnown
        ? fault(offset, end - offset, name, `${count} bytes of data are more than any has: skipped`)
        : unknown(offset, end, name, bytes),
    );
  }

  private read(reading: Reading): 'over' {
    this.reading = reading;
    return 'over';
  }
}

/** The byte that says which command it is: after ESC, FS or `ESC (`. */
class Opening implements Reading {
  constructor(
    private readonly stream: Stream,
    private readonly offset: number,
    private readonly lead: number,
  ) {}

  step(input: Input): Step {
    const byte = input.peek();
    if (byte === undefined) return 'more';
    const { offset, lead } = this;
    // Whoever writes ESC begins anew.
    if (byte === ESC) return this.stream.abandoned(offset, lead);
    input.next();
    return this.stream.opened(byte, offset, lead);
  }

  cut(end: number): FaultToken {
    const { offset } = this;
    return fault(offset, end - offset, LEADS[this.lead]!.name.trim(), 'the stream ends within it');
  }
}

/** What begins commands: how it is written, and its bytes. */
const LEADS: Readonly<Record<number, { readonly name: string; readonly bytes: Uint8Array }>> = {
  [ESC]: { name: 'ESC ', bytes: Uint8Array.of(ESC) },
  [FS]: { name: 'FS ', bytes: Uint8Array.of(FS) },
  [PARENTHESIS]: { name: 'ESC (', bytes: Uint8Array.of(ESC, PARENTHESIS) },
  [BAR]: { name: 'ESC |', bytes: Uint8Array.of(ESC, BAR) },
};

const fault = (offset: number, length: number, name: string, says: string): FaultToken => ({
  kind: 'fault',
  offset,
  length,
  name,
  says,
});

const unknown = (offset: number, end: number, name: string, bytes: Uint8Array): UnknownToken => ({
  kind: 'unknown',
  offset,
  length: end - offset,
  name,
  bytes,
});

const remoteName = (bytes: Uint8Array) => `${signOf(bytes[0]!)}${signOf(bytes[1]!)}`;

const escprName = (bytes: Uint8Array) => [...bytes.subarray(4, 8)].map(signOf).join('');

/** Bytes of an ESC/P-R command's parameters that are kept: all or none. */
function keptOfEscpr(bytes: Uint8Array): number {
  const length = le32(bytes, 0);
  return length <= MOST_PARAMETERS && escprName(bytes) in ESCPR_COMMANDS ? length : 0;
}

/** Without the length that `ESC (` says, and without what only ends a list. */
function ownParameters({ name, listAfter }: Command, all: Uint8Array): Uint8Array {
  if (name.startsWith('ESC (')) return all.subarray(2);
  const isEnded = listAfter !== undefined && all.length > listAfter && isListOver(all, listAfter);
  return isEnded ? all.subarray(0, -1) : all;
}

function wrongMode([mode = 0, low = 0, high = 0]: Uint8Array): string | undefined {
  if (isKnownMode(mode)) return undefined;
  const columns = low | (high << 8);
  const each = bytesAColumn(mode);
  return `mode ${mode} is none that anybody names: ${columns * each} bytes skipped, ${each} a column`;
}
