/**
 * WS-Discovery on the wire: SOAP envelopes, one in a UDP datagram, or as the body of an HTTP request for a device's
 * metadata. `decode` reads both versions; what is written is in `encode.ts`.
 */
import { heardText } from '../../core/heard.ts';
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import {
  childOf,
  childrenOf,
  qualified,
  readXml,
  type XmlElement,
  type XmlReading,
} from '../../core/xml/tree.ts';
import type { DecodedMessage } from '../protocol.ts';
import { metadataOf, type WsdMetadata } from './metadata.ts';
import {
  actionOf,
  SOAP,
  typeWord,
  type QName,
  type WsdKind,
  type WsdVersion,
} from './vocabulary.ts';

/** Of one list in a message; what follows is not read. A device of many functions has some ten types. */
export const MAX_LISTED = 64;
/** Matches in one message: a discovery proxy may answer for many devices. */
export const MAX_MATCHES = 256;
/** How far a document may begin with blanks. */
const BLANKS = 256;

/** One device as a message announces it. */
export interface WsdService {
  /** Its endpoint reference: the same for ever, `urn:uuid:…`. */
  readonly id: string;
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** Where it can be asked more (XAddrs): whatever the sender wrote. */
  readonly addresses: readonly string[];
  /** Grows when what it says of itself changes. */
  readonly metadataVersion?: number;
}

export interface WsdMessage extends DecodedMessage {
  /** `other` for SOAP that is none of WS-Discovery's. */
  readonly kind: WsdKind | 'Fault' | 'other';
  readonly version?: WsdVersion;
  readonly action: string;
  readonly messageId?: string;
  /** The message that this one answers. */
  readonly relatesTo?: string;
  readonly to?: string;
  /** Which of a device's messages came first: it starts anew with each `instance`. */
  readonly sequence?: { readonly instance: number; readonly number: number };
  /** What a Probe looks for: types that a device must all have, scopes likewise. */
  readonly probe?: { readonly types: readonly QName[]; readonly scopes: readonly string[] };
  /** Whom a Resolve looks for. */
  readonly wanted?: string;
  /** The devices of a Hello, a Bye or of matches. */
  readonly services: readonly WsdService[];
  /** What a device says of itself when it is asked by Get. */
  readonly metadata?: WsdMetadata;
  /** Why somebody could not answer. */
  readonly fault?: string;
}

/**
 * Reads one message. Total: any bytes give a message, or an error of kind
 * - `magic`: no XML, or XML that is no SOAP 1.2 envelope;
 * - `truncated`: the document ends before its first element does;
 * - `value`: no well-formed XML, or more of it than the limits in `core/xml/tree.ts` allow.
 *
 * Fields are the texts, by the names of their elements; what stands between them is `markup`.
 */
export function decode(bytes: Uint8Array): Decoded<WsdMessage> {
  return decodeWith(bytes, (r) => readMessage(r, bytes));
}

function readMessage(r: Reader, bytes: Uint8Array): WsdMessage {
  if (bytes.length === 0) r.u8('first byte');
  if (!beginsAsXml(r.peek(BLANKS))) {
    r.refuse('magic', 'first byte', 'does not begin as XML does', 0);
  }
  const xml = readXml(bytes);
  const { root, error } = xml;
  if (root === undefined || root.name !== 'Envelope' || root.namespace !== SOAP) {
    if (root === undefined && error?.cut) {
      r.refuse('truncated', 'XML', error.message, error.offset);
    }
    r.refuse('magic', 'Envelope', 'the first element is no envelope of SOAP 1.2', 0);
  }
  readFields(r, xml);
  if (error !== undefined) {
    r.refuse(
      error.cut ? 'truncated' : 'value',
      'XML',
      `no whole XML: ${error.message}`,
      error.offset,
    );
  }
  return messageOf(root);
}

/** With `<`, behind a mark of the byte order and blanks, if any. */
function beginsAsXml(bytes: Uint8Array): boolean {
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes[bytes.findIndex((byte, i) => i >= from && byte > 0x20)] === 0x3c;
}

function readFields(r: Reader, { leaves, error }: XmlReading): void {
  for (const leaf of leaves) {
    if (leaf.length === 0 || leaf.offset < r.offset) continue;
    if (leaf.offset > r.offset) r.text('markup', leaf.offset - r.offset);
    readLeaf(r, leaf);
  }
  if (r.remaining > 0 && error === undefined) r.text('markup', r.remaining);
}

function readLeaf(r: Reader, { name, length, text, prefixes }: XmlElement): void {
  const field = /^[\w.-]{1,64}$/.test(name) ? name : heardText(name, 64) || 'text';
  const isPlain = r.peek(length).every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isPlain) r.text(field, length, () => leafWords(name, text, prefixes));
  else r.bytes(field, length, () => heardText(text, 160));
}

/** What a text means, where its words alone say little. */
function leafWords(
  name: string,
  text: string,
  prefixes: ReadonlyMap<string, string>,
): string | undefined {
  if (name === 'Types') return heardText(namesIn(text, prefixes).map(nameWords).join(', '), 160);
  const action = name === 'Action' ? actionOf(text) : undefined;
  return action && `${action.kind}${action.version ? ` (${action.version})` : ''}`;
}

const nameWords = (type: QName) =>
  typeWord(type) ?? `${type.name} of ${type.namespace || 'nobody'}`;

/** Blank-separated names, as `Types` has them. */
function namesIn(text: string, prefixes: ReadonlyMap<string, string>): QName[] {
  return words(text).map((name) => qualified(name, prefixes));
}

const words = (text: string) => text.split(/\s+/, MAX_LISTED).filter((word) => word !== '');

function messageOf(root: XmlElement): WsdMessage {
  const header = childOf(root, 'Header');
  const body = childOf(root, 'Body');
  const text = (name: string) => childOf(header, name)?.text || undefined;
  const action = text('Action') ?? '';
  const known = actionOf(action);
  const fault = childOf(body, 'Fault');
  const kind = known?.kind ?? (fault ? 'Fault' : 'other');
  const sequence = sequenceOf(childOf(header, 'AppSequence'));
  const to = text('To');
  const messageId = text('MessageID');
  const relatesTo = text('RelatesTo');
  return {
    title: titleOf(kind, known?.version, action),
    kind,
    ...(known?.version && { version: known.version }),
    action,
    ...(messageId && { messageId }),
    ...(relatesTo && { relatesTo }),
    ...(to && { to }),
    ...(sequence && { sequence }),
    services: [],
    ...contentOf(kind, body),
    ...(fault && { fault: faultOf(fault) }),
  };
}

function titleOf(
  kind: WsdMessage['kind'],
  version: WsdVersion | undefined,
  action: string,
): string {
  if (kind === 'other') return action ? `SOAP message: ${heardText(action, 160)}` : 'SOAP message';
  return version ? `${kind} (WS-Discovery ${version})` : kind;
}

function contentOf(kind: WsdMessage['kind'], body: XmlElement | undefined): Partial<WsdMessage> {
  const main = childOf(body, kind);
  switch (kind) {
    case 'Probe':
      return { probe: { types: typesOf(main), scopes: scopesOf(main) } };
    case 'Resolve': {
      const wanted = endpointOf(main);
      return wanted === '' ? {} : { wanted };
    }
    case 'ProbeMatches':
    case 'ResolveMatches': {
      const matches = childrenOf(main, kind.slice(0, -2)).slice(0, MAX_MATCHES);
      return { services: matches.flatMap(serviceOf) };
    }
    case 'Hello':
    case 'Bye':
      return { services: main ? serviceOf(main) : [] };
    case 'GetResponse': {
      const metadata = childOf(body, 'Metadata');
      return metadata ? { metadata: metadataOf(metadata) } : {};
    }
    default:
      return {};
  }
}

/** None where it has no endpoint reference: nothing could be told of it. */
function serviceOf(element: XmlElement): WsdService[] {
  const id = endpointOf(element);
  if (id === '') return [];
  const version = /^\d{1,10}$/.exec(childOf(element, 'MetadataVersion')?.text ?? '')?.[0];
  return [
    {
      id,
      types: typesOf(element),
      scopes: scopesOf(element),
      addresses: words(childOf(element, 'XAddrs')?.text ?? ''),
      ...(version && { metadataVersion: Number(version) }),
    },
  ];
}

const endpointOf = (element: XmlElement | undefined) =>
  childOf(childOf(element, 'EndpointReference'), 'Address')?.text ?? '';

function typesOf(element: XmlElement | undefined): QName[] {
  const types = childOf(element, 'Types');
  return types ? namesIn(types.text, types.prefixes) : [];
}

const scopesOf = (element: XmlElement | undefined) => words(childOf(element, 'Scopes')?.text ?? '');

function sequenceOf(element: XmlElement | undefined): WsdMessage['sequence'] {
  const [instance, number] = ['InstanceId', 'MessageNumber'].map((name) => {
    const text = element?.attributes.get(name) ?? '';
    return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  });
  return instance === undefined || number === undefined ? undefined : { instance, number };
}

/** SOAP 1.2, part 1, section 5.4. */
function faultOf(fault: XmlElement): string {
  const reason = childOf(childOf(fault, 'Reason'), 'Text')?.text;
  const code = childOf(childOf(fault, 'Code'), 'Value')?.text;
  return heardText(reason || code || 'no reason given', 160);
}
