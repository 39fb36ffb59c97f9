/** The claims as their sources make them. */
import type { Source } from '../../atlas/claim.ts';
import { foldListings, listingName, type Repeating } from '../../atlas/listings.ts';
import { LABELS } from '../../atlas/rank.ts';
import { foldTransports, type Use } from '../../atlas/uses.ts';
import { code, quote, type MessageKey, type Span } from '../../language/phrases.ts';
import type { PageFacts, Pen } from './facts.ts';
import type { Block, ClaimedUse, ClaimsBlock, Paragraph } from './model.ts';

/** One block a source, in the order of the sources. */
export function claimsBlocks({ page, sources }: PageFacts, pen: Pen): Block[] {
  if (page.claims.length === 0) return [{ kind: 'paragraph', spans: pen.say('claims.none') }];
  const { telling, repeating } = foldListings(page.claims);
  const blocks = sources.flatMap((source): ClaimsBlock[] => {
    const uses = foldTransports(telling.filter((claim) => claim.source === source.id));
    if (uses.length === 0) return [];
    const heading = sourceHeading(source, pen);
    return [
      { kind: 'claims', source: source.id, heading, uses: uses.map((use) => claimedUse(use, pen)) },
    ];
  });
  if (repeating.length === 0) return blocks;
  const sourcesThatRepeat = pen.list(repeating.map((one) => listing(one, pen)));
  return [
    ...blocks,
    { kind: 'paragraph', spans: pen.say('claims.also', { sources: sourcesThatRepeat }) },
  ];
}

/** A file that repeats others: *nmap-services (48%)*. */
const listing = ({ source, frequency }: Repeating, pen: Pen): Paragraph => [
  code(
    frequency === undefined
      ? listingName(source)
      : `${listingName(source)} (${pen.percent(frequency)})`,
  ),
];

/** Sources that have words of their own. */
const HEADINGS: Readonly<Record<string, MessageKey>> = {
  iana: 'source.iana',
  curated: 'source.curated',
  documents: 'source.documents',
  [LABELS]: 'source.labels',
};

function sourceHeading({ id, title }: Source, pen: Pen) {
  const key = HEADINGS[id];
  return key ? pen.say(key) : pen.say('source.other', { source: quote(title) });
}

function claimedUse({ claim, transports, marks }: Use, pen: Pen): ClaimedUse {
  const { from, to, service, title, standing, note, since, registrant, perimeter } = claim;
  const { reference, frequency, aliases = [], denied = [], contact, updated } = claim;
  const marked = [
    ...Object.entries(marks).map(([transport, mark]) => ({ transport, mark })),
    ...denied.map((transport) => ({ transport, mark: 'no' as const })),
  ].map(({ transport, mark }) => pen.say(`mark.${mark}`, { transport: code(transport) }));
  return {
    name: service === '' ? { kind: 'text', text: wordOf(pen, 'claims.noName') } : code(service),
    transports,
    standing,
    standingWord: wordOf(pen, `word.${standing}`),
    title: quote(title),
    remarks: [
      ...(from === to ? [] : [pen.say('claims.range', { from, to })]),
      ...(claim.unauthorized
        ? [pen.say('claims.unauthorized', { remark: quote(claim.unauthorized) })]
        : []),
      ...(note ? [[quote(note)]] : []),
    ],
    facts: [
      ...(marked.length > 0 ? [pen.say('claims.marks', { marks: pen.list(marked) })] : []),
      ...(aliases.length > 0 ? [pen.say('claims.aliases', { aliases: pen.words(aliases) })] : []),
      ...(frequency ? [pen.say('claims.frequency', { share: code(pen.percent(frequency)) })] : []),
      ...(since ? [pen.say('claims.since', { since: quote(since) })] : []),
      ...(registrant ? [pen.say('claims.registrant', { registrant: quote(registrant) })] : []),
      ...(contact ? [pen.say('claims.contact', { contact: quote(contact) })] : []),
      ...(updated ? [pen.say('claims.updated', { updated: quote(updated) })] : []),
      ...(perimeter ? [pen.say(`claims.${perimeter}`)] : []),
      ...(reference ? [pen.say('claims.reference', { reference: cited(reference) })] : []),
    ],
  };
}

/** An address, without the punctuation that ends the words around it. */
const ADDRESS = /(https:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/;

/** A reference as it is, the addresses in it as links. */
export const cited = (reference: string): Paragraph =>
  reference
    .split(ADDRESS)
    .flatMap((text, i): Span[] =>
      text === '' ? [] : [i % 2 === 0 ? quote(text) : { kind: 'link', text }],
    );

const wordOf = (pen: Pen, key: MessageKey) =>
  pen
    .say(key)
    .map(({ text }) => text)
    .join('');
