/** What came of an operation. */
import { HANDSHAKES, type Handshake } from '../../../protocols/esro/service.ts';
import type { Row, Schema } from '../../operation.ts';

export interface InvokeResult {
  readonly to: { readonly address: string; readonly port: number; readonly name?: string };
  readonly sap: number;
  readonly operation: number;
  readonly handshake: Handshake;
  readonly service?: string;
  /** RESULT, ERROR, or no answer. */
  readonly outcome: 'result' | 'error' | 'failure';
  /** Milliseconds from the first INVOKE. */
  readonly took: number;
  /** Of a result or an error: how it is tagged (`BER`), its octets in hexadecimal, and as text where it is text. */
  readonly encoding?: string;
  readonly octets?: string;
  readonly text?: string;
  readonly error?: ErrorSaid;
  readonly failure?: FailureSaid;
  /** What the service's own client reads in it. */
  readonly answer?: unknown;
  /** The same for people, a line each. */
  readonly lines?: readonly string[];
}

export interface ErrorSaid {
  readonly value: number;
  /** As the service names it. */
  readonly name?: string;
  readonly means?: string;
  /** What its parameter says. */
  readonly says?: string;
}

export interface FailureSaid {
  /** A value of RFC 2188, table 9; absent when it was given up here. */
  readonly value?: number;
  readonly from: 'peer' | 'silence' | 'here';
  /** One sentence. */
  readonly says: string;
}

export const invokeRow = (result: InvokeResult): Row => ({
  address: result.to.address,
  port: result.to.port,
  sap: result.sap,
  operation: result.operation,
  outcome: result.outcome,
  took: result.took,
  encoding: result.encoding ?? '',
  octets: result.octets ?? '',
  text: result.text ?? '',
  error: result.error?.value ?? null,
  says: result.failure?.says ?? result.error?.says ?? result.lines?.join('; ') ?? '',
});

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const INVOKE_SCHEMA: Schema = {
  type: 'object',
  required: ['to', 'sap', 'operation', 'handshake', 'outcome', 'took'],
  properties: {
    to: {
      type: 'object',
      required: ['address', 'port'],
      properties: { address: text, port: count, name: text },
    },
    sap: count,
    operation: count,
    handshake: { enum: HANDSHAKES },
    service: text,
    outcome: { enum: ['result', 'error', 'failure'] },
    took: { type: 'number', minimum: 0 },
    encoding: text,
    octets: text,
    text,
    error: {
      type: 'object',
      required: ['value'],
      properties: { value: count, name: text, means: text, says: text },
    },
    failure: {
      type: 'object',
      required: ['from', 'says'],
      properties: { value: count, from: { enum: ['peer', 'silence', 'here'] }, says: text },
    },
    answer: {},
    lines: { type: 'array', items: text },
  },
};
