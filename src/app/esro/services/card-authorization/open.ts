import { UsageError } from '../../../../core/errors.ts';
import type { Platform } from '../../../../platform/platform.ts';
import type { ServiceServer } from '../agreement.ts';
import type { ServiceWishes } from '../wishes.ts';
import { readCards, TEST_CARDS, type Card } from './cards.ts';
import { openJournal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { cardServer } from './server.ts';

const LARGEST_FILE = 1024 * 1024;
const DEMONSTRATION =
  'card-authorization is a demonstration: no bank is behind it. Give it test numbers, never a real card: ESRO hides nothing.';

/** @throws UsageError for files that make no sense; UnavailableError when the journal cannot be had */
export async function openCardAuthorization(
  { cards: path, journal: place }: Pick<ServiceWishes, 'cards' | 'journal'>,
  { platform }: { readonly platform: Platform },
): Promise<ServiceServer> {
  const cards = path === undefined ? TEST_CARDS : await openCards(path, platform);
  if (place === undefined) {
    const notes = [DEMONSTRATION, 'Charges are forgotten when it ends: --journal FILE keeps them.'];
    return { ...cardServer(new Ledger(cards)), notes };
  }
  const { journal, charges } = await openJournal(place, platform);
  return { ...cardServer(new Ledger(cards, charges), journal), notes: [DEMONSTRATION] };
}

async function openCards(path: string, { files }: Pick<Platform, 'files'>): Promise<Card[]> {
  const text = new TextDecoder().decode(await files.read(path, LARGEST_FILE));
  try {
    return readCards(text);
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem;
    throw new UsageError(`${path} is no list of cards: ${problem.message}`);
  }
}
