/** Remote mode and the job language around ESC/P: what the job is called, what is asked of the printer, and no more. */
import type { CommandHandler, Handlers } from '../handler.ts';
import { byteAt, signedWordAt } from '../numbers.ts';
import { UNITS_PER_INCH } from '../../../core/page/marks.ts';
import { printLine } from '../paging.ts';
import { resetSettings, type EscpState } from '../state.ts';
import type { StatusForm } from '../report.ts';
import { answerId, answerStatus } from './reply.ts';

/** Understood, and nothing that is seen on a page. */
const unseen: CommandHandler = () => {};

/** Said by the printer's hardware: nothing is cleaned, aligned, saved or counted here. */
const notDone: CommandHandler = (state) =>
  state.notes.fault('maintenance of a printer that is made of paper and ink: not done');

/** Of a name that the job says, in characters. */
const LONGEST_NAME = 200;

/** After a zero, the kind and four octets of an identifier: the name. */
function nameJob(state: EscpState, parameters: Uint8Array): void {
  const name = readable(parameters.subarray(6, 6 + LONGEST_NAME));
  if (name === '') return;
  const kind = byteAt(parameters, 1);
  if (kind === 3) state.user = name;
  // The document's name says more than that of the program or the host.
  else if (kind === 2 || state.jobName === undefined) state.jobName = name;
}

/** Text up to the first zero, without control codes. In which character set it is nobody says: ASCII is what is read. */
function readable(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
  return text.replaceAll(/[^ -~]/g, '?').trim();
}

/** On: 1, 3 and 11h. The printer tells how it is at once; which of them asks for which form the folder's README says. */
const STATUS_FORMS: Readonly<Record<number, StatusForm>> = {
  0x01: 'text',
  0x03: 'binary',
  0x11: 'binary',
};

function askStatus(state: EscpState, parameters: Uint8Array): void {
  const form = STATUS_FORMS[byteAt(parameters, 1)];
  if (form !== undefined) answerStatus(state, form);
}

/** The left edge of what is printed, from where it usually is, in 1/360 inch. */
function shiftLeft(state: EscpState, parameters: Uint8Array): void {
  const by = (signedWordAt(parameters, 1) * UNITS_PER_INCH) / 360;
  state.left += by - state.leftOffset;
  state.leftOffset = by;
  state.x = state.left;
}

function loadDefaults(state: EscpState): void {
  printLine(state);
  resetSettings(state);
}

const MAINTENANCE = 'NC CH VI EX DT DA SV RS IQ AI IR AC DR IK PZ PH PM SM CO'.split(' ');
const UNSEEN = 'JE JS TI HD PP DP SN US MI exit'.split(' ');

const named = (names: readonly string[], handler: CommandHandler) =>
  Object.fromEntries(names.map((name) => [`REMOTE1 ${name}`, handler]));

export const REMOTE: Handlers = {
  commands: {
    ...named(MAINTENANCE, notDone),
    ...named(UNSEEN, unseen),
    'REMOTE1 LD': loadDefaults,
    'REMOTE1 JH': nameJob,
    'REMOTE1 ST': askStatus,
    'REMOTE1 FP': shiftLeft,
    'ESC (R': unseen,
    'EJL 1284.4': unseen,
    'EJL ID': answerId,
  },
};
