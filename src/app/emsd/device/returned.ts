/** What comes back while a message is submitted: a report that one of ours was not delivered. */
import type { FateFacts, InboxFacts } from '../../../protocols/emsd/client.ts';
import { localIdText, messageIdText } from '../../../protocols/emsd/message-id.ts';
import { IPM_CONTENT, REPORT_CONTENT } from '../../../protocols/emsd/operations.ts';
import { REPORT_SUBJECTS } from '../../../protocols/emsd/report.ts';
import { decodeIpm, decodeReport } from '../../../protocols/emsd/wire.ts';
import type { RecordStore } from '../../../platform/records.ts';
import { readMessage } from './reading.ts';

/** A message of ours that did not reach somebody. */
export interface Returned {
  /** Names it in the outbox. */
  readonly number: number;
  readonly id: string;
  readonly why: string;
}

/** What has come and nobody was shown. */
export async function unshown(store: RecordStore): Promise<number> {
  const records = await store.list('inbox');
  return records.filter(({ facts }) => !(facts as InboxFacts).isShown).length;
}

/**
 * Looks for reports among what came. One may be here before it is known that the centre has the message that it is about:
 * then it is looked at again.
 */
export class Returns {
  private readonly undecided: { readonly id: string; readonly why: string }[] = [];

  constructor(private readonly store: RecordStore) {}

  /** A message came. */
  async take(key: string, facts: InboxFacts): Promise<void> {
    const content = (await this.store.content('inbox', key)) ?? new Uint8Array(0);
    const id = undelivered(facts, content);
    if (id === undefined) return;
    const { text = '' } = readMessage(key, facts, content, '', true);
    this.undecided.push({ id, why: text.trim().replaceAll(/\s+/g, ' ') });
  }

  /** Those that are about messages of ours, each once. */
  async found(): Promise<readonly Returned[]> {
    if (this.undecided.length === 0) return [];
    const ours = new Map<string, number>();
    for (const { key, facts } of await this.store.list('fate')) {
      const { messageId } = facts as FateFacts;
      if (messageId) ours.set(localIdText(messageId), Number(key));
    }
    const found = this.undecided.splice(0).flatMap((one) => {
      const number = ours.get(one.id);
      if (number !== undefined) return [{ number, ...one }];
      this.undecided.push(one);
      return [];
    });
    return found;
  }
}

/** Which message did not reach somebody, where that is what this one says. */
function undelivered({ contentType }: InboxFacts, content: Uint8Array): string | undefined {
  if (contentType === REPORT_CONTENT) {
    const decoded = decodeReport(content);
    if (!decoded.ok) return undefined;
    const { messageId, recipients } = decoded.message;
    const isLost = recipients.some(({ outcome }) => outcome.kind === 'not delivered');
    return isLost ? messageIdText(messageId) : undefined;
  }
  const decoded = contentType === IPM_CONTENT ? decodeIpm(content) : undefined;
  if (!decoded?.ok) return undefined;
  const { originator, repliedTo, subject } = decoded.message.heading;
  const isReport = originator.kind === 'rfc822' && originator.text.startsWith('postmaster@');
  if (!isReport || !subject?.startsWith(REPORT_SUBJECTS.failed)) return undefined;
  return repliedTo && messageIdText(repliedTo);
}
