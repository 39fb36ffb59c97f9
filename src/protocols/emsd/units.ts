/** What stands in a datagram, for people to read: ESRO's units, and what EMSD says in them. */
import type { SinglePdu } from '../esro/pdu.ts';
import type { Ipm } from './ipm.ts';
import type { Invocation, OperationName, Results } from './operations.ts';
import type { Report } from './report.ts';
import type { HeardError } from './wire.ts';

/** What a RESULT would say as one operation's. */
export type Reading = {
  readonly [Name in OperationName]: { readonly operation: Name; readonly result: Results[Name] };
}[OperationName];

/** A unit of ESRO, and what EMSD says in it; or what EMSD says, alone. */
export type EmsdUnit =
  | {
      readonly kind: 'invocation';
      readonly reference: number;
      readonly sap: number;
      readonly invocation: Invocation;
      /** What its content says, where that is a whole interpersonal message. */
      readonly message?: Ipm;
      /** The same of a report. */
      readonly report?: Report;
    }
  | {
      readonly kind: 'result';
      readonly reference: number;
      /** One, or several that it could be. */
      readonly readings: readonly Reading[];
    }
  /** An interpersonal message that stands alone, as programs keep it: no unit of ESRO, and nobody's operation. */
  | { readonly kind: 'content'; readonly message: Ipm }
  | { readonly kind: 'error'; readonly reference: number; readonly error: HeardError }
  /** In which EMSD says nothing: acknowledgements, failures, and segments, of which one alone cannot be read. */
  | { readonly kind: 'esro'; readonly pdu: SinglePdu };
