/**
 * How very many single hosts are greeted by SNMP without remembering any of them: the request's id is made of the
 * host's address and a number that strangers do not know, so an answer says by itself whether it answers us.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { passesOver, type SweepPlan, type SweepState } from '../../core/sweep.ts';
import type { Greeter } from './greeting.ts';
import type { MessageModel } from './message-model.ts';
import { SNMP_PORT, type SnmpVersion } from './vocabulary.ts';

/**
 * An agent that lacks a version says nothing at all to it (RFC 1157, section 4.1), so each version has passes of its own,
 * in turns, and more than one for networks that lose datagrams. As many as ENPC's, so that both may share one sweep.
 */
export const PASSES = 4;

export interface SnmpSweep extends Omit<SweepPlan, 'passes' | 'port'> {
  /** How often each host is greeted. Default: PASSES. */
  readonly passes?: number;
  /** Default: SNMP_PORT. */
  readonly port?: number;
}

/**
 * @param models of the versions to greet in
 * @param key 31 bits by chance
 * @throws UsageError when there is no host, no pass, no pace, or no such position
 */
export function passes(
  { port = SNMP_PORT, passes: count = PASSES, ...plan }: SnmpSweep,
  models: readonly MessageModel[],
  key: number,
): Greeter<SweepState> {
  const idFor = ({ address }: Endpoint, version: SnmpVersion) => hash(`${version} ${address}`, key);
  const said = Array.from({ length: count }, (_, pass) => {
    const model = models[pass % models.length]!;
    return (to: Endpoint) => model.greeting(idFor(to, model.version));
  });
  return {
    ...passesOver({ ...plan, port, passes: said }),
    mayAnswer: (from) => from.port === port && plan.mayAsk(from.address),
    idFor,
    isEverybodyHeard: () => false,
    ids: 0,
  };
}

/**
 * 31 bits of a text: FNV-1a, finished as MurmurHash3 is. No cipher: who was asked could learn the key of his own id, and
 * say something in the name of a neighbour whose address he can forge. Who was not asked, cannot.
 */
function hash(text: string, key: number): number {
  let mixed = 0x811c9dc5 ^ key;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ key, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 1;
}
