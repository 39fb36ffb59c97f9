/** Search results: one line a use, best first. */
import type { SearchResult } from '../../../app/search.ts';
import { foldTransports } from '../../uses.ts';
import { table } from '../table.ts';
import { printable, wrap } from '../text.ts';
import type { View } from '../view.ts';

export const searchView: View<SearchResult> = ({ claims, more }, { colours, width }) => [
  ...table(foldTransports(claims), {
    columns: [
      {
        title: 'PORT',
        text: ({ claim: { from, to } }) => (from === to ? `${from}` : `${from}-${to}`),
        colour: () => colours.bold,
      },
      { title: 'TRANSPORT', text: ({ transports }) => transports.join(' '), least: 3 },
      { title: 'SERVICE', text: ({ claim }) => claim.service || '-', least: 8 },
      { title: 'STANDING', text: ({ claim }) => claim.standing, from: 60 },
      { title: 'SOURCE', text: ({ claim }) => claim.source, from: 80 },
      { title: 'WHAT', text: ({ claim }) => printable(claim.title), least: 10 },
    ],
    width,
    heading: colours.dim,
  }),
  ...(more
    ? ['', ...wrap('There is more: narrow it with another word, or ask with --limit.', width)]
    : []),
];
