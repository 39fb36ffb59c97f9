/**
 * Asks devices that were found for more: by SNMP those that did not answer a broadcast, by IPP and WSD where they said
 * themselves that they speak it.
 *
 * Safety gate 1: nothing is said to a TCP port of a printer that did not make known what it speaks, and never to a
 * print port. So IPP is asked where the device itself announced it by DNS-SD, from the address that it announced; a
 * printer that announces nothing is not tried on port 631.
 */
import { seconds, type Millis } from '../../core/units.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { parseWebAddress } from '../../core/web-address.ts';
import { ask } from '../../platform/run-web.ts';
import type { ServiceInstance } from '../../protocols/dnssd/client.ts';
import { txtValue } from '../../protocols/dnssd/txt.ts';
import { printerQuestion, type IppQuestion } from '../../protocols/ipp/client.ts';
import { metadataAddress } from '../../protocols/wsd/device.ts';
import { metadataQuestion } from '../../protocols/wsd/metadata-client.ts';
import { AGENT } from '../speak/agent.ts';
import { eachOf, type Asking } from './asking.ts';
import { askSnmp, MOST_BY_SNMP } from './hosts.ts';

/** Questions by HTTP that wait for their answers at the same time. */
const AT_ONCE = 16;
/** Of all devices: who announces more is making them up. */
const MOST_QUESTIONS = 1024;
/** A printer that sleeps takes a second or two to wake. */
const PATIENCE: Millis = seconds(4);

export async function askFurther(asking: Asking): Promise<void> {
  const { wanted, hearing } = asking;
  const silent = [...hearing.sources()].filter((address) => !hearing.hasAgent(address));
  const wereAsked = wanted.hosts !== undefined && wanted.hosts.count <= MOST_BY_SNMP;
  await Promise.all([
    ...(wanted.by.has('snmp') && !wereAsked ? [askSnmp(silent, asking)] : []),
    ...(wanted.by.has('ipp') ? [askIpp(asking)] : []),
    ...(wanted.by.has('wsd') ? [askMetadata(asking)] : []),
  ]);
}

function askIpp(asking: Asking): Promise<void> {
  const { platform, signal, hearing } = asking;
  const questions = ippQuestions(hearing.announced(), asking).slice(0, MOST_QUESTIONS);
  return eachOf(questions, AT_ONCE, (question) =>
    ask(printerQuestion({ ...question, agent: AGENT }), platform, {
      signal,
      patience: PATIENCE,
      tell: (outcome) => hearing.ipp(outcome, question.host),
    }),
  );
}

/** One for each printer of each host; in TLS only where it is not offered without. */
export function ippQuestions(
  announced: readonly ServiceInstance[],
  { mayAsk }: Pick<Asking, 'mayAsk'>,
): IppQuestion[] {
  const questions = new Map<string, IppQuestion>();
  for (const [type, secure] of [
    ['_ipp._tcp', false],
    ['_ipps._tcp', true],
  ] as const) {
    for (const instance of announced) {
      const { port } = instance;
      const host = ownAddress(instance);
      if (instance.type.toLowerCase() !== type || port === undefined || port === 0) continue;
      if (host === undefined || !mayAsk(host) || isPrintPort(port)) continue;
      const resource = txtValue(instance.txt, 'rp');
      const key = `${host} ${resource ?? ''}`;
      if (questions.has(key)) continue;
      questions.set(key, { host, port, secure, ...(resource && { resource }) });
    }
  }
  return [...questions.values()];
}

/** The address of a service from which its announcement came: what others say of it sends us to nobody. */
const ownAddress = ({ addresses, saidBy }: ServiceInstance): string | undefined =>
  addresses.find((address) => saidBy.includes(address));

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
