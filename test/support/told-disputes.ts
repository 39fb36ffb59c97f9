/** How disputes that comparison found are told on a page in its language. */
import { disputeBlocks } from '../../src/app/page/disputes.ts';
import { createPen } from '../../src/app/page/facts.ts';
import { readPhrases } from '../../src/app/page/words.ts';
import type { Atlas } from '../../src/atlas/atlas.ts';
import type { Contradicted, Dispute, DisputeSaying } from '../../src/atlas/claim.ts';
import type { LanguageTag } from '../../src/language/languages.ts';
import { textOf, type Span } from '../../src/language/phrases.ts';
import { shippedData } from './shipped.ts';

/** All that an atlas finds by comparison, each once. */
export function allFound(atlas: Atlas): Dispute[] {
  const all = new Map<string, Dispute>();
  for (let port = 0; port <= 65_535; port++) {
    for (const dispute of atlas.lookup(port).disputes) {
      if (dispute.foundBy === 'comparison') all.set(dispute.summary, dispute);
    }
  }
  return [...all.values()];
}

/** Words that every English sentence has some of, and that the other languages do not have. */
const ENGLISH = /\b(the|according|is|has|that|and|of|not|used|registry|which|for|on|by|source)\b/i;

/** What is wrong with how disputes are told in a language: values that are missing, words of another language. */
export function faultsIn(tag: LanguageTag, disputes: readonly Dispute[]): string[] {
  const pen = createPen(readPhrases(shippedData, tag));
  return disputes.flatMap((dispute) => {
    const [block] = disputeBlocks({ page: { disputes: [dispute] } }, pen);
    const { summary, judgement } = block!;
    const told = textOf(summary);
    const missing = valuesOf(dispute).filter((value) => !told.includes(value));
    const judgements = dispute.supported === undefined ? 1 : 2;
    return [
      ...(missing.length > 0 ? [`${told} has no ${missing.join(', ')}`] : []),
      ...(judgement.length === judgements ? [] : [`${told} has ${judgement.length} judgements`]),
      ...[summary, ...judgement].map(ownWords).filter((words) => !isWellTold(words, tag)),
    ];
  });
}

function isWellTold(words: string, tag: LanguageTag): boolean {
  if (/[{}]|undefined/.test(words) || !words.endsWith('.')) return false;
  if (tag === 'en') return ENGLISH.test(words);
  const isForeign = tag === 'he' || tag === 'ar' ? /\p{Script=Latin}/u : ENGLISH;
  return !isForeign.test(words.replaceAll('Portolan', ''));
}

/** Without what is quoted or code. */
const ownWords = (spans: readonly Span[]) => textOf(spans.filter(({ kind }) => kind === 'text'));

const valuesOf = ({ terms = [] }: Dispute): string[] =>
  terms.flatMap((one) => [
    String(one.port),
    ...one.transports,
    ...one.registryNames,
    ...(one.registrants ?? []),
    ...(one.registry === 'twice' ? [] : valuesOfSource(one)),
  ]);

const valuesOfSource = ({ says, names, documents = [], elsewhere = [] }: Contradicted) => [
  ...(NAMELESS.has(says) ? [] : names),
  ...documents,
  ...elsewhere.flatMap(({ name, ports }) => [name, ...ports.map(String)]),
];

/** What can be said without naming a service. */
const NAMELESS: ReadonlySet<DisputeSaying> = new Set(['reserved', 'unused']);
