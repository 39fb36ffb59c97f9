/** Calls everybody on this machine's links: a conversation for each protocol and link, all at once. */
import type { ConverseOptions } from '../../platform/run.ts';
import { converse } from '../../platform/run.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { browser, type BrowsingEvent } from '../../protocols/dnssd/client.ts';
import { MDNS_GROUP } from '../../protocols/dnssd/vocabulary.ts';
import { discovery, type DiscoveryEvent } from '../../protocols/enpc/client.ts';
import { ENPC_GROUP, ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { inquiry, type InquiryEvent } from '../../protocols/snmp/client.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { wsdDiscovery, type WsdDiscoveryEvent } from '../../protocols/wsd/client.ts';
import { WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import { ANSWER_ROOM, DNS_ID_SPAN, drawBelow, SNMP_ID_SPAN, SNMP_QUESTIONS } from './asking.ts';
import type { Asking } from './asking.ts';
import { askedBy, type Link } from './links.ts';
import { roundsWithin, slowRoundsWithin } from './wanted.ts';

/** RFC 919: everybody on the link that a socket is bound to. */
const LIMITED_BROADCAST = '255.255.255.255';

export async function callEverybody(links: readonly Link[], asking: Asking): Promise<void> {
  const calls = { enpc: callEnpc, snmp: callSnmp, dnssd: callDnssd, wsd: callWsd };
  await Promise.all(
    links.flatMap((link) =>
      askedBy(link, asking.wanted).flatMap((witness) =>
        witness === 'ipp' ? [] : [calls[witness](link, asking)],
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
  const rounds = roundsWithin(wanted.wait);
  return converse(
    inquiry({ broadcasts, mayAsk, ...SNMP_QUESTIONS, rounds, firstId }),
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
      to: MDNS_GROUP,
      rounds: slowRoundsWithin(wanted.wait),
      id: drawBelow(DNS_ID_SPAN, rest.platform),
      via: link.interface,
      mayHear: mayAsk,
    }),
    rest.platform,
    {
      ...onLink<BrowsingEvent>(link, rest, (event) => hearing.dnssd(event, link.interface)),
      multicast: { interface: link.address, hops: 255 },
    },
  );
}

function callWsd(link: Link, { wanted, mayAsk, hearing, ...rest }: Asking): Promise<void> {
  return converse(
    wsdDiscovery({
      targets: [{ address: WSD_GROUP, port: WSD_PORT }],
      mayAsk,
      random: rest.platform.random,
      listen: wanted.wait / 2,
    }),
    rest.platform,
    {
      ...onLink<WsdDiscoveryEvent>(link, rest, (event) => hearing.wsd(event, link.interface)),
      multicast: { interface: link.address },
    },
  );
}

function onLink<Event>(
  { address }: Link,
  { signal }: Pick<Asking, 'signal'>,
  tell: (event: Event) => void,
): ConverseOptions<Event> {
  return { address, signal, tell, buffer: ANSWER_ROOM };
}
