/** What a port is, the range that it lies in, and what else uses it. */
import { rangeOf } from '../../atlas/ranges.ts';
import { code, type MessageKey } from '../../language/phrases.ts';
import { nameOf, isPassing, useOf, type PageFacts, type Pen } from './facts.ts';
import type { Block, Paragraph } from './model.ts';
import type { Hold, Subject } from './subjects.ts';

/** More services than this are left to the claims. */
const MOST_SENTENCES = 4;

export function whatSentences({ page, subjects, text }: PageFacts, pen: Pen): Paragraph[] {
  const { port, range } = page;
  // A person's text tells of the practice; the promise is said in the same words on every page.
  const told = text ? subjects.filter(({ hold }) => isFirm(hold)) : subjects;
  const others = told.length - MOST_SENTENCES;
  const standings = (wanted: string) =>
    Object.entries(page.standing)
      .filter(([, standing]) => standing === wanted)
      .map(([transport]) => transport);
  const withheld = (['reserved', 'deassigned'] as const)
    .map((word) => ({ word, transports: standings(word) }))
    .filter(({ transports }) => transports.length > 0)
    .map(({ word, transports }) =>
      pen.say(`what.${word}`, { port, transports: pen.words(transports) }),
    );
  const sentences = [
    ...(port === 0 ? [pen.say('what.zero')] : []),
    ...told.slice(0, MOST_SENTENCES).map((subject) => subjectSentence(port, subject, pen)),
    ...(others > 0 ? [pen.say('what.more', { count: others })] : []),
    ...withheld,
    ...(range === 'dynamic' ? [pen.say('what.dynamic', { port })] : []),
  ];
  return sentences.length > 0 || text ? sentences : [pen.say('what.nobody', { port })];
}

const isFirm = (hold: Hold) => hold === 'labelled' || hold === 'assigned';

const subjectSentence = (port: number, subject: Subject, pen: Pen) =>
  pen.say(`what.${subject.hold}`, {
    port,
    transports: pen.words(subject.transports),
    use: useOf(subject),
    source: code(subject.source),
  });

/** The ports that Linux hands out unless told otherwise (`net.ipv4.ip_local_port_range`). */
const EPHEMERAL = { from: 32_768, to: 60_999 };

export function rangeSentences({ page: { port } }: PageFacts, pen: Pen): Paragraph[] {
  const { name, from, to } = rangeOf(port);
  const isEphemeral = port >= EPHEMERAL.from && port <= EPHEMERAL.to;
  return [
    pen.say(`range.${name}`, { port, from, to }),
    ...(isEphemeral ? [pen.say('range.ephemeral', EPHEMERAL)] : []),
  ];
}

const ALSO = {
  labelled: 'others.labelled',
  assigned: 'others.assigned',
  practice: 'others.practice',
  claimed: 'others.claimed',
  historic: 'others.claimed',
  listed: 'others.claimed',
} as const satisfies Record<Hold, MessageKey>;

/** Every service but the best held, and where else that one is at home. */
export function othersBlocks(facts: PageFacts, pen: Pen): Block[] {
  const [best, ...others] = facts.subjects;
  const items = others.map((subject) =>
    pen.say(ALSO[subject.hold], {
      use: useOf(subject),
      transports: pen.words(subject.transports),
    }),
  );
  const elsewhere = best ? elsewhereSentence(best, facts, pen) : undefined;
  return [
    ...(items.length > 0 ? [{ kind: 'list', items } as const] : []),
    ...(items.length === 0 && !isPassing(facts) && facts.page.port !== 0
      ? [{ kind: 'paragraph', spans: pen.say('others.none') } as const]
      : []),
    ...(elsewhere ? [{ kind: 'paragraph', spans: elsewhere } as const] : []),
  ];
}

/** Port numbers in one sentence. */
const MOST_PORTS = 6;

function elsewhereSentence(best: Subject, facts: PageFacts, pen: Pen): Paragraph | undefined {
  if (best.service === '') return undefined;
  const ports = facts.portsNamed(best.service).filter((port) => port !== facts.page.port);
  if (ports.length === 0) return undefined;
  const count = ports.length - MOST_PORTS;
  const values = { service: nameOf(best), ports: pen.words(ports.slice(0, MOST_PORTS)) };
  return count > 0
    ? pen.say('others.elsewhereMore', { ...values, count })
    : pen.say('others.elsewhere', values);
}
