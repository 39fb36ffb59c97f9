import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedData } from '../../../test/support/shipped.ts';
import { allFound, faultsIn } from '../../../test/support/told-disputes.ts';
import { DISPUTE_SAYINGS, REGISTRY_ANSWERS, type Dispute } from '../../atlas/claim.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { textOf } from '../../language/phrases.ts';
import { disputeBlocks } from './disputes.ts';
import { createPen } from './facts.ts';
import { readPhrases } from './words.ts';

const shipped = allFound(shippedAtlas());

const found = (more: Partial<Dispute>): Dispute => ({
  ports: [9],
  source: 'curated',
  summary: 'Not to be shown',
  supported: 'iana',
  reason: 'not to be shown',
  foundBy: 'comparison',
  ...more,
});

/** Whatever a source can say, against whatever the registry can. */
const thinkable = DISPUTE_SAYINGS.flatMap((says) =>
  REGISTRY_ANSWERS.map((registry) =>
    found({
      source: says === 'unused' ? 'nmap' : 'curated',
      terms: [
        {
          port: 9,
          transports: ['tcp', 'sctp'],
          says,
          names: ['chat', 'Talk 2'],
          ...(says === 'registered' && { registrants: ['Zoe Q'] }),
          registry,
          registryNames: /assigned|misused|only|registrants/.test(registry) ? ['echo', 'x-1'] : [],
          elsewhere: [{ name: 'chat', ports: [11, 12] }],
        },
      ],
    }),
  ),
);

describe.each(LANGUAGES)('$tag', ({ tag }) => {
  it('tells what comparison finds in what is shipped', () => {
    expect(shipped.length).toBeGreaterThan(0);
    expect(faultsIn(tag, shipped)).toEqual([]);
  });

  it('tells whatever comparison can find', () => {
    expect(faultsIn(tag, thinkable)).toEqual([]);
  });
});

const inEnglish = (dispute: Dispute) => {
  const pen = createPen(readPhrases(shippedData, 'en'));
  const [block] = disputeBlocks({ page: { disputes: [dispute] } }, pen);
  return [block!.summary, ...block!.judgement].map(textOf);
};

describe('in English', () => {
  it('what a document says, what the registry says, and where that has it instead', () => {
    const terms = {
      port: 9,
      transports: ['tcp', 'udp'],
      says: 'official',
      names: ['chat'],
      documents: ['table', 'page'],
      registry: 'assigned',
      registryNames: ['echo'],
      elsewhere: [{ name: 'chat', ports: [11] }],
    } as const;
    expect(inEnglish(found({ source: 'documents', terms: [terms] }))).toEqual([
      'According to the source documents (table and page), port 9 on tcp and udp officially belongs to chat. ' +
        'The registry has it assigned to echo. The registry has chat elsewhere: on 11.',
      'The source iana is better supported.',
      'The registry decides what is official, whatever is in use.',
    ]);
  });

  it('an edition that is older than a release', () => {
    const [, , reason] = inEnglish(found({ supported: 'curated', terms: [] }));
    expect(reason).toBe('This edition of the registry may be older than the release.');
  });

  it('a number given twice, for which nobody is better supported', () => {
    const twice: Dispute = {
      ports: [9],
      summary: 'Not to be shown',
      reason: 'not to be shown',
      foundBy: 'comparison',
      terms: [
        {
          port: 9,
          transports: ['tcp'],
          registry: 'twice',
          registryNames: ['raw', 'stream'],
          registrants: ['Shivaun', 'Stuart'],
        },
      ],
    };
    expect(inEnglish(twice)).toEqual([
      'The registry has port 9 on tcp twice: for raw (Shivaun) and stream (Stuart).',
      'The number alone does not tell which of them answers.',
    ]);
  });
});

it('what a person wrote is quoted, as a sentence', () => {
  const pen = createPen(readPhrases(shippedData, 'ar'));
  const written: Dispute = { ports: [9], summary: 'two say so', reason: 'why?', foundBy: 'hand' };
  expect(disputeBlocks({ page: { disputes: [written] } }, pen)).toEqual([
    {
      kind: 'dispute',
      summary: [{ kind: 'quote', text: 'Two say so.' }],
      judgement: [[{ kind: 'quote', text: 'Why?' }]],
    },
  ]);
});
