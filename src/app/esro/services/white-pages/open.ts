import { UsageError } from '../../../../core/errors.ts';
import { heardText } from '../../../../core/heard.ts';
import type { Context } from '../../../operation.ts';
import type { ServiceServer } from '../agreement.ts';
import type { ServiceWishes } from '../wishes.ts';
import { whitePagesServer } from './server.ts';
import { readVcards } from './vcard.ts';

/** Address books with pictures in them are large. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** @throws UsageError for a file that cannot be read or holds no card */
export async function openWhitePages(
  { vcards }: Pick<ServiceWishes, 'vcards'>,
  { atlas, platform }: Pick<Context, 'atlas' | 'platform'>,
): Promise<ServiceServer> {
  if (vcards === undefined) return whitePagesServer(atlas, undefined);
  const text = new TextDecoder().decode(await platform.files.read(vcards, LARGEST_FILE));
  const people = readPeople(text, vcards);
  const count = `${people.length} ${people.length === 1 ? 'person' : 'people'}`;
  const notes = [
    `white-pages: ${count} of ${heardText(vcards, 200)}; whoever may ask can read them.`,
  ];
  return { ...whitePagesServer(atlas, people), notes };
}

function readPeople(text: string, path: string) {
  try {
    const people = readVcards(text);
    if (people.length > 0) return people;
    throw new UsageError('it has no vCard (BEGIN:VCARD) with a name');
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem;
    throw new UsageError(`${path} is no address book: ${problem.message}`);
  }
}
