/** A host that says nothing, in sentences for people. */
import { seconds, type Millis } from '../../core/units.ts';
import { WITNESS_NAMES } from '../../devices/observation.ts';
import type { Asked } from './asking/question.ts';

/** `SNMP (UDP 161) or IPP (TCP 631)`. */
export const listed = (asked: readonly Asked[]): string => {
  const names = asked.map(({ by, where }) => `${WITNESS_NAMES[by]} (${where})`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
};

/** Why a whole host is silent, most often; one sentence with its subject. */
export function silenceOf(
  host: string,
  address: string,
  asked: readonly Asked[],
  wait: Millis,
): string {
  const place = host === address ? host : `${host} (${address})`;
  const refused = asked.find(({ end }) => end === 'refused');
  const said = asked.filter(({ end }) => end !== 'left out');
  // By IPv6, ENPC comes first and is left out for a reason of its own.
  const unasked = asked.findLast(({ end }) => end === 'left out');
  if (said.length === 0)
    return `${place} was not asked: ${unasked?.why ?? 'nothing was said to it'}`;
  const tried = `${place} does not answer by ${listed(said)}`;
  if (refused) {
    const { where, why = 'it lets nobody ask' } = refused;
    return `${tried}: something answers at ${where}, but ${why}`;
  }
  const snmp = said.length === 1 ? said.find(({ by }) => by === 'snmp') : undefined;
  const ipp = asked.find(({ by, end }) => by === 'ipp' && end === 'silent')?.why;
  const isClosed = ipp === 'nothing listens there';
  const cause = isClosed
    ? 'a host is there that has no printer, or a firewall of its own'
    : snmp?.why !== undefined
      ? `${snmp.why}${snmp.adjust === undefined ? '' : ` (--${snmp.adjust})`}; or it is off`
      : 'it is off or asleep, has another address by now, or a firewall or client isolation of the wireless network is between';
  return `${tried} within ${wait / seconds(1)} s; most often ${cause}`;
}
