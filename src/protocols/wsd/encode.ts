/**
 * What is written of WS-Discovery: Probe, Resolve and Get, which ask and change nothing, and what a virtual device
 * says. Texts are escaped; prefixes are those that everybody writes.
 */
import {
  METADATA,
  NAMES,
  SOAP,
  actionUri,
  PREFIXES,
  type QName,
  type WsdKind,
  type WsdVersion,
} from './vocabulary.ts';
import type { WsdMetadata } from './metadata.ts';
import type { WsdService } from './wire.ts';

interface Headers {
  readonly version: WsdVersion;
  /** `urn:uuid:…`, another one for each message. */
  readonly messageId: string;
}

/** Asks who is there. WS-Discovery 1.1, section 5.2. */
export function encodeProbe({
  types,
  ...headers
}: Headers & { readonly types: readonly QName[] }): Uint8Array {
  const to = NAMES[headers.version].everyone;
  const all = '<wsd:Probe/>';
  const probe = types.length === 0 ? all : `<wsd:Probe>${typesElement(types)}</wsd:Probe>`;
  return envelope('Probe', { ...headers, to }, probe);
}

/** Asks where one device is. WS-Discovery 1.1, section 6.2. */
export function encodeResolve({
  endpoint,
  ...headers
}: Headers & { readonly endpoint: string }): Uint8Array {
  const to = NAMES[headers.version].everyone;
  return envelope(
    'Resolve',
    { ...headers, to },
    `<wsd:Resolve>${reference(endpoint)}</wsd:Resolve>`,
  );
}

/** Asks a device what it is, by HTTP. WS-Transfer, section 3.1; DPWS, section 5. */
export function encodeGet({
  endpoint,
  ...headers
}: Headers & { readonly endpoint: string }): Uint8Array {
  const replyTo = `<wsa:ReplyTo><wsa:Address>${NAMES[headers.version].anonymous}</wsa:Address></wsa:ReplyTo>`;
  return envelope('Get', { ...headers, to: endpoint }, '', replyTo);
}

/** What answers have beside what they answer with. */
export interface AnswerHeaders extends Headers {
  readonly relatesTo: string;
  readonly sequence: { readonly instance: number; readonly number: number };
}

/** Answers a Probe or a Resolve. WS-Discovery 1.1, sections 5.3 and 6.3. */
export function encodeMatches(
  kind: 'ProbeMatches' | 'ResolveMatches',
  { relatesTo, sequence, ...headers }: AnswerHeaders,
  services: readonly WsdService[],
): Uint8Array {
  const match = kind.slice(0, -2);
  const matches = services.map((service) => `<wsd:${match}>${serviceText(service)}</wsd:${match}>`);
  return envelope(
    kind,
    { ...headers, to: NAMES[headers.version].anonymous },
    `<wsd:${kind}>${matches.join('')}</wsd:${kind}>`,
    `<wsa:RelatesTo>${escaped(relatesTo)}</wsa:RelatesTo>${sequenceElement(sequence)}`,
  );
}

/** What a device says of itself unasked. */
export interface AnnouncementHeaders extends Headers {
  readonly sequence: { readonly instance: number; readonly number: number };
}

/** Says that a device has come. WS-Discovery 1.1, section 4.1. */
export const encodeHello = (headers: AnnouncementHeaders, service: WsdService): Uint8Array =>
  announcement('Hello', headers, serviceText(service));

/** Says that a device goes: who it is, and no more. WS-Discovery 1.1, section 4.2. */
export const encodeBye = (headers: AnnouncementHeaders, { id }: WsdService): Uint8Array =>
  announcement('Bye', headers, reference(id));

const announcement = (
  kind: 'Hello' | 'Bye',
  { sequence, ...headers }: AnnouncementHeaders,
  body: string,
): Uint8Array =>
  envelope(
    kind,
    { ...headers, to: NAMES[headers.version].everyone },
    `<wsd:${kind}>${body}</wsd:${kind}>`,
    sequenceElement(sequence),
  );

const sequenceElement = ({ instance, number }: AnnouncementHeaders['sequence']): string =>
  `<wsd:AppSequence InstanceId="${instance}" MessageNumber="${number}"/>`;

/** Answers a Get. */
export function encodeGetResponse(
  { relatesTo, ...headers }: Headers & { readonly relatesTo: string },
  metadata: Omit<WsdMetadata, 'hosted'>,
): Uint8Array {
  const { profile, anonymous } = NAMES[headers.version];
  const part = (name: string, entries: readonly (readonly [string, string | undefined])[]) => {
    const inner = entries.flatMap(([key, value]) =>
      value ? `<p:${key}>${escaped(value)}</p:${key}>` : [],
    );
    const dialect = `Dialect="${profile}/${name}"`;
    return `<m:MetadataSection ${dialect}><p:${name}>${inner.join('')}</p:${name}></m:MetadataSection>`;
  };
  const device = part('ThisDevice', [
    ['FriendlyName', metadata.friendlyName],
    ['FirmwareVersion', metadata.firmware],
    ['SerialNumber', metadata.serial],
  ]);
  const model = part('ThisModel', [
    ['Manufacturer', metadata.manufacturer],
    ['ManufacturerUrl', metadata.manufacturerUrl],
    ['ModelName', metadata.modelName],
    ['ModelNumber', metadata.modelNumber],
    ['ModelUrl', metadata.modelUrl],
    ['PresentationUrl', metadata.page],
  ]);
  return envelope(
    'GetResponse',
    { ...headers, to: anonymous },
    `<m:Metadata xmlns:m="${METADATA}" xmlns:p="${profile}">${device}${model}</m:Metadata>`,
    `<wsa:RelatesTo>${escaped(relatesTo)}</wsa:RelatesTo>`,
  );
}

function envelope(
  kind: WsdKind,
  { version, messageId, to }: Headers & { readonly to: string },
  body: string,
  more = '',
): Uint8Array {
  const { addressing, discovery } = NAMES[version];
  return new TextEncoder().encode(
    `<?xml version="1.0"?><soap:Envelope xmlns:soap="${SOAP}" xmlns:wsa="${addressing}" xmlns:wsd="${discovery}">` +
      `<soap:Header><wsa:Action>${actionUri(version, kind)}</wsa:Action>` +
      `<wsa:MessageID>${escaped(messageId)}</wsa:MessageID><wsa:To>${escaped(to)}</wsa:To>${more}</soap:Header>` +
      `<soap:Body>${body}</soap:Body></soap:Envelope>`,
  );
}

const reference = (id: string) =>
  `<wsa:EndpointReference><wsa:Address>${escaped(id)}</wsa:Address></wsa:EndpointReference>`;

function typesElement(types: readonly QName[]): string {
  const spaces = [...new Set(types.map(({ namespace }) => namespace))];
  const prefix = (space: string) => PREFIXES.get(space) ?? `t${spaces.indexOf(space)}`;
  const declared = spaces.map((space) => ` xmlns:${prefix(space)}="${escaped(space)}"`);
  const names = types.map(({ namespace, name }) => `${prefix(namespace)}:${escaped(name)}`);
  return `<wsd:Types${declared.join('')}>${names.join(' ')}</wsd:Types>`;
}

function serviceText({ id, types, scopes, addresses, metadataVersion = 1 }: WsdService): string {
  return [
    reference(id),
    ...(types.length > 0 ? [typesElement(types)] : []),
    ...(scopes.length > 0 ? [`<wsd:Scopes>${escaped(scopes.join(' '))}</wsd:Scopes>`] : []),
    ...(addresses.length > 0 ? [`<wsd:XAddrs>${escaped(addresses.join(' '))}</wsd:XAddrs>`] : []),
    `<wsd:MetadataVersion>${metadataVersion}</wsd:MetadataVersion>`,
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
