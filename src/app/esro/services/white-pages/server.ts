/** Looks up ports in an atlas, and people in a list. */
import type { Atlas } from '../../../../atlas/atlas.ts';
import type { Claim } from '../../../../atlas/claim.ts';
import { LABELS } from '../../../../atlas/labels.ts';
import { parsePortQueries, type PortQuery } from '../../../../atlas/query.ts';
import { berNull } from '../../../../core/bytes/ber-write.ts';
import { UsageError } from '../../../../core/errors.ts';
import { heardText } from '../../../../core/heard.ts';
import { OperationError, type Call } from '../../call.ts';
import type { ServiceServer } from '../agreement.ts';
import { berText, noSuchOperation, readArgument, readElement, readText } from '../elements.ts';
import { ERRORS, OPERATIONS } from './agreement.ts';
import { writeAnswer, writeClaim, writePerson, type ListedPerson } from './answers.ts';

/** Characters of a question. */
const LONGEST_QUESTION = 100;
/** Ports of a range: an answer holds a few dozen claims. */
const MOST_PORTS = 100;

/** @param people undefined: it has none, and says so */
export function whitePagesServer(
  atlas: Atlas,
  people: readonly ListedPerson[] | undefined,
): ServiceServer {
  // Made once: a question goes through all of it.
  const indexed = people?.map((person) => ({ person, words: folded(searchable(person)) }));
  return {
    perform(call) {
      switch (call.operation) {
        case OPERATIONS.lookupPort:
          return writeAnswer(claimsOf(atlas, readQuestion(call)).map(writeListed));
        case OPERATIONS.lookupPerson: {
          if (indexed === undefined) throw new OperationError(ERRORS.noPeople, berNull());
          const question = readQuestion(call);
          const found = find(indexed, question);
          if (found.length === 0) throw notFound(`nobody here is called ${question}`);
          return writeAnswer(found.map(({ person }) => writePerson(person)));
        }
        default:
          throw noSuchOperation();
      }
    },
    describe({ argument }) {
      const question = readElement(argument, (r) => readText(r, 'question'));
      return question === undefined ? 'unreadable' : `"${heardText(question, LONGEST_QUESTION)}"`;
    },
  };
}

function readQuestion(call: Call): string {
  const text = readArgument(call, (r) => readText(r, 'question')).trim();
  if (text === '') throw badQuery('the question is empty');
  if (text.length > LONGEST_QUESTION) {
    throw badQuery(`the question has more than ${LONGEST_QUESTION} characters`);
  }
  return text;
}

const badQuery = (why: string) => new OperationError(ERRORS.badQuery, berText(why));
const notFound = (why: string) => new OperationError(ERRORS.notFound, berText(why));

/** What the user's own labels call a port is no business of a network's. */
const isPublic = ({ source }: Claim) => source !== LABELS;

function claimsOf(atlas: Atlas, question: string): readonly Claim[] {
  const queries = readQueries(question);
  const found = queries.flatMap((query) => claimsFor(atlas, query)).filter(isPublic);
  if (found.length > 0) return found;
  const near = queries.flatMap((query) => (query.kind === 'name' ? atlas.near(query.name) : []));
  throw notFound(near.length > 0 ? `spelled nearly so: ${near.join(', ')}` : 'nobody claims it');
}

function readQueries(question: string): PortQuery[] {
  try {
    return parsePortQueries(question);
  } catch (problem) {
    if (problem instanceof UsageError) throw badQuery(problem.message);
    throw problem;
  }
}

function claimsFor(atlas: Atlas, query: PortQuery): readonly Claim[] {
  const wanted = ({ transport }: Claim) =>
    query.transport === undefined || transport === query.transport;
  if (query.kind === 'name') return atlas.named(query.name).filter(wanted);
  const { from, to } = query;
  if (to - from >= MOST_PORTS) throw badQuery(`at most ${MOST_PORTS} ports can be asked for`);
  const ports = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const claims = ports.flatMap((port) => atlas.lookup(port).claims.filter(wanted));
  // A claim for a range is one, however many of its ports are asked for.
  const seen = new Set<string>();
  return claims.filter((claim) => {
    const key = [claim.from, claim.to, claim.transport, claim.service, claim.source].join('\t');
    return !seen.has(key) && seen.add(key);
  });
}

const writeListed = ({ from, to, transport, service, title, standing, source }: Claim) =>
  writeClaim({ port: from, last: to, transport, service, title, standing, source });

const searchable = ({ name, organization }: ListedPerson) => `${name} ${organization}`;

/** Without case and accents. */
const folded = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/\s+/);

interface Indexed {
  readonly person: ListedPerson;
  readonly words: readonly string[];
}

/** Those in whose name or organization a word begins with each of the question's. */
function find(people: readonly Indexed[], question: string): readonly Indexed[] {
  const wanted = folded(question);
  return people.filter(({ words }) =>
    wanted.every((begin) => words.some((word) => word.startsWith(begin))),
  );
}
