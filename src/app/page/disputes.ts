/** Where the claims contradict each other: in the page's language where comparison found it, else quoted. */
import type { AssignedTwice, Contradicted, Dispute, DisputeTerms } from '../../atlas/claim.ts';
import { REGISTRY } from '../../atlas/official.ts';
import { code, quote, type MessageKey, type Span } from '../../language/phrases.ts';
import type { PortPage } from '../port-page.ts';
import { cited } from './evidence.ts';
import { together, type Pen } from './facts.ts';
import type { DisputeBlock, Paragraph } from './model.ts';

/** @param facts a page's, of which these are all that it takes */
export function disputeBlocks(
  { page }: { readonly page: Pick<PortPage, 'disputes'> },
  pen: Pen,
): DisputeBlock[] {
  return page.disputes.map((dispute) => disputeBlock(dispute, pen));
}

function disputeBlock(dispute: Dispute, pen: Pen): DisputeBlock {
  const { summary, terms, source = '', supported, reason, reference } = dispute;
  return {
    kind: 'dispute',
    summary: terms
      ? together(terms.flatMap((one) => sentences(one, source, pen)))
      : [quote(asSentence(summary))],
    judgement: [
      ...(supported ? [pen.say('dispute.supported', { source: code(supported) })] : []),
      ...(reason ? [terms ? pen.say(reasonOf(dispute)) : [quote(asSentence(reason))]] : []),
    ],
    ...(reference && { reference: pen.say('claims.reference', { reference: cited(reference) }) }),
  };
}

/** Comparison has a reason for each side that it can find for. */
function reasonOf({ supported }: Dispute): MessageKey {
  if (supported === undefined) return 'dispute.reason.twice';
  return supported === REGISTRY ? 'dispute.reason.official' : 'dispute.reason.older';
}

function sentences(terms: DisputeTerms, source: string, pen: Pen): Paragraph[] {
  return terms.registry === 'twice'
    ? [assignedTwice(terms, pen)]
    : contradicted(terms, source, pen);
}

/** What the source says, then what the registry says, then where it has the services instead. */
function contradicted(terms: Contradicted, source: string, pen: Pen): Paragraph[] {
  const { port, transports, names, registrants = [], registryNames, elsewhere = [] } = terms;
  const said = pen.say(`dispute.says.${terms.says}`, {
    source: speaker(terms, source, pen),
    port,
    transports: pen.words(transports),
    names: pen.list(names.map((name) => [service(name)])),
    registrants: pen.list(registrants.map((name) => [quote(name)])),
  });
  const nameOf = terms.registry === 'registrants' ? quote : service;
  const answered = pen.say(`dispute.registry.${terms.registry}`, {
    names: pen.list(registryNames.map((name) => [nameOf(name)])),
  });
  const places = elsewhere.map(({ name, ports }) =>
    pen.say('dispute.registry.elsewhere', { service: service(name), ports: pen.words(ports) }),
  );
  return [said, answered, ...places];
}

function assignedTwice(terms: AssignedTwice, pen: Pen): Paragraph {
  const { port, transports, registryNames, registrants } = terms;
  const holders = registryNames.map((name, i): Paragraph => [
    service(name),
    bracket(' ('),
    quote(registrants[i] ?? ''),
    bracket(')'),
  ]);
  return pen.say('dispute.registry.twice', {
    port,
    transports: pen.words(transports),
    holders: pen.list(holders),
  });
}

const bracket = (text: string): Span => ({ kind: 'text', text });

/** A name of a service has no blanks; what has some is a title. */
const service = (name: string): Span => (/\s/.test(name) ? quote(name) : code(name));

function speaker({ documents }: Contradicted, source: string, pen: Pen): Paragraph {
  if (documents) {
    return pen.say('dispute.source.documents', {
      documents: pen.list(documents.map((document) => [quote(document)])),
    });
  }
  return source === 'curated'
    ? pen.say('dispute.source.curated')
    : pen.say('dispute.source.other', { source: code(source) });
}

/** Handwritten words begin as they like and end without a full stop. */
const asSentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
