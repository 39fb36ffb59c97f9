/** Message identifiers as texts, the same wherever one is shown or is a key. */
import type { LocalMessageId, MessageId } from './ipm.ts';

/** `36d3f180.00000001`, as old centres write it in their lists: sorts as the messages came. */
export const localIdText = ({ submissionTime, messageNumber }: LocalMessageId): string =>
  `${hex8(submissionTime)}.${hex8(messageNumber)}`;

const hex8 = (number: number): string => number.toString(16).padStart(8, '0');

/** The identifier that {@link localIdText} made a text of. */
export function readLocalIdText(text: string): LocalMessageId {
  const [submissionTime = 0, messageNumber = 0] = text
    .split('.')
    .map((hex) => Number.parseInt(hex, 16));
  return { submissionTime, messageNumber };
}

/** A text that tells a message from all others. */
export const messageIdText = (id: MessageId): string =>
  id.kind === 'rfc822' ? id.text : localIdText(id);
