/** Questions that people ask about a port, answered from the claims. */
import { RANGES } from '../../atlas/ranges.ts';
import { TRANSPORTS } from '../../core/transport.ts';
import { code } from '../../language/phrases.ts';
import { isPassing, meantFor, nameOf, together, type PageFacts, type Pen } from './facts.ts';
import type { Paragraph, QuestionBlock } from './model.ts';

export function questionBlocks(facts: PageFacts, pen: Pen): QuestionBlock[] {
  const { port } = facts.page;
  const ask = (name: 'transport' | 'program' | 'safe' | 'close' | 'own', answer: Paragraph[]) => ({
    kind: 'question' as const,
    question: pen.say(`question.${name}`, { port }),
    answer: [together(answer)],
  });
  return [
    ask('transport', transportAnswer(facts, pen)),
    ask('program', programAnswer(facts, pen)),
    // Port 0 cannot be open.
    ...(port === 0 ? [] : [ask('safe', safeAnswer(facts, pen))]),
    ask('close', closeAnswer(facts, pen)),
    ask('own', ownAnswer(facts, pen)),
  ];
}

function transportAnswer({ page: { port }, subjects }: PageFacts, pen: Pen): Paragraph[] {
  const named = TRANSPORTS.filter((transport) =>
    subjects.some(({ transports }) => transports.includes(transport)),
  );
  const transports = pen.words(named);
  const first =
    named.length === 0
      ? pen.say('answer.transport.none', { port })
      : pen.say(named.length === 1 ? 'answer.transport.one' : 'answer.transport.both', {
          transports,
        });
  const apart = { first: code(`${port}/tcp`), second: code(`${port}/udp`) };
  return [first, ...(port === 0 ? [] : [pen.say('answer.transport.apart', apart)])];
}

/** Programs named in one answer; a service that more of them speak (http) says little about any. */
const MOST_PROGRAMS = 6;

function programAnswer(facts: PageFacts, pen: Pen): Paragraph[] {
  const { page, subjects } = facts;
  const programs = [...new Set(subjects.flatMap(({ service }) => facts.programs(service)))];
  const known = programs.length > 0 && programs.length <= MOST_PROGRAMS;
  return [
    subjects.length > 0
      ? pen.say('answer.program.claimed', { services: pen.names(subjects) })
      : pen.say('answer.program.nobody'),
    ...(known ? [pen.say('answer.program.known', { programs: pen.words(programs) })] : []),
    ...(page.port === 0 ? [] : [pen.say('answer.program.look')]),
  ];
}

function safeAnswer(facts: PageFacts, pen: Pen): Paragraph[] {
  const [meant] = meantFor(facts);
  if (meant) return [pen.say(`answer.safe.${meant.perimeter}`, { service: nameOf(meant) })];
  const ghost = facts.subjects.find((subject) => subject.ghost);
  return [
    ...(ghost ? [pen.say('answer.safe.ghost', { service: nameOf(ghost) })] : []),
    pen.say('answer.safe.unknown'),
  ];
}

function closeAnswer(facts: PageFacts, pen: Pen): Paragraph[] {
  if (facts.page.port === 0) return [pen.say('answer.close.zero')];
  if (isPassing(facts)) return [pen.say('answer.close.dynamic')];
  const needed = facts.subjects.filter(({ hold, ghost }) => hold !== 'historic' && !ghost);
  return [
    pen.say('answer.close.stop'),
    ...(needed.length > 0 ? [pen.say('answer.close.needed', { services: pen.names(needed) })] : []),
  ];
}

const [SYSTEM, USER] = RANGES;

function ownAnswer(facts: PageFacts, pen: Pen): Paragraph[] {
  const { page } = facts;
  if (page.port === 0) return [pen.say('answer.own.zero')];
  const limit = SYSTEM.to + 1;
  return [
    ownSentence(facts, pen),
    ...(page.port < limit ? [pen.say('answer.own.rights', { limit })] : []),
  ];
}

function ownSentence(facts: PageFacts, pen: Pen): Paragraph {
  const { page, subjects } = facts;
  const promised = subjects.filter(({ hold }) => hold === 'assigned');
  if (promised.length > 0) {
    return pen.say('answer.own.assigned', { services: pen.names(promised) });
  }
  if (page.range === 'dynamic') {
    return pen.say('answer.own.dynamic', { from: USER.from, to: USER.to });
  }
  if (subjects.length > 0) {
    return pen.say('answer.own.practice', { services: pen.names(subjects) });
  }
  const reserved = Object.values(page.standing).includes('reserved');
  return pen.say(reserved ? 'answer.own.reserved' : 'answer.own.free');
}
