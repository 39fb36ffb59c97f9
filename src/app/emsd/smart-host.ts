/** The mail server that takes all our mail, from the words that a person gave. */
import { UsageError } from '../../core/errors.ts';
import { formatEndpoint, readHostAndPort } from '../../core/endpoint.ts';
import { MAX_PORT } from '../../core/transport.ts';
import type { SmtpSendOptions } from '../../platform/mail.ts';

export type SmartHost = Pick<SmtpSendOptions, 'host' | 'port' | 'tls' | 'login'>;

/** Where servers take mail from servers, from users, and from users over TLS (RFC 5321, RFC 6409, RFC 8314). */
const PORTS = { relay: 25, submission: 587, submissions: 465 };

/** The variable of the environment that has the password. */
const SMTP_PASSWORD = 'PORTOLAN_SMTP_PASSWORD';

/**
 * `host:25`, or `smtp://user@host` and `smtps://user@host` with a port or without. A user logs in over TLS alone: by STARTTLS, or
 * from the first octet.
 * @throws UsageError for what is written in another way, and for a user without a password
 */
export function readSmartHost(text: string, password: string | undefined): SmartHost {
  const [, scheme, user, place = ''] =
    /^(?:(smtps?):\/\/(?:(.*)@)?)?([^@/]*)\/?$/i.exec(text) ?? [];
  const isImplicit = scheme?.toLowerCase() === 'smtps';
  const usual = isImplicit ? PORTS.submissions : user ? PORTS.submission : PORTS.relay;
  const { host, port = scheme && usual } = readHostAndPort(place) ?? {};
  if (!host || !port || port > MAX_PORT || user === '') {
    throw new UsageError(
      `--smtp-out takes a mail server with its port, as 127.0.0.1:25 or smtps://user@mail.example, not "${shown(text)}"`,
    );
  }
  return {
    host,
    port,
    ...(isImplicit ? { tls: 'implicit' } : user && { tls: 'required' }),
    ...(user && { login: { user: readUser(user), password: mustHave(password, host) } }),
  };
}

/** As a person reads it: without a password. */
export function smartHostText({ host, port, tls, login }: SmartHost): string {
  const place = formatEndpoint({ address: host, port });
  if (login === undefined && tls === undefined) return place;
  const user = login === undefined ? '' : `${encodeURIComponent(login.user)}@`;
  return `${tls === 'implicit' ? 'smtps' : 'smtp'}://${user}${place}`;
}

function readUser(text: string): string {
  if (text.includes(':')) {
    throw new UsageError(
      `--smtp-out: whoever lists processes would read the password; put it into ${SMTP_PASSWORD} instead`,
    );
  }
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(`--smtp-out: "${text}" is no user's name: write % as %25`);
  }
}

function mustHave(password: string | undefined, host: string): string {
  if (password !== undefined && password !== '') return password;
  throw new UsageError(
    `--smtp-out: the password for ${host} is missing: put it into ${SMTP_PASSWORD}`,
  );
}

/** What may be a password is not repeated. */
const shown = (text: string): string => text.replace(/(\/\/[^:@/]*):.*@/, '$1:...@');
