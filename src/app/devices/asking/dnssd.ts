/** Asks one host by DNS-SD what it offers: multicast DNS, said to this host alone (RFC 6762, section 5.5). */
import { dnssdObservation } from '../../../devices/witnesses/dnssd.ts';
import {
  browser,
  type BrowsingEvent,
  type ServiceInstance,
} from '../../../protocols/dnssd/client.ts';
import { MDNS_PORT } from '../../../protocols/dnssd/vocabulary.ts';
import { converseUntil, greetings, type Question, type Testimony } from './question.ts';

const WHERE = `UDP ${MDNS_PORT}`;

export async function askDnssd(question: Question): Promise<Testimony> {
  const { address, wait, platform, heard, listening } = question;
  const found: ServiceInstance[] = [];
  const machine = browser({
    mode: 'unicast',
    to: { address, port: MDNS_PORT },
    id: Math.floor(platform.random() * 2 ** 16),
    rounds: greetings(wait),
  });
  await converseUntil(machine, question, (event: BrowsingEvent) => {
    listening?.dnssd(event);
    if (event.kind === 'found') found.push(event.service);
    return event.kind === 'found';
  });
  const { length } = found;
  return {
    asked: { by: 'dnssd', end: length > 0 ? 'answered' : 'silent', where: WHERE },
    observations: found.map((service) => dnssdObservation(service, heard())),
  };
}
