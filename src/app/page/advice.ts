/** Who should reach a port, and how to see what is there. */
import { REGISTRY } from '../../atlas/official.ts';
import { code, quote } from '../../language/phrases.ts';
import { isPassing, meantFor, nameOf, type PageFacts, type Pen } from './facts.ts';
import type { Block, Paragraph } from './model.ts';

/** Notes that one page repeats; the claims have the rest. */
const MOST_REMARKS = 3;
/** A note that has one of these words is about security. */
const SECURITY_WORDS =
  /amplif|authenticat|password|encrypt|clear ?text|plain ?text|exploit|malware|worm|backdoor|trojan|ransom|vulnerab/i;

/** What the registry says of DNS-SD records: `u=<username> p=<password>` is no remark on passwords. */
const DNS_SD = /^Defined TXT keys/;

export function securityParagraphs(facts: PageFacts, pen: Pen): Paragraph[][] {
  const { page, subjects, text } = facts;
  if (page.port === 0) return [[pen.say('answer.close.zero')]];
  const ghosts = subjects.filter(({ ghost }) => ghost);
  const advice = [
    ...meantFor(facts).map((subject) =>
      pen.say(`security.${subject.perimeter}`, { service: nameOf(subject) }),
    ),
    ...ghosts.map((subject) => pen.say('security.ghost', { service: nameOf(subject) })),
  ];
  // What holds for any port is left out where a person wrote about this one.
  const general = text === undefined;
  return [
    advice.length > 0 || !general ? advice : [pen.say('security.unknown')],
    [
      ...(speaksUdp(facts) ? [pen.say('security.udp')] : []),
      ...(general ? [pen.say('security.disguise')] : []),
    ],
    remarks(facts, pen),
  ].filter((sentences) => sentences.length > 0);
}

/**
 * Whether packets are really exchanged on udp. The registry used to assign each number on tcp and udp
 * alike, so its word alone says little; a source that marks transports tells them apart.
 */
function speaksUdp({ page: { claims } }: PageFacts): boolean {
  const onUdp = claims.filter(({ transport }) => transport === 'udp');
  return (
    onUdp.some(({ source, mark }) => source !== REGISTRY && (mark ?? 'yes') === 'yes') ||
    (onUdp.length > 0 && onUdp.length === claims.length)
  );
}

/** Notes of claims that speak of dangers, quoted: no word of theirs is turned into a judgement of ours. */
function remarks({ page }: PageFacts, pen: Pen): Paragraph[] {
  const bySentence = new Map<string, string>();
  for (const { note, source } of page.claims) {
    const isAbout = note && SECURITY_WORDS.test(note) && !DNS_SD.test(note);
    if (isAbout && !bySentence.has(note)) bySentence.set(note, source);
  }
  return [...bySentence]
    .slice(0, MOST_REMARKS)
    .map(([note, source]) =>
      pen.say('security.remark', { source: code(source), note: quote(note) }),
    );
}

/** The systems' own names. */
const SYSTEMS = [
  { system: 'linux', name: 'Linux' },
  { system: 'macos', name: 'macOS' },
  { system: 'windows', name: 'Windows' },
] as const;

export function checkBlocks(facts: PageFacts, pen: Pen): Block[] {
  const { port, check } = facts.page;
  const more = [
    pen.say('check.empty'),
    ...(isPassing(facts) ? [] : [pen.say('check.portolan', { command: code('portolan survey') })]),
  ];
  return [
    { kind: 'paragraph', spans: pen.say('check.intro', { port }) },
    ...SYSTEMS.map(({ system, name }): Block => ({
      kind: 'commands',
      system,
      name,
      commands: check[system],
    })),
    ...more.map((spans): Block => ({ kind: 'paragraph', spans })),
  ];
}
