/**
 * What is written of WS-Discovery: Probe, Resolve and Get, which ask and change nothing, and the answers of a
 * virtual device. Texts are escaped; prefixes are short, so that a datagram stays within one Ethernet frame.
 */
import {
  METADATA,
  NAMES,
  SOAP,
  actionUri,
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
  const wanted = types.length === 0 ? '' : typesElement(types);
  const to = NAMES[headers.version].everyone;
  return envelope('Probe', { ...headers, to }, `<d:Probe>${wanted}</d:Probe>`);
}

/** Asks where one device is. WS-Discovery 1.1, section 6.2. */
export function encodeResolve({
  endpoint,
  ...headers
}: Headers & { readonly endpoint: string }): Uint8Array {
  const to = NAMES[headers.version].everyone;
  return envelope('Resolve', { ...headers, to }, `<d:Resolve>${reference(endpoint)}</d:Resolve>`);
}

/** Asks a device what it is, by HTTP. WS-Transfer, section 3.1; DPWS, section 5. */
export function encodeGet({
  endpoint,
  ...headers
}: Headers & { readonly endpoint: string }): Uint8Array {
  const replyTo = `<a:ReplyTo><a:Address>${NAMES[headers.version].anonymous}</a:Address></a:ReplyTo>`;
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
  const matches = services.map((service) => `<d:${match}>${serviceText(service)}</d:${match}>`);
  const { instance, number } = sequence;
  return envelope(
    kind,
    { ...headers, to: NAMES[headers.version].anonymous },
    `<d:${kind}>${matches.join('')}</d:${kind}>`,
    `<a:RelatesTo>${escaped(relatesTo)}</a:RelatesTo>` +
      `<d:AppSequence InstanceId="${instance}" MessageNumber="${number}"/>`,
  );
}

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
    `<a:RelatesTo>${escaped(relatesTo)}</a:RelatesTo>`,
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
    `<?xml version="1.0"?><s:Envelope xmlns:s="${SOAP}" xmlns:a="${addressing}" xmlns:d="${discovery}">` +
      `<s:Header><a:Action>${actionUri(version, kind)}</a:Action>` +
      `<a:MessageID>${escaped(messageId)}</a:MessageID><a:To>${escaped(to)}</a:To>${more}</s:Header>` +
      `<s:Body>${body}</s:Body></s:Envelope>`,
  );
}

const reference = (id: string) =>
  `<a:EndpointReference><a:Address>${escaped(id)}</a:Address></a:EndpointReference>`;

function typesElement(types: readonly QName[]): string {
  const spaces = [...new Set(types.map(({ namespace }) => namespace))];
  const declared = spaces.map((space, i) => ` xmlns:t${i}="${escaped(space)}"`);
  const names = types.map(
    ({ namespace, name }) => `t${spaces.indexOf(namespace)}:${escaped(name)}`,
  );
  return `<d:Types${declared.join('')}>${names.join(' ')}</d:Types>`;
}

function serviceText({ id, types, scopes, addresses, metadataVersion = 1 }: WsdService): string {
  return [
    reference(id),
    ...(types.length > 0 ? [typesElement(types)] : []),
    ...(scopes.length > 0 ? [`<d:Scopes>${escaped(scopes.join(' '))}</d:Scopes>`] : []),
    ...(addresses.length > 0 ? [`<d:XAddrs>${escaped(addresses.join(' '))}</d:XAddrs>`] : []),
    `<d:MetadataVersion>${metadataVersion}</d:MetadataVersion>`,
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
