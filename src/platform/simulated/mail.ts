/**
 * The mail door of one simulated host. A message goes as one thing over the same links as TCP, and so does its answer:
 * when that is lost for long, the sender does not know what became of it.
 */
import { formatEndpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { never } from '../../core/signal.ts';
import { bindError } from '../bind-error.ts';
import {
  SEND_PATIENCE,
  type Mail,
  type MailDoor,
  type MailOutcomes,
  type MailTaker,
  type SmtpListener,
  type SmtpListenOptions,
  type SmtpSendOptions,
} from '../mail.ts';
import { sendBy, temporary } from '../mail-sending.ts';
import type { NameDoor } from '../names.ts';
import type { Agenda } from './agenda.ts';
import type { SimulatedHost } from './host.ts';
import { EVERY_ADDRESS, ipv4Number, LOOPBACK } from './ipv4.ts';
import { MailRoom } from './mail-room.ts';
import type { Line } from './streams.ts';

/** What the door needs of the network it opens on. */
export interface MailWires {
  readonly agenda: Agenda;
  find(address: string): SimulatedHost | undefined;
  line(from: SimulatedHost, to: SimulatedHost): Line;
  readonly names: NameDoor;
}

export function simulatedMail(host: SimulatedHost, wires: MailWires): MailDoor {
  return {
    listenSmtp: async (options, taker) => listen(host, options, taker),
    sendSmtp: (mail, options) =>
      sendBy(
        {
          find: (name) => find(wires.names, name),
          handOver: (...of) => handOver(host, wires, ...of),
        },
        mail,
        options,
      ),
  };
}

function listen(host: SimulatedHost, options: SmtpListenOptions, taker: MailTaker): SmtpListener {
  const { address = LOOPBACK, port = 0 } = options;
  if (ipv4Number(address) === undefined) throw new UsageError(`"${address}" is not an IP address.`);
  if (!host.owns(address)) throw bindError('not own', 'TCP', { address, port });
  const room = new MailRoom(options, taker);
  const bound = host.mail.bind({ address, port }, room);
  return {
    local: bound.local,
    async close() {
      room.close();
      host.mail.release(bound);
    },
  };
}

/** The first address of the host; undefined when nobody knows it. */
async function find(names: NameDoor, host: string): Promise<string | undefined> {
  if (ipv4Number(host) !== undefined) return host;
  try {
    return (await names.resolve(host, never))[0];
  } catch {
    return undefined;
  }
}

function handOver(
  host: SimulatedHost,
  wires: MailWires,
  mail: Mail,
  address: string,
  { port, name, patience = SEND_PATIENCE, signal = never }: SmtpSendOptions,
): Promise<MailOutcomes> {
  const { agenda } = wires;
  const place = formatEndpoint({ address, port });
  return new Promise((resolve) => {
    const fail = (why: string) => end(failed(mail, why));
    const abort = () => fail('it was broken off');
    const cancel = agenda.plan(agenda.now + patience, () => fail(`${place} does not answer`));
    const end = (outcomes: MailOutcomes) => {
      cancel();
      signal.removeEventListener('abort', abort);
      resolve(outcomes);
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) return abort();
    const from = host.sourceFor(address, EVERY_ADDRESS);
    const target = host.isItself(address) ? host : wires.find(address);
    // Nobody is there: nobody answers either.
    if (from === undefined || target === undefined) return;
    const [there, back] = [wires.line(host, target), wires.line(target, host)];
    const broken = () => fail(`the connection to ${place} broke`);
    const peer = { remote: { address: from, port: 0 }, name, encrypted: false };
    const arrive = async () => {
      const room = target.mail.hears({ address, port })?.owner;
      const outcomes = room
        ? await room.take(mail, peer)
        : failed(mail, `nobody takes mail at ${place}`);
      back.carry(() => end(outcomes), broken);
    };
    there.carry(() => void arrive(), broken);
  });
}

const failed = ({ recipients }: Mail, reason: string): MailOutcomes =>
  recipients.map(() => temporary('4.4.1', reason));
