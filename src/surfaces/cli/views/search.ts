/** Search results: one line a use, best first. */
import type { FoundClaim, FoundName, SearchResult } from '../../../app/search.ts';
import { waysOf, type Way } from '../../found.ts';
import { foldTransports, portsOf } from '../../uses.ts';
import { table } from '../table.ts';
import { printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

/** Something found, as a line. */
interface Row {
  readonly ports: string;
  readonly transports: readonly string[];
  readonly found: FoundClaim | FoundName;
}

/** What stands for the word that was found, in the column on how. */
const HOW: Readonly<Record<Way, (found: string) => string>> = {
  alias: (found) => `also ${found}`,
  registrant: () => 'registrant',
  reference: () => 'reference',
  note: () => 'note',
  nearly: (found) => `nearly ${found}`,
};

export const searchView: View<SearchResult> = ({ claims, names, more }, options) => {
  const uses = foldTransports(claims).map(({ claim, transports }) => ({
    ports: portsOf(claim),
    transports,
    found: claim,
  }));
  const portless = names.map((name) => ({
    ports: '-',
    transports: name.transports,
    found: name,
  }));
  const rows: readonly Row[] = [...uses, ...portless];
  return [
    ...rowsTable(rows, options),
    ...below(portless.length > 0, '- is registered without a port: it is announced.', options),
    ...below(more, 'There is more: narrow it with another word, or ask with --limit.', options),
  ];
};

const below = (isSo: boolean, sentence: string, { width }: ViewOptions) =>
  isSo ? ['', ...wrap(sentence, width)] : [];

function rowsTable(rows: readonly Row[], { colours, width }: ViewOptions): string[] {
  const how = ({ found }: Row) =>
    waysOf(found.matched)
      .map(({ way, found }) => HOW[way](found))
      .join(', ');
  const hasHow = rows.some((row) => how(row) !== '');
  return table(rows, {
    columns: [
      { title: 'PORT', text: ({ ports }) => ports, colour: () => colours.bold },
      { title: 'TRANSPORT', text: ({ transports }) => transports.join(' ') || '-', least: 3 },
      { title: 'SERVICE', text: ({ found }) => found.service || '-', least: 8 },
      { title: 'STANDING', text: ({ found }) => found.standing, from: 60 },
      { title: 'SOURCE', text: ({ found }) => found.source, from: 80 },
      ...(hasHow ? [{ title: 'FOUND BY', text: how, least: 8, from: 50 }] : []),
      { title: 'WHAT', text: ({ found }) => printable(found.title), least: 10 },
    ],
    width,
    heading: colours.dim,
  });
}
