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
import { JobLanguageLines } from './ejl.ts';
import { escprCommand, escprStep } from './escpr-mode.ts';
import { isExit, isListOver, isPcl } from './extents.ts';
import { whatFollows } from './following.ts';
import type { Host } from './host.ts';
import { Input } from './input.ts';
import type { Pins } from '../model.ts';
import { modeNamed, type Mode } from './modes.ts';
import { Parameters, unknownData } from './parameters.ts';
import { ESC, fault, le16, signOf, unknown, type Reading, type Step } from './reading.ts';
import { isQuestionLead, ReceiptQuestion } from './receipt.ts';
import { leaveRemote, remoteStep } from './remote-mode.ts';
import { MOST_ROW_BYTES } from './rows.ts';
import { initialSetting, note, type StreamSetting } from './setting.ts';
import type { EscpToken, FaultToken, Tokenizer } from '../tokens.ts';

export interface TokenizerOptions {
  /** Of the head that the job was written for: `ESC &` has characters of two sizes. */
  readonly pins: Pins;
  /** Between commands, questions of ESC/POS are read, which receipt printers are asked. */
  readonly isReceipt?: boolean | undefined;
}

const FS = 0x1c;
const NONE = new Uint8Array(0);
const PARENTHESIS = 0x28;
const BAR = 0x7c;

/**
 * A tokenizer for one job. Every token of a piece has to be asked for before the next piece is given.
 * Memory: one command's parameters, or one row.
 */
export function createTokenizer(options: TokenizerOptions): Tokenizer {
  const stream = new Stream(options);
  return {
    take: (bytes) => stream.take(bytes),
    end: () => stream.end(),
  };
}

class Stream implements Host {
  private readonly input = new Input();
  mode: Mode = 'plain';
  private readonly setting: StreamSetting;
  /** One for all rows: commands that announce rows and bring none are short, and may be many. */
  private readonly row = new Uint8Array(MOST_ROW_BYTES);
  private readonly homes: Readonly<Record<Mode, Reading>> = {
    plain: { step: (input) => this.plain(input) },
    remote: { step: (input) => remoteStep(this, input) },
    escpr: { step: (input) => escprStep(this, input) },
  };
  /** Absent: the mode decides. */
  private reading: Reading | undefined;

  constructor(private readonly options: TokenizerOptions) {
    this.setting = initialSetting(options.pins);
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
    if (code === ESC || code === FS) return this.open(offset, code);
    if (this.options.isReceipt && isQuestionLead(code)) {
      return this.read(new ReceiptQuestion(offset, code));
    }
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

  open(offset: number, lead: number = ESC): 'over' {
    return this.read(new Opening(this, offset, lead));
  }

  /** After ESC or FS: which command it is. */
  opened(sign: number, offset: number, lead: number): Step {
    const byte = this.setting.bit7 === 'clear' ? sign & 0x7f : sign;
    if (lead === PARENTHESIS) return this.extended(byte, offset);
    if (lead === BAR) return this.command(BAR_COMMANDS, byte, offset, lead);
    if (lead === FS) return this.command(FS_COMMANDS, byte, offset, lead);
    if (this.mode === 'remote') return leaveRemote(this, byte, offset);
    if (byte === 0x01) return this.read(new JobLanguageLines('EJL', offset));
    if (byte === PARENTHESIS || byte === BAR) return this.open(offset, byte);
    if (this.mode === 'escpr' && byte >= 0x61 && byte <= 0x7a)
      return escprCommand(this, byte, offset);
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
        this.read(unknownData({ offset, name }, bytes, le16(parameters, 0)));
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
    if (name === 'ESC %' && isExit(parameters)) {
      this.reading = new JobLanguageLines('PJL');
      return { kind: 'command', offset, length, name: 'ESC %-12345X', parameters: NONE };
    }
    note(this.setting, name, parameters);
    if (name === 'ESC @') this.mode = 'plain';
    if (name === 'ESC (R') this.mode = modeNamed(parameters) ?? this.mode;
    const follows = whatFollows(name, parameters, this.row);
    if (typeof follows === 'string') return fault(offset, length, name, follows);
    if (follows) this.reading = follows;
    return { kind: 'command', offset, length, name, parameters };
  }

  read(reading: Reading): 'over' {
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

/** Without the length that `ESC (` says, and without what only ends a list. */
function ownParameters({ name, listAfter }: Command, all: Uint8Array): Uint8Array {
  if (name.startsWith('ESC (')) return all.subarray(2);
  const isEnded = listAfter !== undefined && all.length > listAfter && isListOver(all, listAfter);
  return isEnded ? all.subarray(0, -1) : all;
}
