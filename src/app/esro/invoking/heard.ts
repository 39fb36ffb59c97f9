/** What comes to who asks, besides an answer: it is counted, so that who waits in vain learns that somebody is there. */
import { counted } from '../../../core/count.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { EsroPdu } from '../../../protocols/esro/pdu.ts';
import { read } from '../../../protocols/esro/wire.ts';
import type { Asked } from './question.ts';

export class Heard {
  private datagrams = 0;
  private returned = 0;

  constructor(
    private readonly peer: Pick<Endpoint, 'address'>,
    private readonly asked: Pick<Asked, 'sap' | 'operation' | 'argument'>,
  ) {}

  /** Whether a datagram is taken for ESRO. */
  mayHear({ address }: Endpoint, datagram: Uint8Array): boolean {
    if (address !== this.peer.address) return false;
    this.datagrams += 1;
    const pdu = read(datagram);
    if (pdu?.kind !== 'invoke') return true;
    if (this.isOurs(pdu)) this.returned += 1;
    // Nothing is performed here. FAILURE would say so; who sends back whatever comes would send that back too, and it
    // would be taken for the answer.
    return false;
  }

  /** The end of a sentence that says that no answer came. */
  get words(): string {
    if (this.returned > 0) {
      return ': the INVOKE itself comes back from there, as from an echo server of UDP, which performs nothing';
    }
    if (this.datagrams === 0) return '';
    const what = this.datagrams === 1 ? 'it is not' : 'none of them is';
    return `: ${counted(this.datagrams, 'datagram')} came from there, but ${what} an answer to it`;
  }

  private isOurs({ sap, operation, argument }: EsroPdu & { readonly kind: 'invoke' }): boolean {
    const { asked } = this;
    return (
      sap === asked.sap &&
      operation === asked.operation &&
      argument.length === asked.argument.length &&
      argument.every((octet, at) => octet === asked.argument[at])
    );
  }
}
