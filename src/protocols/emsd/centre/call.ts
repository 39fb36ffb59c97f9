/** An operation that a device has invoked. */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { InvokeId } from '../../esro/service.ts';
import type { ErrorName } from '../operations.ts';

export interface Call {
  readonly id: InvokeId;
  readonly from: Endpoint;
  /** The argument as it came. */
  readonly octets: Uint8Array;
  /** Answers it by an error. @param reason for who looks after the centre */
  refuse(error: ErrorName, reason: string): void;
}
