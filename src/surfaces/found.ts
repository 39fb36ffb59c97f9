/** How something was found, in a word or two: for search results whose reason is not to be seen. */
import type { Field, Match } from '../atlas/search/findings.ts';

/** Which words say how something was found. */
export type Way = 'alias' | 'registrant' | 'reference' | 'note' | 'nearly';

const WAYS: Readonly<Partial<Record<Field, Way>>> = {
  alias: 'alias',
  'other name': 'alias',
  registrant: 'registrant',
  reference: 'reference',
  note: 'note',
};

/** The ways in which something was found, each once, with the word that stands there. */
export function waysOf(matched: readonly Match[] = []): { way: Way; found: string }[] {
  const ways = matched.flatMap(({ field, found, nearly }) => {
    const way = nearly ? 'nearly' : WAYS[field];
    return way === undefined ? [] : [{ way, found }];
  });
  return [...new Map(ways.map((one) => [`${one.way} ${named(one)}`, one])).values()];
}

const named = ({ way, found }: { way: Way; found: string }) =>
  way === 'alias' || way === 'nearly' ? found : '';
