/** Which listeners a person asks for: by port, by service, by program, unit or container; by flags. */
import type { Atlas } from '../../atlas/atlas.ts';
import { parsePortQueries, type PortQuery } from '../../atlas/query.ts';
import { UsageError } from '../../core/errors.ts';
import { TRANSPORTS } from '../../core/transport.ts';
import type { Listener, Process, ReservedPorts } from '../../survey/listener.ts';
import { namesOf } from '../../survey/program-names.ts';
import type { Input } from '../operation.ts';

/** Tells what is wanted. Made once, asked for each listener. */
export interface Wanted {
  /** The words that were asked for, as they were typed; none: everything. */
  readonly words: readonly string[];
  /** Whether a listener is what one word asks for. */
  isMeant(word: string, listener: Listener): boolean;
  /** Whether a listener is asked for at all. */
  includes(listener: Listener): boolean;
  /** Whether a range has a port that one word asks for by number. */
  isMeantToTouch(word: string, reserved: ReservedPorts): boolean;
  /** Whether any word does. */
  touches(reserved: ReservedPorts): boolean;
}

/** No words: all is shown. */
export const EVERYTHING: Wanted = {
  words: [],
  isMeant: () => true,
  includes: () => true,
  isMeantToTouch: () => true,
  touches: () => true,
};

/** @throws UsageError for numbers that are no ports */
export function readWanted(input: Input, atlas: Pick<Atlas, 'named'>): Wanted {
  const words = (input['what'] as readonly string[] | undefined) ?? [];
  const tests = new Map(words.map((word) => [word, testOf(word, atlas)]));
  const isOfKind = kindTest(input);
  return {
    words,
    isMeant: (word, listener) => isOfKind(listener) && tests.get(word)!.listener(listener),
    includes: (listener) =>
      isOfKind(listener) &&
      (words.length === 0 || words.some((word) => tests.get(word)!.listener(listener))),
    isMeantToTouch: (word, reserved) => tests.get(word)!.reserved(reserved),
    touches: (reserved) =>
      words.length === 0 || words.some((word) => tests.get(word)!.reserved(reserved)),
  };
}

/** No transport named means all of them; the same for families. */
function kindTest(input: Input): (listener: Listener) => boolean {
  const transports = TRANSPORTS.filter((name) => input[name] === true);
  const families = ['ipv4', 'ipv6'].filter((name) => input[name] === true);
  return ({ transport, family }) =>
    (transports.length === 0 || transports.includes(transport)) &&
    (families.length === 0 || families.includes(family));
}

interface Test {
  listener(listener: Listener): boolean;
  reserved(reserved: ReservedPorts): boolean;
}

function testOf(word: string, atlas: Pick<Atlas, 'named'>): Test {
  const queries = readQueries(word);
  const ports = queries.flatMap((query) => portTests(query, atlas));
  const name = word.toLowerCase();
  return {
    listener: (listener) =>
      ports.some((test) => test.listener(listener)) ||
      listener.processes.some((process) => isCalled(process, name)) ||
      [listener.publication?.container.name, listener.activation?.service].some(
        (other) => other !== undefined && isSame(other, name),
      ),
    reserved: (reserved) => ports.some((test) => test.reserved(reserved)),
  };
}

/** Program names may have what service names have not: then it is no port that is meant. */
function readQueries(word: string): PortQuery[] {
  try {
    return parsePortQueries(word);
  } catch (problem) {
    if (problem instanceof UsageError && !/[a-z]/i.test(word)) throw problem;
    return [];
  }
}

function portTests(query: PortQuery, atlas: Pick<Atlas, 'named'>): Test[] {
  if (query.kind === 'numbers') return [rangeTest(query)];
  return atlas
    .named(query.name)
    .filter(({ transport }) => query.transport === undefined || query.transport === transport)
    .map(({ from, to, transport }) => ({ ...rangeTest({ from, to, transport }), reserved: none }));
}

type PortRange = Pick<Extract<PortQuery, { kind: 'numbers' }>, 'from' | 'to' | 'transport'>;

/** Nobody who names a service asks for what the system keeps back. */
const none = () => false;

function rangeTest({ from, to, transport }: PortRange): Test {
  return {
    listener: (listener) =>
      from <= listener.port &&
      listener.port <= to &&
      (transport === undefined || transport === listener.transport),
    reserved: (reserved) => reserved.from <= to && from <= reserved.to,
  };
}

const isCalled = (process: Process, name: string) =>
  [...namesOf(process), process.unit, process.container?.name].some(
    (own) => own !== undefined && isSame(own, name),
  );

/** `nginx` is nginx.service, too. */
const isSame = (own: string, name: string) =>
  own.toLowerCase() === name || own.toLowerCase() === `${name}.service`;
