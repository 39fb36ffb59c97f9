/** Asks one host by IPP for its printer's attributes, at TCP 631 or where it says that it speaks IPP. */
import { withoutZone } from '../../../core/ipv6.ts';
import { isPrintPort } from '../../../core/print-ports.ts';
import type { Observation } from '../../../devices/observation.ts';
import { ippObservation } from '../../../devices/witnesses/ipp.ts';
import { ask } from '../../../platform/run-web.ts';
import {
  printerQuestion,
  type IppOutcome,
  type IppQuestion,
} from '../../../protocols/ipp/client.ts';
import { IPP_PORT } from '../../../protocols/ipp/vocabulary.ts';
import type { Asked, Question, Testimony } from './question.ts';

/** Where IPP is spoken on a host. */
export type IppPlace = Pick<IppQuestion, 'port' | 'resource' | 'secure'>;

/** @throws UsageError where the port is one where bytes come out as paper */
export async function askIpp(question: Question, place: IppPlace = {}): Promise<Testimony> {
  const { address, wait, platform, signal, heard, answered, listening } = question;
  let outcome: IppOutcome | undefined;
  await ask(printerQuestion({ ...place, host: address }), platform, {
    signal,
    patience: wait,
    tell(event: IppOutcome) {
      outcome = event;
      listening?.ipp(event);
      if (event.kind === 'described') answered();
    },
  });
  return {
    asked: { by: 'ipp', where: `TCP ${place.port ?? IPP_PORT}`, ...endOf(outcome) },
    observations:
      outcome?.kind === 'described' ? [ippObservation(outcome, { ...heard(), address })] : [],
  };
}

function endOf(outcome: IppOutcome | undefined): Pick<Asked, 'end' | 'why'> {
  switch (outcome?.kind) {
    case 'described':
      return { end: 'answered' };
    case 'refused':
      return { end: 'refused', why: outcome.why };
    case 'elsewhere':
      return { end: 'refused', why: `it leads to another host (${outcome.location})` };
    case 'absent':
      return { end: 'refused', why: 'its web server has no IPP at any of the usual places' };
    case 'silent':
      return NO_ROUTE.test(outcome.why)
        ? { end: 'left out', why: 'this machine has no route to it' }
        : { end: 'silent', why: plainReason(outcome) };
    case undefined:
      return { end: 'silent' };
  }
}

/** What the system calls it, and what it means. */
const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [/ECONNREFUSED/, 'nothing listens there'],
  [/EHOSTUNREACH|EHOSTDOWN/, 'nobody has that address'],
  [/ECONNRESET|EPIPE|socket hang up/, 'it breaks the connection off'],
];

/** Then not a byte left this machine. */
const NO_ROUTE = /ENETUNREACH/;

/** Without where it was asked: `where` tells that. */
function plainReason({ address, why }: Extract<IppOutcome, { kind: 'silent' }>): string {
  const [, words] = REASONS.find(([code]) => code.test(why)) ?? [];
  return words ?? why.replace(`${address} did not answer: `, '');
}

/** Where a host announces IPP besides port 631, as far as it may be asked there; without TLS first. */
export function announcedPlaces(observations: readonly Observation[], address: string): IppPlace[] {
  const own = observations.filter(
    ({ witness, from, addresses = [] }) =>
      witness === 'dnssd' && from?.address === address && addresses.includes(withoutZone(address)),
  );
  return own
    .flatMap(({ services = [] }) => services)
    .filter(
      ({ service, port }) => IPP_NAMES.has(service) && port !== IPP_PORT && !isPrintPort(port),
    )
    .map(({ service, port, path }) => ({
      port,
      secure: service === 'ipps',
      ...(path !== undefined && { resource: path }),
    }))
    .toSorted((a, b) => Number(a.secure) - Number(b.secure));
}

const IPP_NAMES: ReadonlySet<string> = new Set(['ipp', 'ipps']);
