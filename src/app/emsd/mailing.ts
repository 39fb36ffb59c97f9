/** A message centre's edge to the mail of the Internet: at least once, under a Message-ID that is always the same. */
import { readHostAndPort, type Endpoint } from '../../core/endpoint.ts';
import { isExpected, UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { deliveryReport } from '../../core/mail/delivery-report.ts';
import { sevenBit } from '../../core/mail/seven-bit.ts';
import {
  ACCEPTED,
  type Mail,
  type MailAnswer,
  type MailDoor,
  type MailTaker,
  type SmtpListener,
} from '../../platform/mail.ts';
import { ipmOfMail, mailOfAddress, mailOfIpm } from '../../protocols/emsd/rfc822.ts';
import { LONGEST_CONTENT } from '../../protocols/emsd/parts.ts';
import type { IncomingMail, MailTaken, OutgoingMail } from '../../protocols/emsd/server.ts';
import { decodeIpm } from '../../protocols/emsd/wire.ts';
import { isLoopback } from '../esro/address.ts';
import type { SmartHost } from './smart-host.ts';

/** Hands messages to this mail server, which knows the way to everybody. */
export function mailSender(
  door: MailDoor,
  to: SmartHost,
  host: string,
  wallTime: () => number,
  mayReach: (address: string) => boolean,
): (mail: OutgoingMail) => Promise<MailAnswer> {
  return async (mail) => {
    const made = asMail(mail, host, Math.floor(wallTime() / 1000));
    if ('reason' in made) return { kind: 'permanent', reason: made.reason };
    try {
      const [outcome] = await door.sendSmtp(made, { ...to, name: host, mayReach });
      return outcome ?? { kind: 'temporary', reason: 'the mail server said nothing' };
    } catch (problem) {
      if (!isExpected(problem)) throw problem;
      return { kind: 'temporary', reason: problem.message };
    }
  };
}

function asMail(mail: OutgoingMail, host: string, at: number): Mail | { readonly reason: string } {
  const { message, content, to, bounce } = mail;
  const decoded = decodeIpm(content);
  if (!decoded.ok) return { reason: decoded.error.message };
  const facts = { messageId: message.id, submissionTime: message.submitted };
  const crossed = mailOfIpm(decoded.message, facts, { host });
  if (crossed.kind === 'refused') return { reason: crossed.reason };
  const { octets } = crossed;
  if (bounce) {
    const address = mailOfNumber(bounce.recipient, host);
    const recipients = [
      { address, action: 'failed', status: '5.0.0', reason: bounce.reason },
    ] as const;
    const id = `report.${message.key}.${bounce.recipient.replace(/[^0-9a-z]/gi, '.')}`;
    const report = deliveryReport({ host, id, at, sender: to, recipients, message: octets });
    if (report === undefined) return { reason: 'nobody can be told' };
    return { from: '', recipients: [to], octets: report.octets };
  }
  const { originator } = message;
  const from = originator?.kind === 'device' ? mailOfNumber(originator.number, host) : '';
  return { from, recipients: [to], octets: sevenBit(octets) };
}

const mailOfNumber = (digits: string, host: string): string =>
  mailOfAddress({ kind: 'emsd', digits }, host) ?? digits;

/** What takes mail for subscribers. */
export interface MailReceiver {
  knows(address: string): boolean;
  takeMail(mail: IncomingMail): Promise<MailTaken>;
}

/** Takes mail for subscribers, and for nobody else: it passes nothing on. */
export const listenForMail = (
  door: MailDoor,
  at: Endpoint,
  host: string,
  centre: MailReceiver,
  wallTime: () => number,
  admits: (address: string) => boolean,
): Promise<SmtpListener> =>
  door.listenSmtp(
    { address: at.address, port: at.port, name: host },
    takerOf(centre, host, wallTime, admits),
  );

const takerOf = (
  centre: MailReceiver,
  host: string,
  wallTime: () => number,
  admits: (address: string) => boolean,
): MailTaker => ({
  admits,
  recipient: async (address) => (centre.knows(address) ? ACCEPTED : unknown(address, host)),
  async message({ from, recipients, octets }) {
    const crossed = ipmOfMail(octets, { from, recipients }, host);
    if (crossed.kind === 'refused') return { ...crossed, kind: 'permanent' };
    const { subject, priority } = crossed.ipm.heading;
    const taken = await centre.takeMail({
      ...(crossed.messageId && { id: crossed.messageId }),
      submitted: crossed.submissionTime ?? Math.floor(wallTime() / 1000),
      from,
      recipients,
      content: crossed.content,
      priority,
      ...(subject !== undefined && { subject }),
    });
    return ANSWERS[taken];
  },
});

/** RFC 5321, section 4.5.1, wants the postmaster's mail taken; whose that is nobody but the operator knows. */
function unknown(address: string, host: string): MailAnswer {
  const isPostmaster = address.toLowerCase() === `postmaster@${host}`;
  const reason = isPostmaster
    ? `nobody is postmaster here: give a subscriber alias=postmaster@${host} in the users file`
    : 'nobody here has this address';
  return { kind: 'permanent', reason, status: '5.1.1' };
}

const ANSWERS: Readonly<Record<MailTaken, MailAnswer>> = {
  accepted: ACCEPTED,
  'no such recipient': {
    kind: 'permanent',
    reason: 'nobody here has this address',
    status: '5.1.1',
  },
  'too long': {
    kind: 'permanent',
    reason: `EMSD has no room for it: ${LONGEST_CONTENT} octets can be delivered, headers included`,
    status: '5.3.4',
  },
  'no room': {
    kind: 'temporary',
    reason: 'there is no room for it at the moment',
    status: '4.2.2',
  },
};

/**
 * Where mail is taken: `127.0.0.1:2525`, `[::1]:2525`.
 * @param isReachable whether the centre is open to others than this machine: else mail's door is not either
 * @throws UsageError
 */
export function readMailPlace(text: string, isReachable: boolean): Endpoint {
  const { host, port = 0 } = readHostAndPort(text) ?? {};
  if (host !== undefined && port >= 1 && port <= MAX_PORT) {
    if (isReachable || isLoopback(host)) return { address: host, port };
    throw new UsageError(
      `--smtp-in ${text} is there for others, and the centre hears this machine alone: ` +
        `write --smtp-in 127.0.0.1:${port}, or open the centre to them too: --listen ADDRESS`,
    );
  }
  throw new UsageError(`--smtp-in takes a place with its port, as 127.0.0.1:2525, not "${text}"`);
}
