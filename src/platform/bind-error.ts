/** Why an address and port of this machine could not be had: a sentence for people, a word for programs. */
import { formatEndpoint, type Endpoint } from '../core/endpoint.ts';
import { UnavailableError } from '../core/errors.ts';

/** Why a port could not be had. */
export type BindFailure =
  /** somebody has it */
  | 'taken'
  /** this user may not have it */
  | 'not permitted'
  /** the address is no address of this machine */
  | 'not own'
  /** this machine does not speak that version of IP */
  | 'no family';

/** The machine does not give that address and port to this user. */
export class BindError extends UnavailableError {
  constructor(
    readonly failure: BindFailure,
    readonly wanted: Endpoint,
    message: string,
  ) {
    super(message);
  }
}

/** The error with the sentence that says what to do about it. */
export function bindError(
  failure: BindFailure,
  transport: 'TCP' | 'UDP',
  wanted: Endpoint,
): BindError {
  return new BindError(failure, wanted, sentence(failure, transport, wanted));
}

function sentence(failure: BindFailure, transport: 'TCP' | 'UDP', wanted: Endpoint): string {
  const { address } = wanted;
  switch (failure) {
    case 'taken':
      return `${transport} port ${formatEndpoint(wanted)} is taken. Choose another port, or stop who has it.`;
    case 'not permitted':
      return (
        `${transport} port ${formatEndpoint(wanted)} may not be opened by this user. ` +
        'Choose a port from 1024 up, or run with more rights.'
      );
    case 'not own':
      return `${address} is not an address of this machine. Choose one of its own.`;
    case 'no family':
      return `${address} cannot be used: this machine has no ${address.includes(':') ? 'IPv6' : 'IPv4'}.`;
  }
}
