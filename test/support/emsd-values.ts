/** Any values that EMSD can say, for fast-check: what is written of them must be read as it was. */
import * as fc from 'fast-check';
import type { Address, Heading, Ipm, MessageId, Recipient } from '../../src/protocols/emsd/ipm.ts';
import type {
  DeliverArgument,
  DeliveryControlArgument,
  Invocation,
  OperationName,
  Results,
  Security,
  SubmissionControlArgument,
  SubmitArgument,
} from '../../src/protocols/emsd/operations.ts';
import { BOUNDS, canonicalDigits, MOST_DIGITS } from '../../src/protocols/emsd/wire.ts';

/** Absent, or there: a key whose value is undefined is another thing than no key. */
const record = <T>(
  keys: { [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>> },
  needed: (keyof T)[],
) => fc.record(keys as never, { requiredKeys: needed as never }) as unknown as fc.Arbitrary<T>;

const ascii = (maxLength: number) =>
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength,
  });
const digits = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: MOST_DIGITS })
  .map(canonicalDigits);
const seconds = fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(0x7fff_ffff, 0x8000_0000, 2 ** 33));

const emsdAddress = record<Extract<Address, { kind: 'emsd' }>>(
  { kind: fc.constant('emsd'), digits, name: ascii(BOUNDS.emsdName) },
  ['kind', 'digits'],
);
export const address: fc.Arbitrary<Address> = fc.oneof(
  emsdAddress,
  fc.record({ kind: fc.constant('rfc822' as const), text: ascii(BOUNDS.rfc822Name) }),
);

const localId = fc.record({
  submissionTime: seconds,
  messageNumber: fc.nat(BOUNDS.messageNumber),
});
export const messageId: fc.Arbitrary<MessageId> = fc.oneof(
  localId.map((id) => ({ kind: 'local' as const, ...id })),
  fc.record({ kind: fc.constant('rfc822' as const), text: ascii(BOUNDS.messageId) }),
);

const recipient: fc.Arbitrary<Recipient> = fc.record({
  address,
  as: fc.constantFrom('primary', 'copy', 'blind copy'),
  receipt: fc.constantFrom('none', 'non-receipt', 'receipt'),
  returnMessage: fc.boolean(),
  report: fc.constantFrom('none', 'non-delivery', 'delivery'),
  replyRequested: fc.boolean(),
});

const heading = record<Heading>(
  {
    sender: address,
    originator: address,
    recipients: fc.array(recipient, { minLength: 1, maxLength: 5 }),
    priority: fc.constantFrom('non-urgent', 'normal', 'urgent'),
    importance: fc.constantFrom('low', 'normal', 'high'),
    autoForwarded: fc.boolean(),
    replyTo: fc.array(address, { minLength: 1, maxLength: 3 }),
    repliedTo: messageId,
    subject: ascii(BOUNDS.subject),
    extensions: fc.array(fc.record({ label: ascii(20), value: ascii(60) }), { maxLength: 4 }),
    mimeVersion: ascii(BOUNDS.mimeVersion),
    contentType: ascii(BOUNDS.mime),
    contentId: ascii(BOUNDS.mime),
    contentDescription: ascii(BOUNDS.mime),
    contentTransferEncoding: ascii(BOUNDS.mime),
  },
  ['originator', 'recipients', 'priority', 'importance', 'autoForwarded', 'extensions'],
);

export const ipm = record<Ipm>(
  {
    heading,
    body: record<Ipm['body'] & object>(
      { compression: fc.nat(BOUNDS.compression), octets: fc.uint8Array({ maxLength: 300 }) },
      ['octets'],
    ),
  },
  ['heading'],
);

const security = record<Security>(
  {
    address: emsdAddress,
    password: fc.uint8Array({ maxLength: BOUNDS.password }),
    contentIntegrityCheck: fc.nat(BOUNDS.integrityCheck),
  },
  [],
);

const carried = {
  security,
  part: fc.oneof(
    fc.record({
      first: fc.constant(true as const),
      sequence: fc.nat(0xffff_ffff),
      total: fc.integer({ min: 1, max: 32 }),
    }),
    fc.record({
      first: fc.constant(false as const),
      sequence: fc.nat(0xffff_ffff),
      number: fc.integer({ min: 1, max: 31 }),
    }),
  ),
  contentType: fc.nat(BOUNDS.contentTypes - 1),
  content: fc.uint8Array({ maxLength: 300 }),
};
const submit = record<SubmitArgument>(carried, ['contentType', 'content']);
const deliver = record<DeliverArgument>(
  { messageId, deliveryTime: seconds, submissionTime: seconds, ...carried },
  ['messageId', 'deliveryTime', 'contentType', 'content'],
);

const operations = fc.record({ submission: fc.boolean(), delivery: fc.boolean() });
const restriction = {
  restrict: fc.constantFrom('update' as const, 'remove' as const),
  permissibleOperations: operations,
  permissibleMaxContentLength: fc.nat(BOUNDS.content),
  security,
};
const deliveryControl = record<DeliveryControlArgument>(
  {
    ...restriction,
    permissibleLowestPriority: fc.constantFrom('non-urgent', 'normal', 'urgent'),
    userFeatures: fc.uint8Array({ maxLength: 20 }),
  },
  ['restrict'],
);
const submissionControl = record<SubmissionControlArgument>(restriction, ['restrict']);

const instance = fc.nat(255);
const named = <Name extends OperationName>(name: Name) => fc.constant(name);
const verify = fc.record({ messageId });

export const invocation: fc.Arbitrary<Invocation> = fc.oneof(
  fc.record({ operation: named('submit'), instance, argument: submit }),
  fc.record({ operation: named('deliver'), instance, argument: deliver }),
  fc.record({ operation: named('deliveryControl'), argument: deliveryControl }),
  fc.record({ operation: named('submissionControl'), argument: submissionControl }),
  fc.record({ operation: named('deliveryVerify'), argument: verify }),
  fc.record({ operation: named('submissionVerify'), argument: verify }),
  fc.record({ operation: named('getConfiguration'), argument: fc.constant(null) }),
  fc.record({ operation: named('setConfiguration'), argument: fc.constant(null) }),
);

/** Of each operation, what may be its result. */
export const results: { readonly [Name in OperationName]: fc.Arbitrary<Results[Name]> } = {
  submit: fc.record({ messageId: localId }),
  deliver: fc.constant(null),
  deliveryControl: fc.record({
    waitingOperations: operations,
    waitingMessages: fc.record({ longContent: fc.boolean(), lowPriority: fc.boolean() }),
    waitingContentTypes: fc.array(fc.nat(BOUNDS.contentTypes - 1), { maxLength: 5 }),
  }),
  submissionControl: fc.record({ waitingOperations: operations }),
  deliveryVerify: fc.record({
    status: fc.constantFrom('no report sent', 'delivery report sent', 'non-delivery report sent'),
  }),
  submissionVerify: fc.record({ status: fc.constantFrom('send message', 'drop message') }),
  getConfiguration: fc.constant(null),
  setConfiguration: fc.constant(null),
};
