/**
 * Asks a few hosts that somebody named, as `status` asks one: by every protocol at once, each until it has told all.
 * By IPP too, at port 631: whoever names a host wants to know what is there.
 */
import { askHost, linkTo } from '../devices/ask-host.ts';
import type { Asked, Listening } from '../devices/asking/question.ts';
import { eachOf, type Asking } from './asking.ts';
import type { Hearing } from './hearing.ts';
import { MOST_FEW, type WantedHosts } from './named.ts';
import type { AskedHost } from './result.ts';

/** In the order in which they were named. What they say is heard by `asking.hearing`. */
export async function askFew(hosts: WantedHosts, asking: Asking): Promise<AskedHost[]> {
  const { wanted, platform, signal, hearing, snmp, mayAsk } = asking;
  const addresses = Array.from({ length: hosts.count }, (_, i) => hosts.at(i)).filter(mayAsk);
  const heard = new Map<string, readonly Asked[]>();
  await eachOf(addresses, MOST_FEW, async (address) => {
    const listening = listeningFor(address, hearing, linkTo(address, platform));
    const options = { address, witnesses: [...wanted.by], snmp, wait: wanted.wait, listening };
    const { asked } = await askHost(options, platform, signal);
    heard.set(address, asked);
  });
  return addresses.map((address) => {
    const asked = heard.get(address) ?? [];
    const host = hosts.names.find((one) => one.address === address)?.host;
    const answered = asked.some(({ end }) => end === 'answered' || end === 'partly');
    return { ...(host !== undefined && { host }), address, answered, asked };
  });
}

const listeningFor = (address: string, hearing: Hearing, link: string | undefined): Listening => ({
  enpc: (event) => hearing.enpc(event, link),
  ipp: (outcome) => hearing.ipp(outcome, address),
  snmp: (event) => hearing.snmp(event, link),
  dnssd: (event) => hearing.dnssd(event, link),
  wsd: (event) => hearing.wsd(event, link),
});
