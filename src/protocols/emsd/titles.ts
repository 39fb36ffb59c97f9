/** EMSD's units in words, for whoever reads a dump or a ladder. */
import { counted } from '../../core/count.ts';
import { heardText } from '../../core/heard.ts';
import { titleOf as titleOfEsro } from '../esro/titles.ts';
import { whyNot, type Report } from './report.ts';
import type { EmsdUnit, Reading } from './units.ts';
import type { Address, Ipm, MessageId } from './ipm.ts';
import { OPERATIONS, type Carried, type Invocation } from './operations.ts';

/** Of units, recipients and readings so many are named, and the others counted. */
const MOST_NAMED = 3;

/** `Invoke 1, submit (instance 0): alice@example.com to bob@example.org, "Hi", 6 octets`. */
export function titleOf(unit: EmsdUnit): string {
  switch (unit.kind) {
    case 'invocation': {
      const { invocation, reference, sap } = unit;
      const { operation, instance } = invocation;
      const own = instance === undefined ? '' : ` (instance ${instance})`;
      const strange = sap === OPERATIONS[operation].sap ? '' : ` at selector ${sap}`;
      const said = about(invocation, unit);
      return `Invoke ${reference}, ${operation}${own}${strange}${said === '' ? '' : `: ${said}`}`;
    }
    case 'result':
      return `Result ${unit.reference}, ${some(unit.readings.map(readingTitle), 'or')}`;
    case 'error': {
      const { name, value, problem } = unit.error;
      const more = problem === undefined ? '' : `, problem ${problem}`;
      return `Error ${unit.reference}: ${name ?? `value ${value}, unknown`}${more}`;
    }
    case 'content':
      return `A message alone: ${messageTitle(unit.message)}`;
    case 'esro':
      return titleOfEsro(unit.pdu);
  }
}

/** Of a concatenation. @param left so many of its units could not be read */
export function titleOfAll(units: readonly EmsdUnit[], left: number): string {
  const told = units.slice(0, MOST_NAMED).map(titleOf).join('; ');
  const more = units.length > MOST_NAMED ? `; and ${units.length - MOST_NAMED} more` : '';
  return `Concatenated: ${told}${more}${left > 0 ? ` (${left} left out)` : ''}`;
}

/** What a content says, where it was read. */
type Content = Pick<Extract<EmsdUnit, { kind: 'invocation' }>, 'message' | 'report'>;

function about(invocation: Invocation, content: Content): string {
  switch (invocation.operation) {
    case 'submit':
      return carriedTitle(invocation.argument, content);
    case 'deliver': {
      const { messageId } = invocation.argument;
      return `${messageIdTitle(messageId)}, ${carriedTitle(invocation.argument, content)}`;
    }
    case 'deliveryVerify':
    case 'submissionVerify':
      return messageIdTitle(invocation.argument.messageId);
    case 'deliveryControl':
    case 'submissionControl':
      return invocation.argument.restrict;
    case 'getConfiguration':
    case 'setConfiguration':
      return '';
  }
}

function carriedTitle(carried: Carried, { message, report }: Content): string {
  const { part, content, contentType } = carried;
  const octets = counted(content.length, 'octet');
  if (part !== undefined) {
    const which = part.first
      ? `the first of ${counted(part.total, 'part')}`
      : `part ${part.number}`;
    return `${which} in sequence ${part.sequence}, ${octets}`;
  }
  if (report !== undefined) return reportTitle(report);
  if (message === undefined) return `${octets} of type ${contentType}`;
  return messageTitle(message);
}

function messageTitle(message: Ipm): string {
  const { originator, recipients, subject } = message.heading;
  const to = some(
    recipients.map(({ address }) => addressTitle(address)),
    'and',
  );
  const about = subject === undefined ? '' : `, "${heardText(subject)}"`;
  const text =
    message.body === undefined ? 'no body' : counted(message.body.octets.length, 'octet');
  return `${addressTitle(originator)} to ${to}${about}, ${text}`;
}

/** `report on message 1 of 1999-02-24T12:33:04Z: bob@example.org not delivered (recipient unknown)`. */
function reportTitle({ messageId, recipients }: Report): string {
  const each = recipients.map(({ address, outcome }) => {
    if (outcome.kind === 'delivered') return `${addressTitle(address)} delivered`;
    return `${addressTitle(address)} not delivered (${whyNot(outcome)})`;
  });
  return `report on ${messageIdTitle(messageId)}: ${some(each, 'and')}`;
}

const addressTitle = (address: Address): string =>
  heardText(address.kind === 'emsd' ? address.digits : address.text);

/** `message 1 of 1999-02-24T12:38:24Z`, or as the Internet writes it. */
function messageIdTitle(id: MessageId): string {
  if (id.kind === 'rfc822') return `message ${heardText(id.text)}`;
  const time = new Date(id.submissionTime * 1000).toISOString().replace('.000', '');
  return `message ${id.messageNumber} of ${time}`;
}

function readingTitle(reading: Reading): string {
  switch (reading.operation) {
    case 'submit':
      return `submit: ${messageIdTitle({ kind: 'local', ...reading.result.messageId })}`;
    case 'deliveryVerify':
    case 'submissionVerify':
      return `${reading.operation}: ${reading.result.status}`;
    default:
      return reading.operation;
  }
}

function some(words: readonly string[], joint: 'and' | 'or'): string {
  if (words.length > MOST_NAMED) {
    return `${words.slice(0, MOST_NAMED).join(', ')} and ${words.length - MOST_NAMED} more`;
  }
  const [last = '', ...before] = words.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} ${joint} ${last}`;
}
