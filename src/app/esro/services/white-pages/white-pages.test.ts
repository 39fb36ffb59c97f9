import { describe, expect, it } from 'vitest';
import { shippedAtlas } from '../../../../../test/support/shipped.ts';
import { mutations } from '../../../../core/mutations.ts';
import type { Atlas } from '../../../../atlas/atlas.ts';
import { OperationError, type Call } from '../../call.ts';
import type { Question, Told } from '../agreement.ts';
import { WHITE_PAGES } from './agreement.ts';
import { MOST_OCTETS, type ListedPerson } from './answers.ts';
import { whitePagesClient } from './client.ts';
import { whitePagesServer } from './server.ts';

const atlas = shippedAtlas();
const PEOPLE: ListedPerson[] = [
  {
    name: 'Zoë Müller',
    organization: 'Harbour',
    ways: [
      { kind: 'phone', label: 'work', value: '+49 40 555 0100' },
      { kind: 'mail', label: '', value: 'zoe@example.org' },
    ],
  },
  { name: 'Ada Lovelace', organization: '', ways: [] },
];

const callOf = ({ operation, argument }: Question): Call => ({
  from: { address: '192.0.2.1', port: 1 },
  sap: WHITE_PAGES.sap,
  operation,
  encoding: 'BER',
  argument,
});

/** What the client makes of what the server answers. */
async function ask(words: string, people: ListedPerson[] | undefined = PEOPLE): Promise<Told> {
  const question = whitePagesClient.ask(words.split(' '));
  const answer = await whitePagesServer(atlas, people).perform(callOf(question));
  return whitePagesClient.read(question.operation, answer as Uint8Array)!;
}

async function refusal(words: string, people?: ListedPerson[] | null) {
  const question = whitePagesClient.ask(words.split(' '));
  try {
    await whitePagesServer(atlas, people === null ? undefined : PEOPLE).perform(callOf(question));
  } catch (problem) {
    if (!(problem instanceof OperationError)) throw problem;
    const { value, parameter } = problem;
    return [value, whitePagesClient.readError!(value, parameter)];
  }
  throw new Error('it was answered');
}

/** How a call ends, in a word. */
function endOf(perform: () => unknown): string {
  try {
    perform();
    return 'answered';
  } catch (problem) {
    return problem instanceof OperationError ? 'error' : String(problem);
  }
}

describe('ports', () => {
  it('are told by each source that claims them', async () => {
    const { data, lines } = await ask('udp/3289');
    expect(data).toMatchObject({
      leftOut: 0,
      claims: expect.arrayContaining([
        expect.objectContaining({ port: 3289, last: 3289, service: 'enpc', source: 'iana' }),
      ]) as unknown,
    });
    expect(lines[0]).toMatch(/^3289\/udp {2}enpc, .*\(assigned, iana\)$/);
  });

  it('are found by name', async () => {
    const { data } = await ask('esro-emsdp');
    const { claims } = data as { claims: { port: number }[] };
    expect(new Set(claims.map(({ port }) => port))).toContain(642);
  });

  it('that are many are told as far as they fit, and the rest counted', async () => {
    const question = whitePagesClient.ask(['1-100']);
    const answer = (await whitePagesServer(atlas, undefined).perform(
      callOf(question),
    )) as Uint8Array;
    expect(answer.length).toBeLessThanOrEqual(MOST_OCTETS + 20);
    const { data, lines } = whitePagesClient.read(question.operation, answer)!;
    const { claims, leftOut } = data as { claims: unknown[]; leftOut: number };
    expect(claims.length).toBeGreaterThan(5);
    expect(leftOut).toBeGreaterThan(50);
    expect(lines.at(-1)).toContain(`${leftOut} more`);
  });

  it("are not told by the user's own labels", async () => {
    const labelled = { source: 'labels', service: 'my secret' };
    const labelledAtlas = {
      ...atlas,
      lookup: (port: number) => ({
        ...atlas.lookup(port),
        claims: [{ ...atlas.lookup(port).claims[0]!, ...labelled }, ...atlas.lookup(port).claims],
      }),
    } as Atlas;
    const question = whitePagesClient.ask(['22']);
    const answer = (await whitePagesServer(labelledAtlas, undefined).perform(
      callOf(question),
    )) as Uint8Array;
    const { lines } = whitePagesClient.read(question.operation, answer)!;
    expect(lines.join()).toContain('ssh');
    expect(lines.join()).not.toContain('secret');
  });
});

describe('people', () => {
  it.each(['person zoe', 'person MULLER', 'person zo harb'])('%s', async (words) => {
    expect(await ask(words)).toEqual({
      data: { people: [PEOPLE[0]], leftOut: 0 },
      lines: ['Zoë Müller, Harbour', '  phone (work): +49 40 555 0100', '  mail: zoe@example.org'],
    });
  });
});

describe('what cannot be told', () => {
  it.each([
    ['person nobody', 1, 'nobody here is called nobody'],
    ['epnc', 1, 'spelled nearly so'],
    ['70000', 2, '70000'],
    ['1-500', 2, 'at most 100 ports'],
    [`x${'y'.repeat(200)}`, 2, 'more than 100 characters'],
  ])('%s is error %i', async (words, value, says) => {
    expect(await refusal(words)).toEqual([value, expect.stringContaining(says)]);
  });

  it('is told of people where there are none', async () => {
    expect(await refusal('person ada', null)).toEqual([3, undefined]);
  });

  it.each([
    [{ operation: 9 }, 255],
    [{ encoding: 'XDR' as const }, 254],
    [{ argument: new Uint8Array(0) }, 254],
    [{ argument: Uint8Array.of(12, 1, 65, 0) }, 254],
  ])('is told of %o', async (changes, value) => {
    const call = { ...callOf(whitePagesClient.ask(['22'])), ...changes };
    await expect(async () => whitePagesServer(atlas, PEOPLE).perform(call)).rejects.toMatchObject({
      value,
    });
  });
});

describe('any octets', () => {
  it('as a question are answered or refused by an error', () => {
    const server = whitePagesServer(atlas, PEOPLE);
    for (const words of ['udp/3289', 'person zoe']) {
      const call = callOf(whitePagesClient.ask(words.split(' ')));
      for (const argument of mutations(call.argument)) {
        expect(typeof server.describe({ ...call, argument })).toBe('string');
        expect(endOf(() => server.perform({ ...call, argument }))).toMatch(/^(?:answered|error)$/);
      }
    }
  });

  it('as an answer are read or not', async () => {
    for (const words of ['udp/3289', 'person zoe']) {
      const question = whitePagesClient.ask(words.split(' '));
      const answer = await whitePagesServer(atlas, PEOPLE).perform(callOf(question));
      for (const broken of mutations(answer as Uint8Array)) {
        const told = whitePagesClient.read(question.operation, broken);
        expect(told === undefined || told.lines.every((line) => !/\p{Cc}/u.test(line))).toBe(true);
      }
      expect(whitePagesClient.read(question.operation, new Uint8Array(0))).toBeUndefined();
    }
  });
});
