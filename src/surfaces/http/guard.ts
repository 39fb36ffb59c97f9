/**
 * Who may come in, and what a browser may do with what it gets. A page from anywhere can make a browser
 * ask this machine; these checks keep it from reading what listens here.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { HELPFUL_PATH } from './helpful.ts';
import { DEVICES_PATH } from './page.ts';

/** Where the server can be reached, as the `Host` header of an honest request names it. */
export interface Whereabouts {
  readonly port: number;
  /** Host names as they stand in a URL, lower case: `localhost`, `127.0.0.1`, `[::1]`. */
  readonly names: readonly string[];
  /** Listening on every address: then any address is accepted, on any port (forwarding may change it). */
  readonly anyAddress: boolean;
}

/** The names of the loopback interface. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Why a request is turned away. Each door says it in its own form. */
export interface Refusal {
  readonly status: 401 | 403 | 405;
  readonly message: string;
}

/** Turns a refusal into an answer. */
export type Refuse = (c: Context, refusal: Refusal) => Response | Promise<Response>;

const HEADERS: Readonly<Record<string, string>> = {
  // No script at all: even a name that slipped through unescaped could run nothing.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // With no-referrer, browsers would hide the origin of our own form from us, too.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Sets the headers that every answer carries, refusals and errors too. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
};

/** Turns away what was sent to another name, by another site, or to change anything but what a form of ours may. */
export function guard(whereabouts: Whereabouts, refuse: Refuse): MiddlewareHandler {
  return async (c, next) => {
    const refusal = refusalFor(c.req.raw, whereabouts);
    return refusal ? refuse(c, refusal) : next();
  };
}

function refusalFor(request: Request, whereabouts: Whereabouts): Refusal | undefined {
  const url = new URL(request.url);
  // The request line may name a host too; a browser's never differs from the header.
  const host = request.headers.get('host') ?? url.host;
  const foreign = [host, url.host].find((name) => !isOwnHost(name, whereabouts));
  if (foreign !== undefined) {
    return {
      status: 403,
      message: `this server does not answer to the name "${foreign}": use the address that it printed when it started`,
    };
  }
  const origin = request.headers.get('origin');
  if ((origin !== null && origin !== `http://${host}`) || isForeignFetch(request.headers)) {
    return { status: 403, message: 'another site asked for this: open it yourself' };
  }
  const allowed = allowedMethods(url.pathname);
  if (!allowed.has(request.method)) {
    const message = `nothing can be changed here: ${[...allowed].join(', ')} only`;
    return { status: 405, message };
  }
  if (request.method === 'POST' && !isOwnForm(request.headers)) {
    return { status: 403, message: 'only the form on the page itself may send this' };
  }
  return undefined;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const READING_AND_SENDING: ReadonlySet<string> = new Set([...READING, 'POST']);

/** Where forms of ours are sent to: all else is only read. */
const isFormPath = (path: string) => HELPFUL_PATH.test(path) || path === DEVICES_PATH;

/** The methods that a path takes. */
export const allowedMethods = (path: string) => (isFormPath(path) ? READING_AND_SENDING : READING);

/**
 * Whether a request that changes something comes from a page of ours. Every browser names the origin of a
 * form; what names none is no form, and of those that say more, only *same-origin* will do.
 */
function isOwnForm(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  return headers.get('origin') !== null && (site === null || site === 'same-origin');
}

/**
 * Whether a `Host` header means this server. A page of evil.example whose name is made to resolve to
 * 127.0.0.1 (DNS rebinding) still sends `Host: evil.example`.
 */
export function isOwnHost(host: string, { port, names, anyAddress }: Whereabouts): boolean {
  const text = `http://${host}`;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.host !== host.toLowerCase().replace(/:80$/, '')) return false;
  // An address cannot be rebound: only a name can be made to point here.
  if (anyAddress && isAddress(url.hostname)) return true;
  return names.includes(url.hostname) && (anyAddress || Number(url.port || 80) === port);
}

const isAddress = (hostname: string) => /^(\[[\da-f:.]+\]|\d+(\.\d+){3})$/.test(hostname);

/** A browser's own word that another site is behind a request. Following a link from there is fine. */
const isForeignFetch = (headers: Headers): boolean =>
  isForeign(headers) &&
  (headers.get('sec-fetch-mode') !== 'navigate' || headers.get('sec-fetch-dest') !== 'document');

/** Whether no person asked for it: another site led here, or a browser loads ahead what may be wanted. */
export const isUnasked = (headers: Headers): boolean =>
  isForeign(headers) || /^prefetch\b/.test(headers.get('sec-purpose') ?? '');

/** A browser's own word that another site led here, be it by a link. */
function isForeign(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  return site === 'cross-site' || site === 'same-site';
}

/**
 * Demands the token: as `Authorization: Bearer`, or in the cookie that opening `/?token=…` sets.
 * @param isPublic paths that hold no secret, such as the style sheet
 */
export function demandToken(
  token: string,
  { port }: Whereabouts,
  isPublic: (path: string) => boolean,
  refuse: Refuse,
): MiddlewareHandler {
  // Cookies do not tell ports apart: two servers on one host would overwrite each other's.
  const cookie = `portolan-${port}`;
  return async (c, next) => {
    if (isPublic(c.req.path)) return next();
    const offered = c.req.path === '/' ? c.req.query('token') : undefined;
    if (offered !== undefined && isSame(offered, token)) {
      c.header(
        'Set-Cookie',
        `${cookie}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`,
      );
      // Without the token in the address bar, in the history or over a shoulder.
      return c.redirect('/', 303);
    }
    const bearer = /^Bearer +(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const shown = bearer ?? getCookie(c, cookie);
    if (shown !== undefined && isSame(shown, token)) return next();
    c.header('WWW-Authenticate', 'Bearer realm="portolan"');
    return refuse(c, {
      status: 401,
      message:
        'a token is needed: open the whole address that the server printed when it started, or send "Authorization: Bearer TOKEN"',
    });
  };
}

/** Compares in the same time whatever differs; hashing makes the lengths equal. */
function isSame(offered: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(offered), digest(token));
}
