import { describe, expect, it } from 'vitest';
import type { Claim, Dispute } from './claim.ts';
import { compareClaims, findDisputes } from './disputes.ts';
import { parseLine } from './table.ts';

/** `iana 9 tcp echo assigned`: a claim a transport; more columns follow after a tab. */
function claim(words: string): Claim[] {
  const [head = '', ...more] = words.split('\t');
  const [source = '', port, transports, service, standing] = head.split(' ');
  const line = [port, transports!.replaceAll('+', ' '), service, `The ${service}`, standing];
  return parseLine([...line, ...more].join('\t'), source);
}

const claims = (...lines: readonly string[]) => lines.flatMap(claim);

const MARKED = '\ttable\t\t\t\t\t';
const RESTORED = '\tIANA registry';

const summaries = (disputes: readonly Dispute[]) =>
  disputes.map(({ kind, source, summary }) => `${kind} ${source ?? '-'}: ${summary}`);

const compare = (...lines: readonly string[]) => summaries(compareClaims(9, claims(...lines)));

const OFFICIAL = 'is officially';

describe('claims that agree make no dispute', () => {
  it.each<[what: string, lines: readonly string[]]>([
    ['nothing', []],
    ['the registry alone', ['iana 9 tcp+udp echo assigned']],
    ['the same name', ['iana 9 tcp echo assigned', 'documents 9 tcp echo assigned']],
    [
      'the same name in other punctuation',
      ['iana 9 tcp z39.50 assigned', 'documents 9 tcp z39-50 assigned'],
    ],
    [
      'a name that the floor lost',
      [
        'iana 9 tcp www assigned',
        `curated 9 tcp http assigned${RESTORED}`,
        'documents 9 tcp http assigned',
      ],
    ],
    ['what is historic now', ['iana 9 tcp echo historic', 'documents 9 tcp echo assigned']],
    ['practice beside an assignment', ['iana 9 tcp echo assigned', 'curated 9 tcp dev unofficial']],
    [
      'our own note of practice inside one',
      ['iana 9 tcp x11 assigned', 'curated 9 tcp x11 unofficial'],
    ],
    ['practice where nothing is assigned', ['documents 9 tcp dev unofficial']],
    ['a title without a name', ['iana 9 tcp echo assigned', 'documents 9 tcp - assigned']],
    ['both reserved', ['iana 9 tcp - reserved', 'documents 9 tcp - reserved']],
    ['reserved where the floor is silent', ['documents 9 tcp - reserved']],
    [
      'released, and given to somebody else',
      ['iana 9 tcp new assigned', 'curated 9 tcp old deassigned'],
    ],
    ['what once was', ['iana 9 tcp echo assigned', 'documents 9 tcp old historic']],
    ['a mere list', ['iana 9 tcp echo assigned', 'nmap 9 tcp chatter listed']],
    [
      'a use that is elsewhere denied where another of the same source is',
      [
        'iana 9 tcp+udp echo assigned',
        `documents 9 udp echo assigned${MARKED}udp:yes`,
        `documents 9 tcp wake assigned${MARKED}tcp:yes udp:no`,
        'iana 9 tcp wake assigned',
      ],
    ],
    [
      'a denial of practice',
      ['iana 9 udp echo assigned', `documents 9 tcp wake unofficial${MARKED}tcp:yes udp:no`],
    ],
    [
      "a company's row under the name of one of its people",
      [
        'iana 9 tcp epson-x assigned\t\t\tOishi',
        'documents 9 tcp epson-x assigned\tpage\t\tEpson-X',
      ],
    ],
    [
      'a longer and a shorter name of one registrant',
      ['iana 9 tcp echo assigned\t\t\tSEIKO EPSON', 'documents 9 tcp echo assigned\tpage\t\tEpson'],
    ],
  ])('%s', (_, lines) => {
    expect(compare(...lines)).toEqual([]);
  });
});

describe('a service', () => {
  it('that the registry does not name there', () => {
    expect(compare('iana 9 tcp+udp echo assigned', 'documents 9 udp chat assigned\ttable')).toEqual(
      [
        `service documents: According to the table, 9/udp ${OFFICIAL} chat; the registry has echo there.`,
      ],
    );
  });

  it('that the registry has on another number', () => {
    const portsOf = (service: string) => (service === 'chat' ? [9, 11, 12] : []);
    const all = claims('iana 9 tcp echo assigned', 'documents 9 tcp chat assigned\tpage');
    expect(compareClaims(9, all, portsOf)).toEqual([
      {
        kind: 'service',
        ports: [9, 11, 12],
        transports: ['tcp'],
        source: 'documents',
        summary: `According to the page, 9/tcp ${OFFICIAL} chat; the registry has echo there, chat on 11, 12.`,
        terms: [
          {
            port: 9,
            transports: ['tcp'],
            says: 'official',
            names: ['chat'],
            documents: ['page'],
            registry: 'assigned',
            registryNames: ['echo'],
            elsewhere: [{ name: 'chat', ports: [11, 12] }],
          },
        ],
        supported: 'iana',
        reason: 'the registry decides what is official, whatever is in use',
        foundBy: 'comparison',
      },
    ]);
  });

  it('where the registry has nothing', () => {
    expect(compare('documents 9 tcp chat assigned\ttable')).toEqual([
      `service documents: According to the table, 9/tcp ${OFFICIAL} chat; the registry assigns it to nobody there.`,
    ]);
    expect(compare('documents 9 tcp - assigned\ttable')).toEqual([
      `service documents: According to the table, 9/tcp ${OFFICIAL} The -; the registry assigns it to nobody there.`,
    ]);
  });

  it('one dispute a source, what is alike said once', () => {
    const found = compare(
      'iana 9 tcp+udp+sctp echo assigned',
      'documents 9 tcp+udp+sctp chat assigned\ttable; page',
      'documents 9 tcp+udp+sctp talk assigned\ttable; page',
      'documents 9 tcp call assigned\ttable',
      'elsewhere 9 tcp chat assigned',
    );
    expect(found).toEqual([
      `service documents: According to the table and the page, 9/tcp, udp and sctp ${OFFICIAL} chat and talk; the registry has echo there. ` +
        `According to the table, 9/tcp ${OFFICIAL} call; the registry has echo there.`,
      `service elsewhere: According to elsewhere, 9/tcp ${OFFICIAL} chat; the registry has echo there.`,
    ]);
  });

  it('where the registry itself reports unauthorized use', () => {
    const npp = `iana 9 tcp+udp npp assigned\t${'\t'.repeat(8)}Known use.`;
    const [dispute, ...more] = compareClaims(
      9,
      claims(
        npp,
        'curated 9 tcp+udp lockd unofficial\tillumos',
        'curated 8-10 tcp+udp range unofficial\tmanual',
        'labels 9 tcp mine unofficial',
      ),
    );
    expect(more).toEqual([]);
    expect(dispute).toMatchObject({ kind: 'service', source: 'curated', reference: 'illumos' });
    expect(dispute!.summary).toBe(
      "According to Portolan's own chart, 9/tcp and udp is in practice used for lockd; the registry has npp there and reports unauthorized use.",
    );
  });

  it('that the registry has beside another, for somebody else', () => {
    const twice = compareClaims(
      9,
      claims(
        'iana 9 tcp+udp raw assigned\t\t\tShivaun',
        'iana 9 tcp+udp stream assigned\t\t\tStuart',
        'iana 9 tcp alias assigned\t\t\tStuart Cheshire',
        'iana 9 tcp nobody assigned',
      ),
    );
    expect(summaries(twice)).toEqual([
      'service -: The registry has 9/tcp and udp twice: for raw (Shivaun) and stream (Stuart).',
      'service -: The registry has 9/tcp twice: for raw (Shivaun) and alias (Stuart Cheshire).',
    ]);
    expect(twice[0]).not.toHaveProperty('supported');
    expect(twice[0]!.terms).toEqual([
      {
        port: 9,
        transports: ['tcp', 'udp'],
        registrants: ['Shivaun', 'Stuart'],
        registry: 'twice',
        registryNames: ['raw', 'stream'],
      },
    ]);
  });
});

describe('a standing', () => {
  it.each<[what: string, lines: readonly string[], dispute: string]>([
    [
      'assigned and reserved',
      ['iana 9 udp - reserved', `documents 9 udp imap assigned${MARKED}udp:assigned`],
      `9/udp ${OFFICIAL} imap; the registry has it reserved.`,
    ],
    [
      'assigned and released',
      ['iana 9 udp - deassigned', `documents 9 udp imap assigned${MARKED}udp:yes`],
      `9/udp ${OFFICIAL} imap; the registry has taken the number back.`,
    ],
    [
      'assigned and only recorded',
      ['iana 9 udp chat unofficial', 'documents 9 udp chat assigned\ttable'],
      `9/udp ${OFFICIAL} chat; the registry records that use and never assigned it.`,
    ],
    [
      'unofficial and assigned',
      ['iana 9 udp shell assigned', 'documents 9 udp shell unofficial\ttable'],
      '9/udp is used for shell, though not assigned to it; the registry does assign it so.',
    ],
    [
      'reserved and assigned',
      ['iana 9 udp echo assigned', `documents 9 udp - reserved${MARKED}udp:reserved`],
      '9/udp is reserved; the registry assigns it to echo.',
    ],
  ])('%s', (_, lines, dispute) => {
    expect(compare(...lines)).toEqual([`standing documents: According to the table, ${dispute}`]);
  });

  it('says where both sides can be checked', () => {
    const [dispute] = compareClaims(
      9,
      claims(
        `curated 9 tcp+udp - reserved${RESTORED}, RFC 9051`,
        'iana 9 tcp+udp - reserved',
        'elsewhere 9 tcp+udp imap assigned\tmanual',
        'documents 9 tcp+udp imap assigned\tpage',
      ),
    );
    expect(dispute).toMatchObject({ source: 'elsewhere', reference: 'manual; RFC 9051' });
  });

  it('released, where an old edition of the registry still has it', () => {
    const [dispute] = compareClaims(
      9,
      claims('iana 9 tcp beep assigned', 'curated 9 tcp beep deassigned\tRFC 9900'),
    );
    expect(dispute).toMatchObject({
      kind: 'standing',
      supported: 'curated',
      summary:
        "According to Portolan's own chart, 9/tcp no longer belongs to beep; the registry still assigns it so.",
    });
  });

  it("the floor's bare name is no assignment where a restored row says that it records a practice", () => {
    const floor = ['iana 9 tcp cddbp assigned', 'documents 9 tcp cddbp unofficial'];
    expect(compare(...floor)).toHaveLength(1);
    expect(compare(...floor, `curated 9 tcp cddbp unofficial${RESTORED}, notes`)).toEqual([]);
  });
});

describe('a transport', () => {
  it('that the registry has not', () => {
    const lines = ['iana 9 tcp+sctp chat assigned', 'documents 9 tcp+udp chat assigned\ttable'];
    expect(compare(...lines)).toEqual([
      `transport documents: According to the table, 9/udp ${OFFICIAL} chat; the registry has that on tcp and sctp alone.`,
    ]);
  });

  it('that a source denies to the same service', () => {
    const lines = [
      'iana 9 tcp+udp chat assigned',
      `documents 9 tcp chat assigned\ttable\t\t\t\t\ttcp:yes udp:no`,
    ];
    expect(compare(...lines)).toEqual([
      'transport documents: According to the table, 9/udp is not for chat; the registry assigns it so.',
    ]);
  });

  it('that a source says is not used, where the registry has another service', () => {
    const lines = [
      'iana 9 udp lite assigned',
      'iana 9 tcp one assigned',
      'iana 9 tcp two assigned',
      `documents 9 tcp one assigned\ttable\t\t\t\t\ttcp:yes udp:no`,
      `documents 9 tcp two assigned\ttable\t\t\t\t\ttcp:yes udp:no`,
    ];
    expect(compare(...lines)).toEqual([
      'transport documents: According to the table, 9/udp is not used; the registry has lite there.',
    ]);
  });
});

it('a registrant', () => {
  const lines = [
    `curated 9 tcp+udp escp assigned${RESTORED}\t\tLai Zit Seng`,
    'iana 9 tcp+udp escp assigned',
    'documents 9 tcp+udp escp assigned\tpage\t\tEpson',
  ];
  expect(compare(...lines)).toEqual([
    'registrant documents: According to the page, 9/tcp and udp was registered for escp by Epson; the registry names Lai Zit Seng.',
  ]);
});

describe('a service that a source has on another number', () => {
  const all = claims(
    'iana 9 tcp echo assigned',
    'documents 9 tcp chat assigned\tpage',
    'iana 10 tcp chat assigned',
    'documents 11 tcp chat unofficial',
    'iana 12 tcp echo assigned',
  );
  const named = (service: string) => all.filter((one) => one.service === service);
  const at = (port: number) => all.filter(({ from }) => from === port);
  const of = (port: number) =>
    findDisputes(port, {
      at,
      registered: (service) => named(service).filter(({ source }) => source === 'iana'),
      claimed: (service) => named(service).filter(({ source }) => source !== 'iana'),
    });

  it('is told on both', () => {
    expect(of(9)).toMatchObject([{ ports: [9, 10], kind: 'service' }]);
    expect(of(10)).toEqual(of(9));
  });

  it('and nowhere else', () => {
    expect([of(8), of(11), of(12)]).toEqual([[], [], []]);
  });
});
