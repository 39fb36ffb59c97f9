/** EMSD's values as terms of Erlang: what its ASN.1 runtime makes of the types in `emsd.asn1`, with its option `maps`. */
import type { Address, Ipm, MessageId, Recipient } from '../../src/protocols/emsd/ipm.ts';
import type {
  Carried,
  Invocation,
  Operations,
  OperationName,
  Part,
  Results,
  Security,
} from '../../src/protocols/emsd/operations.ts';

/** A term, written out. */
type Term = string;

const map = (entries: Readonly<Record<string, Term | undefined>>): Term =>
  `#{${Object.entries(entries)
    .flatMap(([key, term]) => (term === undefined ? [] : [`${key} => ${term}`]))
    .join(', ')}}`;
const list = (terms: readonly Term[]): Term => `[${terms.join(', ')}]`;
const choice = (name: string, term: Term): Term => `{${name}, ${term}}`;
const octets = (bytes: Uint8Array): Term => `<<${[...bytes].join(',')}>>`;
const text = (words: string): Term => list([...words].map((one) => String(one.charCodeAt(0))));
const named = (flags: Readonly<Record<string, boolean>>): Term =>
  list(Object.keys(flags).filter((name) => flags[name]));
/** `delivery report sent` as a name of ASN.1. */
const word = (words: string): Term =>
  words.replaceAll(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase());
const maybe = <T>(value: T | undefined, term: (value: T) => Term): Term | undefined =>
  value === undefined ? undefined : term(value);

/** Its octets: two digits in each. */
function digitsOf(digits: string): Term {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return octets(Uint8Array.from(even.match(/../g)!, (two) => parseInt(two, 16)));
}

const emsdAddress = ({ digits, name }: Extract<Address, { kind: 'emsd' }>): Term =>
  map({
    digits: digitsOf(digits),
    name: maybe(name, (shown) => octets(new TextEncoder().encode(shown))),
  });

const address = (one: Address): Term =>
  one.kind === 'emsd' ? choice('emsd', emsdAddress(one)) : choice('rfc822', text(one.text));

const localId = ({ submissionTime, messageNumber }: Extract<MessageId, { kind: 'local' }>): Term =>
  map({ submissionTime: String(submissionTime), messageNumber: String(messageNumber) });

const messageId = (id: MessageId): Term =>
  id.kind === 'local' ? choice('local', localId(id)) : choice('rfc822', text(id.text));

const recipient = (one: Recipient): Term =>
  map({
    address: address(one.address),
    flags: named({
      copy: one.as === 'copy',
      blindCopy: one.as === 'blind copy',
      receipt: one.receipt === 'receipt',
      nonReceipt: one.receipt === 'non-receipt',
      returnMessage: one.returnMessage,
      reportNonDelivery: one.report === 'non-delivery',
      reportDelivery: one.report === 'delivery',
      replyRequested: one.replyRequested,
    }),
  });

export function messageTerm({ heading, body }: Ipm): Term {
  const { priority, importance, autoForwarded } = heading;
  const flags = named({
    nonUrgent: priority === 'non-urgent',
    urgent: priority === 'urgent',
    low: importance === 'low',
    high: importance === 'high',
    autoForwarded,
  });
  const head = map({
    sender: maybe(heading.sender, address),
    originator: address(heading.originator),
    recipients: list(heading.recipients.map(recipient)),
    flags: flags === '[]' ? undefined : flags,
    replyTo: maybe(heading.replyTo, (all) => list(all.map(address))),
    repliedTo: maybe(heading.repliedTo, messageId),
    subject: maybe(heading.subject, text),
    extensions: maybe(heading.extensions, (all) =>
      list(all.map(({ label, value }) => map({ label: text(label), value: text(value) }))),
    ),
    mimeVersion: maybe(heading.mimeVersion, text),
    contentType: maybe(heading.contentType, text),
    contentId: maybe(heading.contentId, text),
    contentDescription: maybe(heading.contentDescription, text),
    contentTransferEncoding: maybe(heading.contentTransferEncoding, text),
  });
  return map({
    heading: head,
    body: maybe(body, (one) =>
      map({ compression: maybe(one.compression, String), octets: octets(one.octets) }),
    ),
  });
}

const security = (one: Security): Term =>
  map({
    credentials: choice(
      'simple',
      map({ address: maybe(one.address, emsdAddress), password: maybe(one.password, octets) }),
    ),
    contentIntegrityCheck: maybe(one.contentIntegrityCheck, String),
  });

const part = (one: Part): Term =>
  one.first
    ? choice('first', map({ sequence: String(one.sequence), total: String(one.total) }))
    : choice('other', map({ sequence: String(one.sequence), number: String(one.number) }));

const carried = (one: Carried, message: Ipm) => ({
  security: maybe(one.security, security),
  part: maybe(one.part, part),
  contentType: String(one.contentType),
  content: messageTerm(message),
});

const operations = ({ submission, delivery }: Operations): Term => named({ submission, delivery });

/** @param message what the content of a submission or delivery says */
export function argumentTerm({ operation, argument }: Invocation, message: Ipm): [Term, Term] {
  switch (operation) {
    case 'submit':
      return [`'SubmitArgument'`, map(carried(argument, message))];
    case 'deliver':
      return [
        `'DeliverArgument'`,
        map({
          messageId: messageId(argument.messageId),
          deliveryTime: String(argument.deliveryTime),
          submissionTime: maybe(argument.submissionTime, String),
          ...carried(argument, message),
        }),
      ];
    case 'deliveryControl':
      return [
        `'DeliveryControlArgument'`,
        map({
          restrict: argument.restrict,
          permissibleOperations: maybe(argument.permissibleOperations, operations),
          permissibleMaxContentLength: maybe(argument.permissibleMaxContentLength, String),
          permissibleLowestPriority: maybe(argument.permissibleLowestPriority, word),
          security: maybe(argument.security, security),
          userFeatures: maybe(argument.userFeatures, octets),
        }),
      ];
    case 'submissionControl':
      return [
        `'SubmissionControlArgument'`,
        map({
          restrict: argument.restrict,
          permissibleOperations: maybe(argument.permissibleOperations, operations),
          permissibleMaxContentLength: maybe(argument.permissibleMaxContentLength, String),
          security: maybe(argument.security, security),
        }),
      ];
    case 'deliveryVerify':
    case 'submissionVerify':
      return [`'VerifyArgument'`, map({ messageId: messageId(argument.messageId) })];
    case 'getConfiguration':
    case 'setConfiguration':
      return [`'Nothing'`, `'NULL'`];
  }
}

type WithResult = Exclude<OperationName, 'deliver' | 'getConfiguration' | 'setConfiguration'>;

/** Of each operation whose result is more than nothing. */
export const RESULT_TERMS: {
  readonly [Name in WithResult]: (result: Results[Name]) => [Term, Term];
} = {
  submit: ({ messageId: id }) => [
    `'SubmitResult'`,
    map({ messageId: localId({ kind: 'local', ...id }) }),
  ],
  deliveryControl: ({ waitingOperations, waitingMessages, waitingContentTypes }) => [
    `'DeliveryControlResult'`,
    map({
      waitingOperations: operations(waitingOperations),
      waitingMessages: named({ ...waitingMessages }),
      waitingContentTypes: list(waitingContentTypes.map(String)),
    }),
  ],
  submissionControl: ({ waitingOperations }) => [
    `'SubmissionControlResult'`,
    map({ waitingOperations: operations(waitingOperations) }),
  ],
  deliveryVerify: ({ status }) => [`'DeliveryVerifyResult'`, map({ status: word(status) })],
  submissionVerify: ({ status }) => [`'SubmissionVerifyResult'`, map({ status: word(status) })],
};
