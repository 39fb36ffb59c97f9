/** What the machine tells of the outbox, as events. */
import type { Clock } from '../../../platform/platform.ts';
import type { DeviceEvent } from '../../../protocols/emsd/client.ts';
import { localIdText } from '../../../protocols/emsd/message-id.ts';
import type { OutboxEvent } from './event.ts';

export const instantNow = (clock: Pick<Clock, 'wallTime'>): string =>
  new Date(clock.wallTime()).toISOString();

/** Undefined for what is not of the outbox. */
export function outboxEvent(
  told: DeviceEvent,
  clock: Pick<Clock, 'wallTime'>,
): OutboxEvent | undefined {
  const time = instantNow(clock);
  switch (told.kind) {
    case 'queued':
    case 'stuck':
    case 'unanswered':
      return { event: told.kind, time, number: Number(told.key) };
    case 'submitted': {
      const id = localIdText(told.messageId);
      return { event: 'submitted', time, number: Number(told.key), id };
    }
    case 'refused':
    case 'deferred':
      return { event: told.kind, time, number: Number(told.key), why: String(told.why) };
    default:
      return undefined;
  }
}
