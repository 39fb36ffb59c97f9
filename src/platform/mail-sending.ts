/** What is checked before a message leaves, whoever carries it. */
import { UsageError } from '../core/errors.ts';
import {
  isNear,
  isSayable,
  type Mail,
  type MailAnswer,
  type MailOutcomes,
  type SmtpSendOptions,
} from './mail.ts';

/** How a message is carried. */
export interface MailCarrier {
  /** The address of a host that is connected to; undefined when nobody knows it. */
  find(host: string): Promise<string | undefined>;
  /** Hands over to an address that may be reached, for recipients that can be said: at least one. */
  handOver(mail: Mail, address: string, options: SmtpSendOptions): Promise<MailOutcomes>;
}

/** {@link MailDoor.sendSmtp}, by a carrier. The address that is checked is the one that is connected to. */
export async function sendBy(
  carrier: MailCarrier,
  mail: Mail,
  options: SmtpSendOptions,
): Promise<MailOutcomes> {
  const { host, mayReach = isNear, login, tls } = options;
  if (login && tls !== 'required' && tls !== 'implicit') {
    throw new UsageError('A password is sent over what is encrypted alone: require TLS.');
  }
  const address = await carrier.find(host);
  if (address === undefined) {
    return mail.recipients.map(() => temporary('4.4.3', `no host is called "${host}"`));
  }
  if (!mayReach(address)) {
    throw new UsageError(
      `Mail may not be sent to ${address}: it is no address of your own network.`,
    );
  }
  if (mail.from !== '' && !isSayable(mail.from)) {
    return mail.recipients.map(() => unsayable('5.1.7', mail.from));
  }
  const recipients = mail.recipients.filter(isSayable);
  const told =
    recipients.length > 0 ? await carrier.handOver({ ...mail, recipients }, address, options) : [];
  const outcomes = told.values();
  return mail.recipients.map((to) =>
    isSayable(to) ? outcomes.next().value! : unsayable('5.1.3', to),
  );
}

export const temporary = (status: string, reason: string): MailAnswer => ({
  kind: 'temporary',
  status,
  reason,
});

export const permanent = (status: string, reason: string): MailAnswer => ({
  kind: 'permanent',
  status,
  reason,
});

const unsayable = (status: string, address: string): MailAnswer =>
  permanent(status, `"${address}" is no address that SMTP can name`);
