/** Calls everybody on this machine's links: a conversation for each protocol and link, all at once. */
import type { ConverseOptions } from '../../platform/run.ts';
import { converse } from '../../platform/run.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { UnavailableError } from '../../core/errors.ts';
import type { Witness } from '../../devices/observation.ts';
import { browser, type BrowsingEvent } from '../../protocols/dnssd/client.ts';
import { MDNS_GROUP, MDNS_GROUP_IPV6 } from '../../protocols/dnssd/vocabulary.ts';
import { discovery, type DiscoveryEvent } from '../../protocols/enpc/client.ts';
import { ENPC_GROUP, ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { inquiry, type InquiryEvent } from '../../protocols/snmp/client.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdDiscovery, type WsdDiscoveryEvent } from '../../protocols/wsd/client.ts';
import { WSD_GROUP, WSD_GROUP_IPV6, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { ANSWER_ROOM, DNS_ID_SPAN, drawBelow, SNMP_ID_SPAN, SNMP_QUESTIONS } from './asking.ts';
import type { Asking } from './asking.ts';
import { askedBy, type Link } from './links.ts';
import { manyRoundsWithin, roundsWithin, slowRoundsWithin } from './wanted.ts';

const WSD: Endpoint = { address: WSD_GROUP, port: WSD_PORT };
const WSD_IPV6: Endpoint = { address: WSD_GROUP_IPV6, port: WSD_PORT };

/** RFC 919: everybody on the link that a socket is bound to. */
const LIMITED_BROADCAST = '255.255.255.255';

type Called = Exclude<Witness, 'ipp'>;

export async function callEverybody(links: readonly Link[], asking: Asking): Promise<void> {
  const calls = { enpc: callEnpc, snmp: callSnmp, dnssd: callDnssd, wsd: callWsd };
  const call = (witness: Called, link: Link): Promise<void> =>
    calls[witness](link, asking).catch((problem: unknown) => {
      // An address that went away meanwhile, or is not this machine's for good yet (RFC 4862, section 5.4).
      if (!(problem instanceof UnavailableError)) throw problem;
      asking.failed.push({
        interface: link.interface,
        by: [witness],
        why: `gave no socket: ${problem.message.replace(/\.$/, '')}`,
      });
    });
  await Promise.all(
    links.flatMap((link) =>
      askedBy(link, asking.wanted).flatMap((witness) =>
        witness === 'ipp' ? [] : [call(witness, link)],
      ),
    ),
  );
}

function callEnpc(link: Link, { wanted, mayAsk, hearing, ...rest }: Asking): Promise<void> {
  const groups = wanted.group && link.multicast ? [ENPC_GROUP] : [];
  const everybody = link.broadcast === undefined ? [] : [LIMITED_BROADCAST, link.broadcast];
  const targets = [...everybody, ...groups].map((address) => ({ address, port: ENPC_PORT }));
  return converse(
    discovery({ targets, mayAsk, rounds: roundsWithin(wanted.wait) }),
    rest.platform,
    {
      ...onLink<DiscoveryEvent>(link, rest, (event) => hearing.enpc(event, link.interface)),
      broadcast: true,
      multicast: { interface: link.address },
    },
  );
}

function callSnmp(link: Link, { wanted, mayAsk, hearing, ...rest }: Asking): Promise<void> {
  const broadcasts: Endpoint[] = [{ address: link.broadcast!, port: SNMP_PORT }];
  const firstId = drawBelow(SNMP_ID_SPAN, rest.platform);
  const rounds = manyRoundsWithin(wanted.wait);
  return converse(
    inquiry({ ...rest.snmp, broadcasts, mayAsk, ...SNMP_QUESTIONS, rounds, firstId }),
    rest.platform,
    {
      ...onLink<InquiryEvent>(link, rest, (event) => hearing.snmp(event, link.interface)),
      broadcast: true,
    },
  );
}

/** From any port, so that each answers to us alone and no other program on port 5353 takes the answers. */
function callDnssd(link: Link, { wanted, mayAsk, hearing, ...rest }: Asking): Promise<void> {
  return converse(
    browser({
      mode: 'one-shot',
      to: groupOn(link, MDNS_GROUP, MDNS_GROUP_IPV6),
      rounds: slowRoundsWithin(wanted.wait),
      id: drawBelow(DNS_ID_SPAN, rest.platform),
      via: link.interface,
      mayHear: mayAsk,
    }),
    rest.platform,
    {
      ...onLink<BrowsingEvent>(link, rest, (event) => hearing.dnssd(event, link.interface)),
      multicast: { ...multicastOn(link), hops: 255 },
    },
  );
}

function callWsd(link: Link, { wanted, mayAsk, hearing, ...rest }: Asking): Promise<void> {
  return converse(
    wsdDiscovery({
      targets: [groupOn(link, WSD, WSD_IPV6)],
      mayAsk,
      random: rest.platform.random,
      listen: wanted.wait / 2,
    }),
    rest.platform,
    {
      ...onLink<WsdDiscoveryEvent>(link, rest, (event) => hearing.wsd(event, link.interface)),
      multicast: multicastOn(link),
    },
  );
}

/** A group of IPv6 means nothing without the link that it is on (RFC 4007, section 6). */
const groupOn = ({ family, interface: name }: Link, four: Endpoint, six: Endpoint): Endpoint =>
  family === 'ipv4' ? four : { ...six, address: `${six.address}%${name}` };

const multicastOn = ({ family, interface: name, address }: Link) => ({
  interface: family === 'ipv4' ? address : name,
});

function onLink<Event>(
  { address }: Link,
  { signal }: Pick<Asking, 'signal'>,
  tell: (event: Event) => void,
): ConverseOptions<Event> {
  return { address, signal, tell, buffer: ANSWER_ROOM };
}
