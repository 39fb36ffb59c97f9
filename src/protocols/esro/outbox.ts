/** What an endpoint does in one step: what leaves, and what its user is told. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { DatagramAction } from '../../core/machine.ts';
import { concatenate } from './concatenate.ts';
import type { EsroEvent } from './service.ts';

export type EsroAction = DatagramAction<EsroEvent>;

const NOTHING: readonly EsroAction[] = [];

/** @internal */
export class Outbox {
  private actions: EsroAction[] = [];

  /**
   * @param concatenates whether a peer's units may share a datagram
   * @param largest octets of a datagram
   */
  constructor(
    private readonly concatenates: ((peer: Endpoint) => boolean) | undefined,
    private readonly largest: number,
  ) {}

  send(to: Endpoint, bytes: Uint8Array): void {
    this.actions.push({ kind: 'send', to, bytes });
  }

  sendAll(to: Endpoint, units: readonly Uint8Array[]): void {
    for (const bytes of units) this.send(to, bytes);
  }

  tell(event: EsroEvent): void {
    this.actions.push({ kind: 'tell', event });
  }

  /** All of the step, which is over. */
  take(): readonly EsroAction[] {
    const { actions } = this;
    if (actions.length === 0) return NOTHING;
    this.actions = [];
    const { concatenates, largest } = this;
    return concatenates && actions.length > 1
      ? concatenate(actions, concatenates, largest)
      : actions;
  }
}
