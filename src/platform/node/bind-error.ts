/** What the operating system says when an address and port cannot be had, in the house's words. */
import type { Endpoint } from '../../core/endpoint.ts';
import { bindError, type BindFailure } from '../bind-error.ts';

const FAILURES: Readonly<Record<string, BindFailure>> = {
  EADDRINUSE: 'taken',
  EADDRNOTAVAIL: 'not own',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  EAFNOSUPPORT: 'no family',
};

/** @returns a BindError, or `error` itself when it is our own bug */
export function explainBind(
  error: NodeJS.ErrnoException,
  transport: 'TCP' | 'UDP',
  wanted: Endpoint,
): Error {
  const failure = FAILURES[error.code ?? ''];
  return failure === undefined ? error : bindError(failure, transport, wanted);
}
