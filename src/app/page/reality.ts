/** What was promised for a port, and what is met there. */
import type { PortStanding } from '../../atlas/standing.ts';
import { quote } from '../../language/phrases.ts';
import { cited } from './evidence.ts';
import { isPassing, nameOf, type PageFacts, type Pen } from './facts.ts';
import type { Paragraph } from './model.ts';
import type { Subject } from './subjects.ts';

/** @returns paragraphs of sentences */
export function realityParagraphs(facts: PageFacts, pen: Pen): Paragraph[][] {
  const { page, subjects, text } = facts;
  const ghosts = subjects.filter(({ ghost }) => ghost);
  return [
    [...standingSentences(facts, pen), ...practiceSentence(facts, pen)],
    ...ghosts.map((subject) => [
      pen.say('reality.ghost', { service: nameOf(subject) }),
      pen.say('reality.evidence', {
        evidence: quote(subject.ghost!.evidence),
        reference: cited(subject.ghost!.reference),
      }),
    ]),
    [
      ...disputeSentence(facts, pen),
      // Whoever read what a person wrote about this very port knows that already.
      ...(text === undefined && !isPassing(facts) && page.port !== 0
        ? [pen.say('reality.number')]
        : []),
    ],
  ].filter((sentences) => sentences.length > 0);
}

function standingSentences({ page: { standing } }: PageFacts, pen: Pen): Paragraph[] {
  const groups = new Map<PortStanding, string[]>();
  for (const [transport, word] of Object.entries(standing)) {
    groups.set(word, [...(groups.get(word) ?? []), transport]);
  }
  return [...groups].map(([word, transports]) =>
    pen.say(`standing.${word}`, { transports: pen.words(transports) }),
  );
}

function practiceSentence(facts: PageFacts, pen: Pen): Paragraph[] {
  const { page, subjects } = facts;
  const unpromised = subjects.filter(({ hold }) => hold === 'practice');
  const practice = unpromised.filter((subject) => !isHearsay(subject));
  const reported = unpromised.filter(isHearsay);
  const promised = subjects.some(({ hold }) => hold === 'assigned');
  const met = promised ? 'reality.practice' : 'reality.onlyPractice';
  const said = [
    ...(practice.length > 0 ? [pen.say(met, { services: pen.names(practice) })] : []),
    ...(reported.length > 0
      ? [pen.say('reality.reported', { services: pen.names(reported) })]
      : []),
  ];
  if (said.length > 0) return said;
  if (promised) return [pen.say('reality.onlyPromise')];
  return subjects.length > 0 || isPassing(facts) || page.port === 0
    ? []
    : [pen.say('reality.nothing')];
}

/** What the source documents alone speak of: they report what others say, and sometimes doubt it themselves. */
const isHearsay = ({ source }: Subject) => source === 'documents';

function disputeSentence({ page }: PageFacts, pen: Pen): Paragraph[] {
  const count = page.disputes.length;
  if (count > 0) return [pen.say('reality.disputes', { count })];
  const voices = new Set(page.claims.map(({ source }) => source));
  return voices.size > 1 ? [pen.say('reality.agreed')] : [];
}
