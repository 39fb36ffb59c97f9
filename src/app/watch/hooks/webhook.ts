/** A web address that is told by POST, with the event as JSON. */
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import type { Clock, PostAnswer, WebDoor } from '../../../platform/platform.ts';
import { fingerprint } from './fingerprint.ts';
import type { Hook, Told } from './hook.ts';

/** Longest silence of a server that is waited through. */
const PATIENCE: Millis = seconds(10);
/** As long as a server may put us off. */
const LONGEST_DELAY: Millis = seconds(3600);
/** Answers of the 400s that say "not now" instead of "not this". */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

export interface WebhookOptions {
  readonly address: string;
  /** One more header, `Name: value`; nobody else gets to see it. */
  readonly header?: string;
  readonly web: WebDoor;
  readonly clock: Pick<Clock, 'wallTime'>;
}

/** @throws UsageError when the address or the header is none */
export function webhook({ address, header, web, clock }: WebhookOptions): Hook {
  const { host, href } = readAddress(address);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'portolan',
    ...(header !== undefined && readHeader(header)),
  };
  return {
    target: `webhook ${host} ${fingerprint(href)}`,
    name: `the webhook at ${host}`,
    lasting: true,
    async tell(event, signal) {
      const body = `${JSON.stringify(event)}\n`;
      // The same however often it is told: a receiver can tell that it had it before.
      const own = { ...headers, 'idempotency-key': event.id };
      try {
        const options = { headers: own, body, patience: PATIENCE, signal };
        return judge(await web.post(href, options), clock);
      } catch (problem) {
        if (!(problem instanceof NotFoundError)) throw problem;
        // The address may be a secret: what is behind its host stays with us.
        return { kind: 'later', why: problem.message.replaceAll(href, host) };
      }
    },
  };
}

/** Scheme, host and port, and the rest; no user's name. */
const ADDRESS = /^https?:\/\/([^/?#@\s\\]+)(?:[/?#][^\s\\]*)?$/i;

function readAddress(text: string): { host: string; href: string } {
  const [href, host] = ADDRESS.exec(text) ?? [];
  if (host !== undefined) return { host, href: href! };
  if (/^https?:\/\/[^/?#]*@/i.test(text)) {
    throw new UsageError(
      'webhook takes no name and password in the address: give them as a header (PORTOLAN_WEBHOOK_HEADER)',
    );
  }
  throw new UsageError(`webhook takes an http or https address, not "${text}"`);
}

/** RFC 9110: a token, a colon, and visible characters. */
function readHeader(text: string): Record<string, string> {
  const [, name, value] =
    /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)[ \t]*$/.exec(text) ??
    [];
  // The text itself is not repeated: it may be a secret.
  if (name === undefined) throw new UsageError('webhook-header is not like "Name: value"');
  return { [name.toLowerCase()]: value! };
}

function judge({ status, header }: PostAnswer, clock: Pick<Clock, 'wallTime'>): Told {
  if (status >= 200 && status < 300) return { kind: 'told' };
  const why = `it answers ${status}`;
  if (status >= 300 && status < 400) {
    return { kind: 'refused', why: `${why}: it leads elsewhere, where nothing is sent` };
  }
  if (status >= 400 && status < 500 && !NOT_NOW.has(status)) return { kind: 'refused', why };
  const after = retryAfter(header('retry-after'), clock);
  return { kind: 'later', why, ...(after !== undefined && { after }) };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfter(text: string | undefined, clock: Pick<Clock, 'wallTime'>): Millis | undefined {
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? seconds(Number(text)) : Date.parse(text) - clock.wallTime();
  return Number.isFinite(time) ? Math.min(Math.max(time, 0), LONGEST_DELAY) : undefined;
}
