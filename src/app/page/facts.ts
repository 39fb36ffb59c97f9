/** What the sentences of one page are made of. */
import type { Perimeter, Source } from '../../atlas/claim.ts';
import type { PageText } from '../../atlas/page-text.ts';
import { code, quote, type Phrases, type Span } from '../../language/phrases.ts';
import type { PortPage } from '../port-page.ts';
import type { Paragraph } from './model.ts';
import type { Subject } from './subjects.ts';

export interface PageFacts {
  readonly page: PortPage;
  /** The services that claims name here, the best held first. */
  readonly subjects: readonly Subject[];
  readonly sources: readonly Source[];
  /** What a person wrote about the port in the page's language. */
  readonly text: PageText | undefined;
  /** Names of programs that are known to speak a service. */
  readonly programs: (service: string) => readonly string[];
  /** The ports that claims name for a service, in order, each once. */
  readonly portsNamed: (service: string) => readonly number[];
}

/** Writes in the page's language. */
export interface Pen {
  readonly say: Phrases['parts'];
  readonly list: Phrases['list'];
  readonly percent: Phrases['percent'];
  /** Words as code, named together: `tcp` and `udp`. */
  words(words: readonly (string | number)[]): Paragraph;
  /** The names of subjects, together. */
  names(subjects: readonly Subject[]): Paragraph;
}

export function createPen(phrases: Phrases): Pen {
  return {
    say: phrases.parts,
    list: phrases.list,
    percent: phrases.percent,
    words: (words) => phrases.list(words.map((word) => [code(String(word))])),
    names: (subjects) =>
      phrases.list(subjects.slice(0, MOST_NAMES).map((subject) => [nameOf(subject)])),
  };
}

/** Names in one sentence; more of them nobody reads there. */
const MOST_NAMES = 6;

/** A subject in one word, or its title where there is no name. */
export const nameOf = ({ service, title }: Pick<Subject, 'service' | 'title'>): Span =>
  service === '' ? quote(title) : code(service);

/** A subject with its title: *http (World Wide Web)*. */
export const useOf = (subject: Pick<Subject, 'service' | 'title'>): Paragraph =>
  subject.service === '' || subject.title === '' || subject.title === subject.service
    ? [nameOf(subject)]
    : [nameOf(subject), space(' ('), quote(subject.title), space(')')];

const space = (text: string): Span => ({ kind: 'text', text });

/** Sentences as one paragraph. */
export const together = (sentences: readonly Paragraph[]): Paragraph =>
  sentences.flatMap((sentence, i) => (i === 0 ? sentence : [space(' '), ...sentence]));

/**
 * For each perimeter that services of the port are meant for, the one that is likeliest met: one that
 * programs are known to speak. Those all but extinct are no matter of perimeters any more.
 */
export function meantFor({ subjects, programs }: PageFacts): MeantSubject[] {
  const meant = subjects.filter(
    (subject): subject is MeantSubject => subject.perimeter !== undefined && !subject.ghost,
  );
  const isSpoken = ({ service }: Subject) => programs(service).length > 0;
  const likeliest = [...meant.filter(isSpoken), ...meant.filter((one) => !isSpoken(one))];
  return likeliest.filter(
    ({ perimeter }, i) => likeliest.findIndex((one) => one.perimeter === perimeter) === i,
  );
}

type MeantSubject = Subject & { readonly perimeter: Perimeter };

/** Whether nobody claims a port that systems hand out. */
export const isPassing = ({ page, subjects }: PageFacts) =>
  page.range === 'dynamic' && subjects.length === 0;
