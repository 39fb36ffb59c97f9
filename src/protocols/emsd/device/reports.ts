/** Asks the centre what became of messages whose arrival it may not know (deliveryVerify; RFC 2524, section 3.2.3). */
import { seconds, type Millis } from '../../../core/units.ts';
import type { MessageId } from '../ipm.ts';
import type { DeliveryStatus } from '../operations.ts';
import type { Desk } from './desk.ts';
import { messageIdText } from '../message-id.ts';

/** So often a silent centre is asked, at these distances; then it is told that it did not say. */
const PAUSES = [seconds(5), seconds(30), seconds(120)];

interface Question {
  readonly id: MessageId;
  readonly told: (status: DeliveryStatus | undefined) => void;
  attempts: number;
  /** Absent: it is being asked. */
  nextAt?: Millis;
}

export class Reports {
  private readonly questions = new Map<string, Question>();

  constructor(private readonly desk: Desk) {}

  ask(id: MessageId, told: Question['told']): void {
    const text = messageIdText(id);
    if (this.questions.has(text)) return;
    this.questions.set(text, { id, told, attempts: 0, nextAt: this.desk.now });
    this.work();
  }

  work(): void {
    for (const [text, question] of this.questions) {
      if (question.nextAt === undefined || question.nextAt > this.desk.now) continue;
      delete question.nextAt;
      this.send(text, question);
    }
  }

  wakeAt(): Millis | undefined {
    const next = Math.min(...[...this.questions.values()].map(({ nextAt }) => nextAt ?? Infinity));
    return next === Infinity ? undefined : next;
  }

  private send(text: string, question: Question): void {
    const { id } = question;
    this.desk.invoke({ operation: 'deliveryVerify', argument: { messageId: id } }, (ending) => {
      const pause = PAUSES[question.attempts++];
      const again = ending.kind === 'silence' || isTransient(ending);
      if (again && pause !== undefined) {
        question.nextAt = this.desk.now + pause;
        return;
      }
      this.questions.delete(text);
      question.told(ending.kind === 'result' ? ending.result.status : undefined);
    });
  }
}

const isTransient = (ending: { readonly kind: string; readonly why?: unknown }): boolean =>
  ending.kind === 'error' && ending.why === 'resourceError';
