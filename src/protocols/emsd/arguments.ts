/** What an operation's INVOKE carries, on the wire (RFC 2524, sections 3.2 and 3.3, appendix A). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berInteger, berNull, berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import { readMessageId, writeMessageId } from './addresses.ts';
import { readRestriction, writeRestriction } from './controls.ts';
import {
  readCarried,
  readSecurity,
  writeCarried,
  writeSecurity,
  type ReadContent,
} from './envelope.ts';
import type {
  Arguments,
  DeliverArgument,
  DeliveryControlArgument,
  OperationName,
  SubmissionControlArgument,
  SubmitArgument,
} from './operations.ts';
import { readOctets, readTime, readWord, writeTime } from './values.ts';
import { BOUNDS, group, PRIORITIES, value } from './vocabulary.ts';

interface ArgumentCodec<Argument> {
  read(r: BerReader, readContent: ReadContent): Argument;
  /** @throws RangeError when something is not within its bounds */
  write(argument: Argument): Uint8Array;
}

const submit: ArgumentCodec<SubmitArgument> = {
  read: (r, readContent) =>
    r.within('submit argument', TAGS.SEQUENCE, (inside) =>
      readCarried(inside, group(0), readContent),
    ),
  write: (argument) => berSequence(writeCarried(argument, group(0))),
};

const deliver: ArgumentCodec<DeliverArgument> = {
  read: (r, readContent) =>
    r.within('deliver argument', TAGS.SEQUENCE, (inside) => ({
      messageId: readMessageId(inside, 'message id'),
      deliveryTime: readTime(inside, 'delivery time'),
      ...(inside.isNext(value(0))
        ? { submissionTime: readTime(inside, 'submission time', value(0)) }
        : {}),
      ...readCarried(inside, group(1), readContent),
    })),
  write: (argument) =>
    berSequence([
      writeMessageId(argument.messageId),
      writeTime('delivery time', argument.deliveryTime),
      ...(argument.submissionTime === undefined
        ? []
        : [writeTime('submission time', argument.submissionTime, value(0))]),
      ...writeCarried(argument, group(1)),
    ]),
};

const deliveryControl: ArgumentCodec<DeliveryControlArgument> = {
  read: (r) =>
    r.within('deliveryControl argument', TAGS.SEQUENCE, (inside) => ({
      ...readRestriction(inside),
      ...(inside.isNext(value(3))
        ? {
            permissibleLowestPriority: readWord(
              inside,
              'permissible lowest priority',
              PRIORITIES,
              value(3),
            ),
          }
        : {}),
      ...readSecurity(inside, group(4)),
      ...(inside.isNext(value(5))
        ? { userFeatures: readOctets(inside, 'user features', BOUNDS.content, value(5)) }
        : {}),
    })),
  write: (argument) => {
    const { permissibleLowestPriority: priority, userFeatures } = argument;
    return berSequence([
      ...writeRestriction(argument),
      ...(priority === undefined ? [] : [berInteger(PRIORITIES[priority], value(3))]),
      ...writeSecurity(argument.security, group(4)),
      ...(userFeatures === undefined ? [] : [berOctets(userFeatures, value(5))]),
    ]);
  },
};

const submissionControl: ArgumentCodec<SubmissionControlArgument> = {
  read: (r) =>
    r.within('submissionControl argument', TAGS.SEQUENCE, (inside) => ({
      ...readRestriction(inside),
      ...readSecurity(inside, group(3)),
    })),
  write: (argument) =>
    berSequence([...writeRestriction(argument), ...writeSecurity(argument.security, group(3))]),
};

const verify: ArgumentCodec<Arguments['deliveryVerify']> = {
  read: (r) =>
    r.within('verify argument', TAGS.SEQUENCE, (inside) => ({
      messageId: readMessageId(inside, 'message id'),
    })),
  write: ({ messageId }) => berSequence([writeMessageId(messageId)]),
};

/** NULL: two octets by the book, none by the reference implementation. */
const nothing: ArgumentCodec<null> = {
  read: (r) => {
    if (r.nextTag() !== undefined) r.nothing('no argument');
    return null;
  },
  write: () => berNull(),
};

export const ARGUMENTS: { readonly [Name in OperationName]: ArgumentCodec<Arguments[Name]> } = {
  submit,
  deliver,
  deliveryControl,
  submissionControl,
  deliveryVerify: verify,
  submissionVerify: verify,
  getConfiguration: nothing,
  setConfiguration: nothing,
};
