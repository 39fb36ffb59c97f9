/** Takes mail over SMTP: the dialogue is the package's, what is wanted is the taker's. */
import { isIP, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { UsageError } from '../../../core/errors.ts';
import type { Millis } from '../../../core/units.ts';
import {
  isNear,
  isSayable,
  MAX_MAIL,
  MAX_RECIPIENTS,
  MAX_SENDERS,
  SMTP_PATIENCE,
  type MailAnswer,
  type MailPeer,
  type MailTaker,
  type SmtpListener,
  type SmtpListenOptions,
} from '../../mail.ts';
import { permanent, temporary } from '../../mail-sending.ts';
import { explainBind } from '../bind-error.ts';

/** However busy a sender keeps us: with few places at once, none is anybody's for good. */
const LONGEST_SESSION: Millis = 1_800_000;
/** How long senders have to come to an end when we close. */
const CLOSING: Millis = 5000;
/** RFC 5321, section 4.5.3.1.5, has replies of 512 octets; the code and the status are in them. */
const LONGEST_REASON = 480;

export async function listen(options: SmtpListenOptions, taker: MailTaker): Promise<SmtpListener> {
  const { address = '127.0.0.1', port = 0 } = options;
  if (isIP(address) === 0) throw new UsageError(`"${address}" is not an IP address.`);
  const smtp = new SMTPServer({ ...settings(options, taker), ...decisions(taker, options) });
  smtp.server.on('connection', endInTime);
  await bind(smtp, address, port);
  // Trouble of one connection: a sender that broke off, TLS that failed. The sender comes again.
  smtp.on('error', () => {});
  let closing: Promise<void> | undefined;
  return {
    local: { address, port: (smtp.server.address() as { port: number }).port },
    close: () => (closing ??= new Promise((resolve) => smtp.close(resolve))),
  };
}

function settings(options: SmtpListenOptions, taker: MailTaker): SMTPServerOptions {
  const { tls } = options;
  const disabledCommands = [...(tls ? [] : ['STARTTLS']), ...(tls && taker.login ? [] : ['AUTH'])];
  return {
    name: options.name,
    logger: false,
    disableReverseLookup: true,
    disabledCommands,
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN'],
    // EMSD has no addresses beyond ASCII.
    hideSMTPUTF8: true,
    size: options.size ?? MAX_MAIL,
    rejectOversized: true,
    maxRecipients: options.recipients ?? MAX_RECIPIENTS,
    maxClients: options.connections ?? MAX_SENDERS,
    socketTimeout: options.patience ?? SMTP_PATIENCE,
    closeTimeout: CLOSING,
    minVersion: 'TLSv1.2',
    ...(tls && certified(tls)),
  };
}

function certified({ key, certificate: cert }: { key: string; certificate: string }): {
  key: string;
  cert: string;
} {
  try {
    createSecureContext({ key, cert });
  } catch (problem) {
    throw new UsageError(
      `The certificate and the key for mail cannot be used: ${(problem as Error).message}.`,
    );
  }
  return { key, cert };
}

/** What the package asks, and who decides it. */
function decisions(
  taker: MailTaker,
  { name, size = MAX_MAIL }: SmtpListenOptions,
): SMTPServerOptions {
  const admits = taker.admits?.bind(taker) ?? isNear;
  return {
    onConnect(session, done) {
      done(admits(session.remoteAddress) ? null : refusal(NOT_FOR_YOU));
    },
    onMailFrom({ address }, _session, done) {
      done(address === '' || isSayable(address) ? null : refusal(unsayable('5.1.7')));
    },
    onRcptTo({ address: said }, session, done) {
      const address = recipientOf(said, name);
      const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
      void decided(async () =>
        isSayable(address) ? taker.recipient(address, from, peerOf(session)) : unsayable('5.1.3'),
      ).then((answer) => done(asError(answer)));
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom ? mailFrom.address : '';
      const recipients = rcptTo.map(({ address }) => recipientOf(address, name));
      const peer = peerOf(session);
      whole(stream, size, (octets) => {
        // Too long: the package says so itself.
        if (octets === undefined) return done(null);
        void decided(() => taker.message({ from, recipients, octets }, peer)).then((answer) =>
          done(asError(answer)),
        );
      });
    },
    onAuth({ username = '', password }, session, done) {
      const known = taker.login?.(username, password ?? '', peerOf(session)) ?? false;
      void Promise.resolve(known).then(
        (is) => (is ? done(null, { user: username }) : done(refusal(UNKNOWN_USER))),
        () => done(refusal(TROUBLE)),
      );
    },
  };
}

/** The postmaster alone may be written without a host (RFC 5321, section 4.5.1). */
const recipientOf = (address: string, host: string): string =>
  address.toLowerCase() === 'postmaster' ? `postmaster@${host}` : address;

/** The octets of a message that came whole; nothing is told of one that broke off. */
function whole(
  stream: SMTPServerDataStream,
  size: number,
  done: (octets: Uint8Array | undefined) => void,
): void {
  const pieces: Uint8Array[] = [];
  let length = 0;
  stream.on('data', (piece: Uint8Array) => {
    length += piece.length;
    if (length <= size) pieces.push(piece);
  });
  stream.on('error', () => {});
  stream.on('end', () => {
    if (length > size) return done(undefined);
    const octets = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      octets.set(piece, at);
      at += piece.length;
    }
    done(octets);
  });
}

function peerOf(session: SMTPServerSession): MailPeer {
  const { remoteAddress, remotePort, hostNameAppearsAs, secure, user } = session;
  return {
    remote: { address: remoteAddress, port: remotePort },
    name: hostNameAppearsAs || '',
    encrypted: secure === true,
    ...(typeof user === 'string' && { user }),
  };
}

const TROUBLE = temporary('4.3.0', 'trouble here; try again later');
const NOT_FOR_YOU = permanent('5.7.1', 'mail is not taken from your address');
const UNKNOWN_USER = permanent('5.7.8', 'no such user, or another password');
const unsayable = (status: string): MailAnswer =>
  permanent(status, 'the address is not one of printable ASCII with a host');

async function decided(decide: () => Promise<MailAnswer>): Promise<MailAnswer> {
  try {
    return await decide();
  } catch {
    return TROUBLE;
  }
}

const asError = (answer: MailAnswer): Error | null =>
  answer.kind === 'accepted' ? null : refusal(answer);

/** Replies that have a code of their own (RFC 4954, section 6; RFC 1870, section 6.1). */
const CODES: Readonly<Partial<Record<string, number>>> = { '5.7.8': 535, '5.3.4': 552 };

/** A refusal as the package says it: the code, then what we give it, with RFC 3463's status in front. */
function refusal(answer: MailAnswer): Error {
  if (answer.kind === 'accepted') throw new Error('what is accepted is no refusal');
  const permanent = answer.kind === 'permanent';
  const status = answer.status ?? (permanent ? '5.0.0' : '4.0.0');
  const reason = answer.reason.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_REASON);
  const responseCode = CODES[status] ?? (permanent ? 550 : 451);
  return Object.assign(new Error(`${status} ${reason}`), { responseCode });
}

function endInTime(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LONGEST_SESSION);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

function bind(smtp: SMTPServer, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    smtp.once('error', (error) => reject(explainBind(error, 'TCP', { address, port })));
    smtp.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => {
      smtp.removeAllListeners('error');
      resolve();
    });
  });
}
