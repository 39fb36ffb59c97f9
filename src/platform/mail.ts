/**
 * Mail as the Internet carries it (RFC 5321), behind an interface: messages that others hand to us, and messages that we
 * hand to others. The real one is `node/mail/`, the one in memory `simulated/mail.ts`; one contract test holds both.
 */
import { mayAsk } from '../core/own-networks.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';

/** A message and whom it is for: what is written on the envelope, whatever the message itself says. */
export interface Mail {
  /** Where a report of non-delivery goes, without angle brackets. Empty: nowhere, it is such a report itself. */
  readonly from: string;
  /** At least one, without angle brackets. */
  readonly recipients: readonly string[];
  /** The message as RFC 5322 writes it, lines ended by CR LF. */
  readonly octets: Uint8Array;
}

/** What is made of a message, or of one recipient. */
export type MailAnswer =
  | { readonly kind: 'accepted' }
  | {
      /** Whether it may be tried again: 4yz or 5yz. */
      readonly kind: 'temporary' | 'permanent';
      /** A sentence for the sender, without a code. Control characters and what is not ASCII become question marks. */
      readonly reason: string;
      /** RFC 3463: `5.1.1`. Its class agrees with `kind`. Default: `4.0.0` or `5.0.0`. */
      readonly status?: string;
    };

export const ACCEPTED: MailAnswer = { kind: 'accepted' };

/** Who hands something over. */
export interface MailPeer {
  readonly remote: Endpoint;
  /** What it calls itself (HELO, EHLO): believed by nobody. Empty when it has said nothing. */
  readonly name: string;
  readonly encrypted: boolean;
  /** Whom `login` let in. */
  readonly user?: string;
}

/**
 * Decides of what is handed over. A call that throws is answered as trouble of ours, temporarily. A sender that goes
 * away changes nothing: a call that has begun goes on.
 */
export interface MailTaker {
  /** Whether we take connections from this address at all. Default: from loopback and private addresses alone. */
  admits?(address: string): boolean;
  /** Whether `from` may send to `address` through us: asked for each recipient, before the message comes. */
  recipient(address: string, from: string, peer: MailPeer): Promise<MailAnswer>;
  /**
   * Takes a message whose recipients were all accepted. Once this says `accepted` the sender forgets it, so it must be
   * where it cannot be lost; what was accepted and not heard of in time is sent again.
   */
  message(mail: Mail, peer: MailPeer): Promise<MailAnswer>;
  /** Whether this user with this password is who he says. Absent: nobody logs in. Asked over TLS alone. */
  login?(user: string, password: string, peer: MailPeer): Promise<boolean>;
}

export interface SmtpListenOptions {
  /** Default: 127.0.0.1. */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** What we call ourselves. */
  readonly name: string;
  /** Octets of a message; announced (RFC 1870). Default: {@link MAX_MAIL}. */
  readonly size?: number;
  /** Recipients of a message. Default: {@link MAX_RECIPIENTS}. */
  readonly recipients?: number;
  /** Connections at once; who comes beyond is told to come again. Default: {@link MAX_SENDERS}. */
  readonly connections?: number;
  /** How long a sender may stay silent. Default: {@link SMTP_PATIENCE}. */
  readonly patience?: Millis;
  /** PEM. With them STARTTLS is offered, and logins where the taker knows users. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** What an EMSD content holds, and as much again for headers that do not travel with it. */
export const MAX_MAIL = 131_072;
/** RFC 5321, section 4.5.3.1.8, asks for 100 at least; a message of EMSD has room for 256. */
export const MAX_RECIPIENTS = 256;
export const MAX_SENDERS = 32;
/** RFC 5321, section 4.5.3.2.7. */
export const SMTP_PATIENCE: Millis = 300_000;

export interface SmtpListener {
  readonly local: Endpoint;
  /** Takes no more; resolves when what was begun is answered, at most some seconds later. May be called twice. */
  close(): Promise<void>;
}

export interface SmtpSendOptions {
  /** A name or an address: who takes all our mail (a smart host). MX records are not looked up. */
  readonly host: string;
  readonly port: number;
  /** What we call ourselves. */
  readonly name: string;
  /** Whether an address of the host may be connected to. Default: {@link isNear}. */
  readonly mayReach?: (address: string) => boolean;
  /**
   * `opportunistic`: encrypted where the host offers it, whoever's certificate it has. `required`: never without, and the
   * certificate is checked. `implicit`: the same, from the first octet on (RFC 8314). `never`: in the clear. Default:
   * `opportunistic`.
   */
  readonly tls?: 'opportunistic' | 'required' | 'implicit' | 'never';
  /** Needs TLS with a certificate that is checked. */
  readonly login?: { readonly user: string; readonly password: string };
  /** For everything together. Default: {@link SEND_PATIENCE}. */
  readonly patience?: Millis;
  readonly signal?: CancelSignal;
}

/** Two minutes a step would do (RFC 5321, section 4.5.3.2); a smart host is near. */
export const SEND_PATIENCE: Millis = 60_000;

/** How it went, in the order of the mail's recipients. */
export type MailOutcomes = readonly MailAnswer[];

/** Whether an address can be said in SMTP's commands as it is: printable ASCII, a host, nothing that ends it early. */
export const isSayable = (address: string): boolean =>
  address.length <= 254 &&
  /^(?:"[\x20-\x7e]+"|[^\s"<>@]+)@[!-;=?-~]+$/.test(address) &&
  !/[^\x20-\x7e]/.test(address);

/** Loopback and private addresses. */
export const isNear = (address: string): boolean =>
  mayAsk(address, { links: [], allowPublic: false });

export interface MailDoor {
  /**
   * Takes messages at a port.
   * @throws BindError when the address is not this machine's, the port is taken or not allowed
   * @throws UsageError when the address is none, or the certificate is of no use
   */
  listenSmtp(options: SmtpListenOptions, taker: MailTaker): Promise<SmtpListener>;
  /**
   * Hands a message over. Whatever the host does is an outcome: when it cannot be reached, or breaks off, all that it has
   * not answered is `temporary`, though it may have taken the message. So what is `temporary` may arrive twice, with the
   * same Message-ID.
   * A recipient whom SMTP cannot name is a permanent failure, and so are all when the sender is one.
   * @throws UsageError when the host may not be reached, or a login is to go over what is not encrypted
   */
  sendSmtp(mail: Mail, options: SmtpSendOptions): Promise<MailOutcomes>;
}
