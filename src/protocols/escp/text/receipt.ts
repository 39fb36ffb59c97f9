/** Questions to a receipt printer, in its own language. It says nothing where it has nothing to say. */
import type { CommandHandler, Handlers } from '../handler.ts';
import { byteAt } from '../numbers.ts';
import type { ReceiptAnswers } from '../report.ts';

/** What `GS I n` asks for. */
const WHO: Readonly<Record<number, keyof Omit<ReceiptAnswers, 'automaticStatus'>>> = {
  0x42: 'maker',
  0x43: 'model',
  0x44: 'serial',
};

/** Around the text: `_`, and a zero. */
const [BEFORE, AFTER] = [0x5f, 0x00];

const sayWho: CommandHandler = (state, parameters) => {
  const what = WHO[byteAt(parameters, 0)];
  const { receipt } = state.answers;
  if (what === undefined) state.notes.fault('nobody says how that is answered: not answered');
  if (what === undefined || receipt === undefined) return;
  const text = Array.from(receipt[what], (sign) => sign.charCodeAt(0));
  const bytes = Uint8Array.of(BEFORE, ...text, AFTER);
  state.events.push({ kind: 'reply', bytes, title: `its ${what}` });
};

/** Switched on for whatever it is, it tells at once how it is. Nothing changes while a job prints, so that is all. */
const tellStatus: CommandHandler = (state, parameters) => {
  const { receipt } = state.answers;
  if (receipt === undefined || byteAt(parameters, 0) === 0) return;
  state.events.push({ kind: 'reply', bytes: receipt.automaticStatus, title: 'automatic status' });
};

export const RECEIPT: Handlers = {
  commands: {
    // Answered when its bytes came in.
    'DLE EOT': () => {},
    'GS I': sayWho,
    'GS a': tellStatus,
  },
};
