/**
 * Asks devices that were found for more: by SNMP those that did not answer a broadcast, by ENPC those on a link where
 * it could not call, by IPP and WSD where they said themselves that they speak it.
 *
 * Safety gate 1: nothing is said to a TCP port of a printer that did not make known what it speaks, and never to a
 * print port. So IPP is asked where the device itself announced it by DNS-SD, from the address that it announced; a
 * printer that announces nothing is not tried on port 631.
 */
import { inPrefix, numbered, parsePrefix, type Prefix } from '../../core/cidr.ts';
import { cancellation, type CancelSignal } from '../../core/signal.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { withoutZone } from '../../core/ipv6.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { formatWebAddress, parseWebAddress } from '../../core/web-address.ts';
import { WITNESSES } from '../../devices/observation.ts';
import type { Clock } from '../../platform/platform.ts';
import { ask } from '../../platform/run-web.ts';
import type { ServiceInstance } from '../../protocols/dnssd/client.ts';
import { txtValue } from '../../protocols/dnssd/txt.ts';
import { printerQuestion, type IppQuestion } from '../../protocols/ipp/client.ts';
import { IPP_PORT } from '../../protocols/ipp/vocabulary.ts';
import { metadataAddress } from '../../protocols/wsd/device.ts';
import { metadataQuestion } from '../../protocols/wsd/metadata-client.ts';
import { AGENT } from '../speak/agent.ts';
import { hearGreetings } from './greetings.ts';
import { eachOf, type Asking } from './asking.ts';
import { askEnpc, askSnmp } from './hosts.ts';
import { askedBy, type Link } from './links.ts';

/** Questions by HTTP that wait for their answers at the same time. */
const AT_ONCE = 16;
/** Of all devices: who announces more is making them up. */
const MOST_QUESTIONS = 1024;
/** Of one host: a print server has several printers. */
const MOST_OF_ONE = 8;
/** Who answers byte by byte keeps nobody waiting longer than this. */
const LONGEST: Millis = seconds(20);
/** A printer that sleeps takes a second or two to wake. */
const PATIENCE: Millis = seconds(4);

/** When those that have answered by then are asked by SNMP, while others are still waited for: a part of the wait. */
const EARLY = 0.4;

/**
 * Who answered by one protocol is there and awake, and its hardware address is known: two rounds are enough, several
 * hundred hosts in a second.
 */
const KNOWN_HOSTS = {
  rounds: { waits: [400, 800] },
  pacing: { perSecond: 4000 },
  portion: 32,
  atOnce: 16,
};

/** Asks everything that a device may be asked once it is known, each thing once. */
export class Further {
  /** Whether there was no time to hear everybody out. */
  ranOut = false;
  private readonly asked = new Set<string>();
  private readonly askedByEnpc = new Set<string>();
  /** Subnets where ENPC called everybody. */
  private readonly called: readonly Prefix[];
  /** Whether each of the hosts was asked by SNMP and ENPC to begin with. */
  private readonly wereAsked: boolean;

  constructor(
    links: readonly Link[],
    private readonly asking: Asking,
  ) {
    this.called = links
      .filter((link) => askedBy(link, asking.wanted).includes('enpc'))
      .map(({ subnet }) => parsePrefix(subnet));
    this.wereAsked = asking.wanted.hosts !== undefined;
  }

  /** To go on beside the first calls: who is heard at once need not wait for those that take their time. */
  async early(): Promise<void> {
    const { wanted, platform, signal } = this.asking;
    await pause(wanted.wait * EARLY, platform.clock, signal);
    await Promise.all([this.askSilent(), this.askUncalled()]);
  }

  /** When everybody was heard. */
  async rest(): Promise<void> {
    const { clock } = this.asking.platform;
    const end = cancellation(this.asking.signal);
    const forget = clock.wakeAt(clock.now() + LONGEST, () => {
      this.ranOut = true;
      end.cancel();
    });
    const asking = { ...this.asking, signal: end.signal };
    const { by } = asking.wanted;
    await Promise.all([
      this.askSilent(),
      this.askUncalled(),
      this.askByIpv6(),
      ...(by.has('ipp') ? [askIpp(asking)] : []),
      ...(by.has('wsd') ? [askMetadata(asking)] : []),
      ...(by.size === WITNESSES.length ? [hearGreetings(asking)] : []),
    ]).finally(() => {
      forget();
      end.cancel();
    });
  }

  /** By SNMP, who answered to something else: many devices do not answer a broadcast, and Net-SNMP cannot. */
  private async askSilent(): Promise<void> {
    const { wanted, hearing, signal } = this.asking;
    if (!wanted.by.has('snmp') || this.wereAsked || signal.aborted) return;
    const silent = [...hearing.sources()].filter(
      (address) => !address.includes(':') && !hearing.hasAgent(address) && !this.asked.has(address),
    );
    for (const address of silent) this.asked.add(address);
    await askSnmp(silent, this.asking, KNOWN_HOSTS);
  }

  /** By ENPC, who was heard where it had no way to call everybody. */
  private async askUncalled(): Promise<void> {
    const { wanted, hearing, signal } = this.asking;
    if (!wanted.by.has('enpc') || this.wereAsked || signal.aborted) return;
    const uncalled = [...hearing.sources()].filter(
      (address) =>
        !address.includes(':') &&
        !this.called.some((link) => inPrefix(link, numbered(address))) &&
        !hearing.hasEnpc(address) &&
        !this.askedByEnpc.has(address),
    );
    for (const address of uncalled) this.askedByEnpc.add(address);
    await askEnpc(uncalled, this.asking, KNOWN_HOSTS);
  }

  /** By SNMP, who was heard by IPv6 alone; others have been asked by IPv4. */
  private async askByIpv6(): Promise<void> {
    const { wanted, hearing, signal } = this.asking;
    const sources = [...hearing.sources()].filter((address) => address.includes(':'));
    if (sources.length === 0 || !wanted.by.has('snmp') || this.wereAsked || signal.aborted) return;
    const known = new Set(
      hearing
        .gather()
        .devices()
        .filter(({ addresses }) => addresses.some((address) => !address.includes(':')))
        .flatMap(({ addresses }) => addresses),
    );
    const alone = sources.filter((address) => !known.has(withoutZone(address)));
    await askSnmp(alone, this.asking, KNOWN_HOSTS);
  }
}

/** Settles when the time has passed, or the signal fires. */
function pause(time: Millis, clock: Clock, signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      forget();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const forget = clock.wakeAt(clock.now() + time, over);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}

function askIpp(asking: Asking): Promise<void> {
  const { platform, signal, hearing } = asking;
  const known = hearing.ippPlaces();
  const questions = ippQuestions(hearing.announced(), asking)
    .filter((question) => !known.has(placeOf(question)))
    .slice(0, MOST_QUESTIONS);
  return eachOf(questions, AT_ONCE, (question) =>
    ask(printerQuestion({ ...question, agent: AGENT }), platform, {
      signal,
      patience: PATIENCE,
      tell: (outcome) => hearing.ipp(outcome, question.host),
    }),
  );
}

/** Where a question goes first; the port is always told. */
const placeOf = ({ host, port = IPP_PORT, secure = false, resource = '' }: IppQuestion): string =>
  formatWebAddress({ host, port, secure, path: resource.replace(/^\/?/, '/') });

const IPP_ORDER = (['ipv4', 'ipv6'] as const).flatMap((family) => [
  ['_ipp._tcp', false, family] as const,
  ['_ipps._tcp', true, family] as const,
]);

/** One for each printer of each host; in TLS only where it is not offered without. */
export function ippQuestions(
  announced: readonly ServiceInstance[],
  { mayAsk }: Pick<Asking, 'mayAsk'>,
): IppQuestion[] {
  const questions = new Map<string, IppQuestion>();
  const ofOne = new Map<string, number>();
  const named = new Set<string>();
  for (const [type, secure, family] of IPP_ORDER) {
    for (const instance of announced) {
      const { port } = instance;
      const host = ownAddress(instance);
      if (instance.type.toLowerCase() !== type || port === undefined || port === 0) continue;
      if (host === undefined || !mayAsk(host) || isPrintPort(port)) continue;
      if (host.includes(':') !== (family === 'ipv6')) continue;
      const resource = txtValue(instance.txt, 'rp');
      const key = `${host} ${resource ?? ''}`;
      const name = `${instance.host?.toLowerCase()} ${resource ?? ''}`;
      const count = ofOne.get(host) ?? 0;
      if (questions.has(key) || count === MOST_OF_ONE) continue;
      // Who was asked by IPv4 need not be asked by IPv6; two hosts of one name by IPv4 are two.
      if (family === 'ipv6' && named.has(name)) continue;
      named.add(name);
      ofOne.set(host, count + 1);
      questions.set(key, { host, port, secure, ...(resource && { resource }) });
    }
  }
  return [...questions.values()];
}

/** The address of a service from which its announcement came: what others say of it sends us to nobody. */
const ownAddress = ({ addresses, saidBy }: ServiceInstance): string | undefined =>
  saidBy.find((address) => addresses.includes(withoutZone(address)));

function askMetadata({ platform, signal, hearing, mayAsk }: Asking): Promise<void> {
  const questions = hearing.wsdDevices().flatMap((device) => {
    const address = metadataAddress(device);
    const host = address === undefined ? undefined : parseWebAddress(address)?.host;
    return address === undefined || host === undefined || !mayAsk(host)
      ? []
      : [{ device, address }];
  });
  const { random } = platform;
  return eachOf(questions.slice(0, MOST_QUESTIONS), AT_ONCE, ({ device, address }) =>
    ask(metadataQuestion({ endpoint: device.id, address, random, agent: AGENT }), platform, {
      signal,
      patience: PATIENCE,
      tell(outcome) {
        if (outcome.kind === 'described') hearing.described(device, outcome.metadata);
      },
    }),
  );
}
