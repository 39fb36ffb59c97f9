/** Asks the white pages. */
import { UsageError } from '../../../../core/errors.ts';
import { heardText } from '../../../../core/heard.ts';
import type { ServiceClient, Told } from '../agreement.ts';
import { berText, readCommonError, readElement, readText } from '../elements.ts';
import { OPERATIONS, ERRORS, WHITE_PAGES } from './agreement.ts';
import {
  readClaims,
  readPeople,
  type Answered,
  type ListedClaim,
  type ListedPerson,
} from './answers.ts';

/** `--query person Ada`: people need a word of their own, since every name may be a service's. */
const PERSON = 'person';

export const whitePagesClient: ServiceClient = {
  agreement: WHITE_PAGES,
  queries: [
    ['PORT', 'what a port is for: 3289, udp/621, 640-642'],
    ['NAME', 'the ports of a service: enpc'],
    ['person NAME', 'how somebody is reached'],
  ],
  ask(words) {
    const [first, ...rest] = words;
    if (first === undefined) throw new UsageError('there is no question: say a port or a name');
    if (first !== PERSON) {
      return { operation: OPERATIONS.lookupPort, argument: berText(words.join(' ')) };
    }
    if (rest.length === 0) throw new UsageError('person takes a name: --query person Ada');
    return { operation: OPERATIONS.lookupPerson, argument: berText(rest.join(' ')) };
  },
  read(operation, result) {
    if (operation === OPERATIONS.lookupPort) {
      return told(readElement(result, readClaims), 'claims', claimLine);
    }
    return told(readElement(result, readPeople), 'people', personLines);
  },
  readError: (value, parameter) =>
    value === ERRORS.notFound || value === ERRORS.badQuery
      ? readElement(parameter, (r) => heardText(readText(r, 'why'), 200))
      : readCommonError(value, parameter),
};

function told<T>(
  answer: Answered<T> | undefined,
  key: string,
  linesOf: (item: T) => readonly string[],
): Told | undefined {
  if (answer === undefined) return undefined;
  const { items, leftOut } = answer;
  const more = leftOut > 0 ? [`and ${leftOut} more that did not fit into the answer`] : [];
  return {
    data: { [key]: items, leftOut },
    lines: [...items.flatMap(linesOf), ...more],
  };
}

function claimLine(claim: ListedClaim): string[] {
  const { port, last, transport, service, title, standing, source } = claim;
  const ports = last === port ? `${port}` : `${port}-${last}`;
  const name = heardText([service, title].filter(Boolean).join(', '), 200);
  const who = heardText(`${standing}, ${source}`, 80);
  return [`${ports}/${heardText(transport, 8)}  ${name}  (${who})`];
}

function personLines({ name, organization, ways }: ListedPerson): string[] {
  const who = organization === '' ? name : `${name}, ${organization}`;
  const lines = ways.map(({ kind, label, value }) =>
    heardText(`${kind}${label === '' ? '' : ` (${label})`}: ${value}`, 300),
  );
  return [heardText(who, 300), ...lines.map((line) => `  ${line}`)];
}
