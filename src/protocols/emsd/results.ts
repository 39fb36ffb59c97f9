/** What an operation's RESULT carries, on the wire (RFC 2524, sections 3.2 and 3.3, appendix A). */
import { TAGS, type BerReader } from '../../core/bytes/ber.ts';
import { berInteger, berSequence } from '../../core/bytes/ber-write.ts';
import { readLocalId, writeLocalId } from './addresses.ts';
import { NO_OPERATIONS, readOperations, writeOperations } from './controls.ts';
import type {
  DeliveryControlResult,
  OperationName,
  Results,
  SubmissionControlResult,
} from './operations.ts';
import { readFlags, readWord, writeFlags, writeNumber } from './values.ts';
import { BOUNDS, DELIVERY_STATUSES, SUBMISSION_STATUSES, value } from './vocabulary.ts';

/** Forms that Neda's implementation of the 1990s wants in place of the RFC's. */
export interface OldForms {
  /** deliveryVerify's status as an INTEGER: it refuses the ENUMERATED of the RFC. */
  readonly integerStatus?: boolean;
  /** Every error with a parameter that says its number again: its centre tells by it what may be tried again. */
  readonly integerParameter?: boolean;
}

interface ResultCodec<Result> {
  read(r: BerReader): Result;
  /** @throws RangeError when something is not within its bounds */
  write(result: Result, forms: OldForms): Uint8Array;
}

const submit: ResultCodec<Results['submit']> = {
  read: (r) =>
    r.within('submit result', TAGS.SEQUENCE, (inside) => ({
      messageId: readLocalId(inside, 'message id', TAGS.SEQUENCE),
    })),
  write: ({ messageId }) => berSequence([writeLocalId(messageId, TAGS.SEQUENCE)]),
};

/** NULL, for which no octets are sent: so does whoever was seen. */
const nothing: ResultCodec<null> = {
  read: (r) => {
    if (r.nextTag() !== undefined) r.nothing('no result');
    return null;
  },
  write: () => new Uint8Array(0),
};

const WAITING_FLAGS = { longContent: 0, lowPriority: 1 } as const;

const deliveryControl: ResultCodec<DeliveryControlResult> = {
  read: (r) =>
    r.within('deliveryControl result', TAGS.SEQUENCE, (inside) => ({
      waitingOperations: readOperations(inside, 'waiting operations', 0) ?? NO_OPERATIONS,
      waitingMessages: readWaitingMessages(inside),
      waitingContentTypes: inside.more
        ? inside.within('waiting content types', TAGS.SEQUENCE, readContentTypes)
        : [],
    })),
  write: ({ waitingOperations, waitingMessages, waitingContentTypes: types }) => {
    const { longContent, lowPriority } = waitingMessages;
    const flags = [
      ...(longContent ? [WAITING_FLAGS.longContent] : []),
      ...(lowPriority ? [WAITING_FLAGS.lowPriority] : []),
    ];
    if (types.length > BOUNDS.contentTypes) throw new RangeError(`${types.length} content types`);
    return berSequence([
      ...writeWaitingOperations(waitingOperations),
      ...(flags.length === 0 ? [] : [writeFlags(flags, value(1))]),
      ...(types.length === 0
        ? []
        : [
            berSequence(
              types.map((type) => writeNumber('content type', type, BOUNDS.contentTypes - 1)),
            ),
          ]),
    ]);
  },
};

function readWaitingMessages(r: BerReader): DeliveryControlResult['waitingMessages'] {
  if (!r.isNext(value(1))) return { longContent: false, lowPriority: false };
  const has = readFlags(r, 'waiting messages', WAITING_FLAGS, value(1));
  return {
    longContent: has.has(WAITING_FLAGS.longContent),
    lowPriority: has.has(WAITING_FLAGS.lowPriority),
  };
}

function readContentTypes(r: BerReader): number[] {
  const types: number[] = [];
  while (r.more) {
    if (types.length === BOUNDS.contentTypes) {
      r.refuse('length', 'content types', `are more than ${BOUNDS.contentTypes}`);
    }
    types.push(r.unsigned('content type', BOUNDS.contentTypes - 1));
  }
  return types;
}

/** Nothing where nothing waits: that is the default. */
const writeWaitingOperations = (operations: DeliveryControlResult['waitingOperations']) =>
  operations.submission || operations.delivery ? [writeOperations(operations, 0)] : [];

const submissionControl: ResultCodec<SubmissionControlResult> = {
  read: (r) =>
    r.within('submissionControl result', TAGS.SEQUENCE, (inside) => ({
      waitingOperations: readOperations(inside, 'waiting operations', 0) ?? NO_OPERATIONS,
    })),
  write: ({ waitingOperations }) => berSequence(writeWaitingOperations(waitingOperations)),
};

const verifyOf = <Status extends string>(
  statuses: Readonly<Record<Status, number>>,
  hasOldForm: boolean,
): ResultCodec<{ readonly status: Status }> => ({
  read: (r) =>
    r.within('verify result', TAGS.SEQUENCE, (inside) => ({
      status: readWord(inside, 'status', statuses),
    })),
  write: ({ status }, { integerStatus = false }) => {
    const tag = hasOldForm && integerStatus ? TAGS.INTEGER : TAGS.ENUMERATED;
    return berSequence([berInteger(statuses[status], tag)]);
  },
});

export const RESULTS: { readonly [Name in OperationName]: ResultCodec<Results[Name]> } = {
  submit,
  deliver: nothing,
  deliveryControl,
  submissionControl,
  deliveryVerify: verifyOf(DELIVERY_STATUSES, true),
  submissionVerify: verifyOf(SUBMISSION_STATUSES, false),
  getConfiguration: nothing,
  setConfiguration: nothing,
};
