/**
 * Questions of ESC/POS, the language of receipt printers, as far as the fact sheet (4.4) names them: real-time status
 * `DLE EOT n`, automatic status `GS a n`, who it is `GS I n`. What the octets of the answers mean is general knowledge;
 * the folder's README says which.
 */
import type { Input } from './input.ts';
import { fault, unknown, type Reading, type Step } from './reading.ts';
import type { EscpEvent, ReceiptAnswers } from '../report.ts';
import type { FaultToken } from '../tokens.ts';

const DLE = 0x10;
const EOT = 0x04;
const GS = 0x1d;

/** By what begins them: which byte may follow, and what it is called then. One parameter each. */
const QUESTIONS: Readonly<Record<number, ReadonlyMap<number, string>>> = {
  [DLE]: new Map([[EOT, 'DLE EOT']]),
  [GS]: new Map([
    [0x49, 'GS I'],
    [0x61, 'GS a'],
  ]),
};

export const isQuestionLead = (code: number): boolean => code in QUESTIONS;

/** What follows DLE or GS between commands. Where it is no question, the lead alone is unknown and the rest is read on. */
export class ReceiptQuestion implements Reading {
  private name: string | undefined;
  private isDone = false;

  constructor(
    private readonly offset: number,
    private readonly lead: number,
  ) {}

  step(input: Input): Step {
    const byte = input.peek();
    if (this.isDone) return 'over';
    if (byte === undefined) return 'more';
    const { offset, lead } = this;
    if (this.name === undefined) {
      this.name = QUESTIONS[lead]!.get(byte);
      if (this.name === undefined) {
        this.isDone = true;
        const sign = `0x${lead.toString(16)}`;
        return unknown(offset, offset + 1, sign, Uint8Array.of(lead));
      }
      input.next();
      return this.step(input);
    }
    this.isDone = true;
    const parameters = Uint8Array.of(input.next());
    return { kind: 'command', offset, length: 3, name: this.name, parameters };
  }

  cut(end: number): FaultToken | undefined {
    if (this.isDone) return undefined;
    const name = this.name ?? (this.lead === GS ? 'GS' : 'DLE');
    return fault(this.offset, end - this.offset, name, 'the stream ends within it');
  }
}

/** Finds `DLE EOT n` wherever it stands, in data too: a receipt printer looks for it as bytes come in. */
export class RealTimeQuestions {
  /** How many of its bytes were the last ones that came. */
  private matched = 0;

  /** @returns each n, in order */
  *take(bytes: Uint8Array): Generator<number> {
    for (let at = 0; at < bytes.length; at++) {
      // Whatever is not under way begins at a DLE, of which there are few.
      if (this.matched === 0) at = bytes.indexOf(DLE, at);
      if (at < 0) return;
      const byte = bytes[at]!;
      if (this.matched === 2) {
        this.matched = 0;
        yield byte;
      } else if (this.matched === 1 && byte === EOT) this.matched = 2;
      else this.matched = byte === DLE ? 1 : 0;
    }
  }
}

/** In every octet of a real-time status, beside what it says. */
const FIXED = 0x12;

/** One octet for each n from 1 to 4: what the automatic status says, in other places. Others are not answered. */
export function* realTimeReply(
  { automaticStatus }: ReceiptAnswers,
  number: number,
): Generator<EscpEvent> {
  const octet = realTimeStatus(automaticStatus, number);
  if (octet === undefined) return;
  yield { kind: 'reply', bytes: Uint8Array.of(octet), title: `real-time status ${number}` };
}

/** @param automatic four octets, as `GS a` brings them */
export function realTimeStatus(automatic: Uint8Array, number: number): number | undefined {
  const [printer = 0, faults = 0, paper = 0] = automatic;
  const when = (bit: number, is: number) => (is === 0 ? 0 : bit);
  const [nearEnd, end] = [paper & 0x03, paper & 0x0c];
  switch (number) {
    case 1:
      // Drawer, offline; waiting for recovery; the feed button.
      return FIXED | (printer & 0x0c) | when(0x20, faults & 0x01) | when(0x40, faults & 0x02);
    case 2:
      // Why it is offline: cover, feeding, paper, error.
      return (
        FIXED |
        when(0x04, printer & 0x20) |
        when(0x08, printer & 0x40) |
        when(0x20, end) |
        when(0x40, faults & 0x6c)
      );
    case 3:
      // Which error: cutter, unrecoverable, recovering.
      return FIXED | (faults & 0x68);
    case 4:
      return FIXED | when(0x0c, nearEnd) | when(0x60, end);
    default:
      return undefined;
  }
}
