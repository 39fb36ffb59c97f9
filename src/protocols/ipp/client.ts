/**
 * Asks one printer what it is by IPP: the client as a machine that says which HTTP request comes next, without a
 * socket or a clock. It sends Get-Printer-Attributes and nothing else, and nothing at all to a port where bytes
 * come out as paper.
 *
 * Printers keep IPP at different places of their web server, and many want TLS with a certificate that they signed
 * themselves: both are tried, in an order that ends.
 */
import { UsageError } from '../../core/errors.ts';
import type { Step } from '../../core/machine.ts';
import { heardText } from '../../core/heard.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { formatWebAddress, parseWebAddress, type WebAddress } from '../../core/web-address.ts';
import type { WebAction, WebInput, WebMachine } from '../../core/web-machine.ts';
import { printerOf, type IppPrinter } from './describe.ts';
import { encodeGetPrinterAttributes } from './encode.ts';
import type { IppAttribute } from './values.ts';
import { FIRST_ERROR, IPP_PORT, MEDIA_TYPE, STATUS } from './vocabulary.ts';
import { attributesOf, decodeResponse, type IppMessage } from './wire.ts';

/**
 * Where printers keep IPP: every current model at the first (PWG 5100.14, section 4.2.3), Epson's older ones at the
 * second (apple/cups issue 4855), CUPS and print servers at the last.
 */
export const RESOURCES: readonly string[] = ['/ipp/print', '/Epson_IPP_Printer', '/'];

/** The longest answer that is read; whole lists of large printers have some 200 kB. */
export const MAX_ANSWER = 4 * 1024 * 1024;

/** Requests of one asking, whatever is answered: each place once plain, once older, once over TLS, and moved once. */
export const MAX_REQUESTS = 12;

/** Enough to say what it is and how it does, without the long lists of paper sizes. */
export const ATTRIBUTES: readonly string[] =
  'printer-name printer-info printer-dns-sd-name printer-make-and-model printer-device-id printer-serial-number printer-uuid printer-location printer-organization printer-firmware-name printer-firmware-string-version printer-state printer-state-reasons printer-state-message printer-is-accepting-jobs queued-job-count printer-supply printer-supply-description printer-alert printer-alert-description marker-names marker-colors marker-types marker-levels marker-high-levels marker-low-levels printer-impressions-completed printer-media-sheets-completed printer-pages-completed printer-uri-supported uri-security-supported uri-authentication-supported printer-more-info printer-supply-info-uri document-format-supported ipp-versions-supported ipp-features-supported color-supported printer-up-time'.split(
    ' ',
  );

export interface IppQuestion {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  /** Default {@link IPP_PORT}. */
  readonly port?: number;
  /** Whether to begin with TLS. Default: it is begun only when the printer wants it. */
  readonly secure?: boolean;
  /** The resource that DNS-SD told (`rp`), with or without a slash; tried first. */
  readonly resource?: string;
  /**
   * Whether a certificate that nobody vouches for will do. Printers sign theirs themselves, and nothing secret is
   * asked or told here. Default: it will.
   */
  readonly anyCertificate?: boolean;
  /** Default {@link ATTRIBUTES}; `['all']` for everything. */
  readonly requested?: readonly string[];
  /** Who asks: `portolan/0.1.0`. */
  readonly agent?: string;
}

/** How the asking ended: exactly one of these is told. */
export type IppOutcome =
  | {
      readonly kind: 'described';
      readonly printer: IppPrinter;
      /** Everything that it told, in its order. */
      readonly attributes: readonly IppAttribute[];
      /** Where it answered: `http://192.0.2.10:631/ipp/print`. */
      readonly address: string;
      /** What its web server says that it is; fit to be shown. */
      readonly server?: string;
    }
  /** It is there, and does not let us ask, or what it answers cannot be read. */
  | {
      readonly kind: 'refused';
      readonly address: string;
      /** A sentence. */
      readonly why: string;
      /** What it wants to know first: `Basic`, `Digest`; of WWW-Authenticate. */
      readonly challenge?: string;
    }
  /** It leads to another host, where nobody was asked. */
  | { readonly kind: 'elsewhere'; readonly address: string; readonly location: string }
  /** A web server without IPP at any of the places. */
  | { readonly kind: 'absent'; readonly tried: readonly string[] }
  /** Nobody answered. */
  | { readonly kind: 'silent'; readonly address: string; readonly why: string };

/** What is to be asked now, and what has been tried. */
export interface IppState {
  readonly at: WebAddress;
  readonly version: '1.1' | '2.0';
  /** Places that come after this one. */
  readonly left: readonly string[];
  readonly tried: readonly string[];
  readonly requests: number;
}

type Transition = Step<IppState, WebAction<IppOutcome>>;

/**
 * The machine; it always ends, and tells its outcome once.
 * @throws UsageError when the port is one where bytes come out as paper
 */
export function printerQuestion(question: IppQuestion): WebMachine<IppState, IppOutcome> {
  const { host, port = IPP_PORT, secure = false } = question;
  if (isPrintPort(port)) {
    throw new UsageError(`IPP is not asked on port ${port}: what arrives there may be printed`);
  }
  const [path, ...left] = placesOf(question.resource) as [string, ...string[]];
  const at = { secure, host, port, path };
  return {
    start: () => ask(question, { at, version: '2.0', left, tried: [], requests: 0 }),
    step: (state, input) =>
      input.kind === 'wake' ? still(state) : answered(question, state, input),
    wakeAt: () => undefined,
  };
}

const still = (state: IppState): Transition => ({ state, actions: [] });

function placesOf(resource: string | undefined): readonly string[] {
  if (resource === undefined) return RESOURCES;
  const own = resource.startsWith('/') ? resource : `/${resource}`;
  // Whatever it is, it must be a path and nothing more: it came from the network.
  const isPath = /^\/[!-"$-~]{0,255}$/.test(own);
  return isPath ? [own, ...RESOURCES.filter((known) => known !== own)] : RESOURCES;
}

function ask(question: IppQuestion, state: IppState): Transition {
  const { at, version, requests } = state;
  if (requests === MAX_REQUESTS) return end(state, { kind: 'absent', tried: state.tried });
  const address = formatWebAddress(at);
  const body = encodeGetPrinterAttributes({
    // A zone is our own name for a link: RFC 6874, section 4.
    printer: address.replace(/^http/, 'ipp').replace(/%25[^\]]+\]/, ']'),
    requested: question.requested ?? ATTRIBUTES,
    version,
    requestId: requests + 1,
  });
  const headers = {
    'content-type': MEDIA_TYPE,
    accept: MEDIA_TYPE,
    'user-agent': question.agent ?? 'portolan',
  };
  const anyCertificate = question.anyCertificate ?? true;
  const post = { address, headers, body, answerLimit: MAX_ANSWER, anyCertificate };
  const tried = [...state.tried, address];
  return {
    state: { ...state, tried, requests: requests + 1 },
    actions: [{ kind: 'post', ...post }],
  };
}

const end = (state: IppState, outcome: IppOutcome): Transition => ({
  state,
  actions: [{ kind: 'tell', event: outcome }, { kind: 'done' }],
});

/** The next place, or the end when there is none. */
function tryNext(question: IppQuestion, state: IppState): Transition {
  const [path, ...left] = state.left;
  if (path === undefined) return end(state, { kind: 'absent', tried: state.tried });
  return ask(question, { ...state, at: { ...state.at, path }, version: '2.0', left });
}

function answered(question: IppQuestion, state: IppState, input: WebInput): Transition {
  const address = formatWebAddress(state.at);
  if (input.kind === 'unanswered') {
    if (!input.began) return end(state, { kind: 'silent', address, why: input.why });
    const why = `what it answers cannot be read: ${input.why}`;
    return end(state, { kind: 'refused', address, why });
  }
  const { status, header, body } = input;
  const isIpp = header('content-type')?.toLowerCase().startsWith(MEDIA_TYPE) ?? false;
  if (status === 200 && isIpp) {
    const decoded = decodeResponse(body);
    if (decoded.ok) return understood(question, state, decoded.message, header('server'));
    const why = `it answered what is no IPP: ${decoded.error.message}`;
    return end(state, { kind: 'refused', address, why });
  }
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return moved(question, state, header('location') ?? '');
    case 401:
    case 403: {
      const challenge = /^[\w-]+/.exec(header('www-authenticate') ?? '')?.[0];
      const why = `it answers HTTP ${status}: only who is known to it may ask`;
      return end(state, { kind: 'refused', address, why, ...(challenge && { challenge }) });
    }
    case 426:
      // RFC 8010, section 8.2, by way of RFC 2817: it wants TLS, which printers offer on the same port.
      if (state.at.secure) break;
      return ask(question, { ...state, at: { ...state.at, secure: true } });
    case 429:
    case 503: {
      const why = `it answers HTTP ${status}: it is too busy`;
      return end(state, { kind: 'refused', address, why });
    }
  }
  return tryNext(question, state);
}

/** To another place of the same host only: what leads elsewhere is told, not followed. */
function moved(question: IppQuestion, state: IppState, location: string): Transition {
  const { at } = state;
  const to = parseWebAddress(absolute(at, location));
  if (to === undefined) return tryNext(question, state);
  if (to.host !== at.host || isPrintPort(to.port)) {
    const shown = heardText(location, 160);
    return end(state, { kind: 'elsewhere', address: formatWebAddress(at), location: shown });
  }
  // A ring of places ends here.
  if (state.tried.includes(formatWebAddress(to))) return tryNext(question, state);
  return ask(question, { ...state, at: to });
}

/** RFC 3986, section 4.2: without a scheme, and without a host. */
function absolute(at: WebAddress, location: string): string {
  if (location.startsWith('//')) return `http${at.secure ? 's' : ''}:${location}`;
  return location.startsWith('/') ? formatWebAddress({ ...at, path: location }) : location;
}

function understood(
  question: IppQuestion,
  state: IppState,
  message: IppMessage,
  server: string | undefined,
): Transition {
  const address = formatWebAddress(state.at);
  const { code } = message;
  if (code < FIRST_ERROR) {
    const attributes = attributesOf(message, 'printer');
    return end(state, {
      kind: 'described',
      printer: printerOf(attributes),
      attributes,
      address,
      ...(server && { server: heardText(server) }),
    });
  }
  const isOld = code === STATUS.VERSION_NOT_SUPPORTED || code === STATUS.BAD_REQUEST;
  if (isOld && state.version === '2.0') return ask(question, { ...state, version: '1.1' });
  const isClosed =
    code === STATUS.FORBIDDEN ||
    code === STATUS.NOT_AUTHENTICATED ||
    code === STATUS.NOT_AUTHORIZED;
  if (isClosed || state.left.length === 0) {
    const why = `it answers ${message.name ?? `IPP status ${code}`}`;
    return end(state, { kind: 'refused', address, why });
  }
  return tryNext(question, state);
}
