/** How messages are called on both sides. */
import type { LocalMessageId, MessageId } from '../ipm.ts';
import { localIdText } from '../message-id.ts';
import { BOUNDS, LAST_TIME } from '../vocabulary.ts';

/** `<EMSD.tttttttt.nnnnnnnn@host>`: the same for the same message, whenever it is asked. */
export function mailIdOf(id: MessageId, host: string): string {
  if (id.kind === 'rfc822') return id.text;
  return `<EMSD.${localIdText(id)}@${host}>`;
}

const LOCAL = /^<EMSD\.([\da-f]{8,12})\.([\da-f]{8})@([^>@]+)>$/i;

/** The local number in a Message-ID that {@link mailIdOf} made for this host. */
export function localIdOf(text: string, host: string): LocalMessageId | undefined {
  const [, time = '', number = '', where] = LOCAL.exec(text) ?? [];
  if (where?.toLowerCase() !== host.toLowerCase()) return undefined;
  const submissionTime = Number.parseInt(time, 16);
  const messageNumber = Number.parseInt(number, 16);
  const isOurs = submissionTime <= LAST_TIME && messageNumber <= BOUNDS.messageNumber;
  return isOurs ? { submissionTime, messageNumber } : undefined;
}

/** `<left@right>` (RFC 5322, section 3.6.4), as leniently as it is met. */
const ID = /<[^\s<>]+>/g;

/** The ids that a header names, those that EMSD has room for. */
export function readIds(value: string): string[] {
  return (value.match(ID) ?? []).filter(
    (id) => id.length <= BOUNDS.messageId && !/[^ -~]/.test(id),
  );
}
