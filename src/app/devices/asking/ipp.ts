/** Asks one host by IPP for its printer's attributes, at TCP 631. */
import { ippObservation } from '../../../devices/witnesses/ipp.ts';
import { ask } from '../../../platform/run-web.ts';
import { printerQuestion, type IppOutcome } from '../../../protocols/ipp/client.ts';
import { IPP_PORT } from '../../../protocols/ipp/vocabulary.ts';
import type { Asked, Question, Testimony } from './question.ts';

const WHERE = `TCP ${IPP_PORT}`;

export async function askIpp(question: Question): Promise<Testimony> {
  const { address, wait, platform, signal, heard, answered } = question;
  let outcome: IppOutcome | undefined;
  await ask(printerQuestion({ host: address }), platform, {
    signal,
    patience: wait,
    tell(event: IppOutcome) {
      outcome = event;
      if (event.kind === 'described') answered();
    },
  });
  return {
    asked: { by: 'ipp', where: WHERE, ...endOf(outcome) },
    observations:
      outcome?.kind === 'described' ? [ippObservation(outcome, { ...heard(), address })] : [],
  };
}

function endOf(outcome: IppOutcome | undefined): Pick<Asked, 'end' | 'why'> {
  switch (outcome?.kind) {
    case 'described':
      return { end: 'answered' };
    case 'refused':
      return { end: 'refused', why: outcome.why };
    case 'elsewhere':
      return { end: 'refused', why: `it leads to another host (${outcome.location})` };
    case 'absent':
      return { end: 'refused', why: 'its web server has no IPP at any of the usual places' };
    case 'silent':
      return { end: 'silent', why: plainReason(outcome) };
    case undefined:
      return { end: 'silent' };
  }
}

/** What the system calls it, and what it means. */
const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [/ECONNREFUSED/, 'nothing listens there'],
  [/EHOSTUNREACH|EHOSTDOWN/, 'nobody has that address'],
  [/ENETUNREACH/, 'no way leads there'],
  [/ECONNRESET|EPIPE|socket hang up/, 'it breaks the connection off'],
];

/** Without where it was asked: `where` tells that. */
function plainReason({ address, why }: Extract<IppOutcome, { kind: 'silent' }>): string {
  const [, words] = REASONS.find(([code]) => code.test(why)) ?? [];
  return words ?? why.replace(`${address} did not answer: `, '');
}
