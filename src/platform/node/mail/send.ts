/** Hands mail to one host over SMTP. The dialogue is the package's; where it may go, and what an answer means, is ours. */
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { never } from '../../../core/signal.ts';
import {
  ACCEPTED,
  SEND_PATIENCE,
  type Mail,
  type MailAnswer,
  type MailOutcomes,
  type SmtpSendOptions,
} from '../../mail.ts';
import { permanent, sendBy, temporary } from '../../mail-sending.ts';

type Failure = SMTPConnection.SMTPError;

export const send = (mail: Mail, options: SmtpSendOptions): Promise<MailOutcomes> =>
  sendBy({ find, handOver }, mail, options);

async function find(host: string): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  try {
    return (await dns.lookup(host)).address;
  } catch {
    return undefined;
  }
}

/** One connection, one message. Its recipients can all be said. */
function handOver(mail: Mail, address: string, options: SmtpSendOptions): Promise<MailOutcomes> {
  const { patience = SEND_PATIENCE, signal = never, login } = options;
  const place = formatEndpoint({ address, port: options.port });
  const { recipients, octets } = mail;
  const connection = new SMTPConnection(settings(address, options));
  return new Promise((resolve) => {
    let over = false;
    const end = (outcomes: MailOutcomes) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(outcomes);
    };
    /** Nothing is known of what was not answered. */
    const breakOff = (why: string) => {
      end(recipients.map(() => temporary('4.4.2', why)));
      connection.close();
    };
    const abort = () => breakOff('it was broken off');
    const timer = setTimeout(
      () => breakOff(`${place} took longer than ${patience / 1000} s`),
      patience,
    );
    const fail = (failure: Failure) => {
      end(failedBy(failure, recipients, place));
      connection.close();
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) return abort();
    connection.on('error', fail);
    const deliver = () => {
      const envelope = {
        from: mail.from,
        to: [...recipients],
        size: octets.length,
        use8BitMime: octets.some((octet) => octet > 0x7f),
      };
      connection.send(envelope, Buffer.from(octets), (failure, info) => {
        if (failure) return fail(failure);
        end(answers(recipients, info?.rejectedErrors ?? []));
        connection.quit();
      });
    };
    connection.connect((failure) => {
      if (failure) return fail(failure);
      if (!login) return deliver();
      const { user, password: pass } = login;
      connection.login({ user, credentials: { user, pass } }, (refused) =>
        refused ? fail(refused) : deliver(),
      );
    });
  });
}

function settings(address: string, options: SmtpSendOptions): SMTPConnectionOptions {
  const { port, name, host, tls = 'opportunistic', patience = SEND_PATIENCE } = options;
  return {
    host: address,
    port,
    name,
    secure: tls === 'implicit',
    logger: false,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    ...(tls === 'never' && { ignoreTLS: true }),
    ...(tls === 'required' && { requireTLS: true }),
    ...(tls === 'opportunistic' && { opportunisticTLS: true }),
    // Encryption without knowing to whom is better than none, and no more than that (RFC 7435).
    tls: {
      rejectUnauthorized: tls === 'required' || tls === 'implicit',
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
    },
  };
}

/** How each recipient fared of a message that was taken for the others. */
function answers(recipients: readonly string[], refused: readonly Failure[]): MailOutcomes {
  return recipients.map((to) => {
    const failure = refused.find(({ recipient }) => recipient === to);
    return failure ? answerOf(failure) : ACCEPTED;
  });
}

function failedBy(failure: Failure, recipients: readonly string[], place: string): MailOutcomes {
  const refused = failure.rejectedErrors ?? [];
  const rest = failure.responseCode
    ? answerOf(failure)
    : failure.code === 'EMESSAGE' && failure.command === 'MAIL FROM'
      ? permanent('5.3.4', `${place} takes no message of that length`)
      : temporary('4.4.1', `${place}: ${failure.message}`);
  return recipients.map((to) => {
    const own = refused.find(({ recipient }) => recipient === to);
    return own ? answerOf(own) : rest;
  });
}

/** What the host answered: its code decides, its status is kept where it agrees. */
function answerOf({ response = '', responseCode = 0 }: Failure): MailAnswer {
  const [, status, reason = ''] =
    /^\d+[- ](?:([245]\.\d{1,3}\.\d{1,3}) )?(.*)$/s.exec(response) ?? [];
  // A login that was refused may be mended: nothing is wrong with the message.
  const kind = responseCode >= 500 && responseCode !== 535 ? 'permanent' : 'temporary';
  const agrees = status?.startsWith(kind === 'permanent' ? '5' : '4');
  const said = `it answered ${responseCode} ${reason.trim()}`.slice(0, 500);
  return { kind, reason: said, ...(agrees && { status: status! }) };
}
