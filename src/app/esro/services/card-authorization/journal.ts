/** Keeps charges in a file of their own, each on the disk before it is answered. */
import { UnavailableError } from '../../../../core/errors.ts';
import type { Platform } from '../../../../platform/platform.ts';
import type { KeptRecord } from '../../../../platform/records.ts';
import { isCardNumber } from './cards.ts';
import { isAmount, isTerminal, isTransactionNumber } from './elements.ts';
import { keyOf, type Charge } from './ledger.ts';
import type { Journal } from './server.ts';

const KIND = 'charge';

/** @throws UnavailableError when another program has it, or it is damaged or somebody else's */
export async function openJournal(
  path: string,
  { records }: Pick<Platform, 'records'>,
): Promise<{ readonly journal: Journal; readonly charges: readonly Charge[] }> {
  const store = await records.openFile(path);
  try {
    const charges = (await store.list(KIND)).map((kept) => readCharge(kept, path));
    const journal: Journal = {
      keep: (charge) =>
        store.commit([{ kind: 'put', record: { kind: KIND, key: keyOf(charge), facts: charge } }]),
      close: () => store.close(),
    };
    return { journal, charges };
  } catch (problem) {
    await store.close();
    throw problem;
  }
}

function readCharge({ facts }: KeptRecord, path: string): Charge {
  const charge = facts as Partial<Charge> | null;
  const { terminal = '', number = NaN, card = '', amount = NaN } = charge ?? {};
  const isCharge =
    isTerminal(terminal) &&
    isTransactionNumber(number) &&
    isCardNumber(card) &&
    isAmount(amount) &&
    typeof charge?.currency === 'string' &&
    typeof charge.code === 'string' &&
    typeof charge.isVoid === 'boolean';
  if (!isCharge) throw new UnavailableError(`${path} holds a charge that cannot be read`);
  return charge as Charge;
}
