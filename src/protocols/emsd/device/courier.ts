/** Brings one message to the centre: in one operation, or in parts with an operation each (RFC 2524, section 3.4.2). */
import type { InvokeId } from '../../esro/service.ts';
import { cutContent, type Slice } from '../parts.ts';
import type { Desk, Ending } from './desk.ts';
import { messageIdText } from '../message-id.ts';
import { type Sending } from './memory.ts';

/** Operations of one message that are on their way at once: ESRO knows no congestion control. */
const AT_ONCE = 4;

export interface Load {
  readonly contentType: number;
  readonly content: Uint8Array;
  readonly sending: Sending;
  /** Parts that the centre has. Grows. */
  readonly arrived: Set<number>;
}

export class Courier {
  /** What the centre calls it, once it has said so. */
  messageId: string | undefined;
  private readonly slices: readonly Slice[];
  private readonly left: number[];
  private readonly underway = new Set<InvokeId>();

  /**
   * @param over is called once, unless it is stopped: with the last part's answer, or the first that is no result and its
   *   part's number
   */
  constructor(
    private readonly desk: Desk,
    private readonly load: Load,
    private readonly over: (ending: Ending<'submit'>, number: number) => void,
  ) {
    const { sending, arrived, content } = load;
    this.slices = cutContent(content, sending.sequence ?? 0, sending.slice) ?? [];
    this.left = [...sending.instances.keys()].filter((number) => !arrived.has(number));
  }

  send(): void {
    // The reference implementation knows no message before its first part (RFC 2524 lets them come in any order).
    const most = this.load.arrived.has(0) ? AT_ONCE : 1;
    while (this.left.length > 0 && this.underway.size < most) this.sendOne(this.left.shift()!);
  }

  /** What is underway may arrive all the same. */
  stop(): void {
    for (const id of this.underway) this.desk.abandon(id);
    this.underway.clear();
    this.left.length = 0;
  }

  private sendOne(number: number): void {
    const { contentType, sending } = this.load;
    const { security } = this.desk.options;
    const id: InvokeId = this.desk.invoke(
      {
        operation: 'submit',
        instance: sending.instances[number]!,
        argument: { ...(security && { security }), contentType, ...this.slices[number]! },
      },
      (ending) => this.answered(id, number, ending),
    );
    this.underway.add(id);
  }

  private answered(id: InvokeId, number: number, ending: Ending<'submit'>): void {
    this.underway.delete(id);
    if (ending.kind === 'result') {
      this.messageId = messageIdText({ kind: 'local', ...ending.result.messageId });
      this.load.arrived.add(number);
      if (this.load.arrived.size < this.load.sending.instances.length) return this.send();
    }
    this.stop();
    this.over(ending, number);
  }
}
