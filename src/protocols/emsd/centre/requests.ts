/** What devices ask for that is answered at once: deliveryControl, deliveryVerify, getConfiguration (RFC 2524, table 1). */
import type { DeliveryControlArgument, DeliveryStatus } from '../operations.ts';
import type { MessageId } from '../ipm.ts';
import type { Call } from './call.ts';
import type { Deliveries } from './deliveries.ts';
import type { Desk } from './desk.ts';
import { controlled, waiting } from './holding.ts';
import type { Spool } from './spool.ts';

export class Requests {
  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly deliveries: Deliveries,
  ) {}

  /** Section 3.2.2. An empty one is how devices ask for what waits for them. */
  control(number: string, { id, refuse }: Call, argument: DeliveryControlArgument): void {
    const subscriber = this.spool.subscriber(number);
    const controls = controlled(subscriber.controls, argument);
    const answer = () => {
      const messages = [...this.spool.queue(number)].flatMap(
        ({ message }) => this.spool.messages.get(message) ?? [],
      );
      this.desk.answer(id, 'deliveryControl', waiting(messages, controls));
      this.deliveries.consider(number);
    };
    if (JSON.stringify(controls) === JSON.stringify(subscriber.controls)) return answer();
    const { controls: before } = subscriber;
    this.desk.keep([this.spool.setSubscriber({ ...subscriber, controls })], answer, () => {
      this.spool.setSubscriber({ ...this.spool.subscriber(number), controls: before });
      refuse('resourceError', 'it could not be kept');
    });
  }

  /**
   * Section 3.2.3. A device asks about what it has: once it is told that no report of failure went out it no longer
   * watches for the message to come again, so it must not.
   */
  verify(number: string, { id, refuse }: Call, messageId: MessageId): void {
    const answer = (status: DeliveryStatus) => this.desk.answer(id, 'deliveryVerify', { status });
    const after = () => {
      const fate = this.spool.fate(number, messageId);
      // The RFC names verifyError for this and gives it no number.
      if (fate === undefined) refuse('protocolViolation', 'asks about a message that is not known');
      else answer(fate.status);
    };
    const copy = this.spool.waiting(number, messageId);
    if (copy === undefined) after();
    else this.deliveries.delivered(number, copy, after);
  }

  /** Appendix A: nothing is asked, and nothing told. */
  configuration({ id }: Call): void {
    this.desk.answer(id, 'getConfiguration', null);
  }
}
