/** What a device says of itself when it is asked by Get: DPWS, sections 5.1 and 5.2 (2006: 4.1 and 4.2). */
import { heardText, LONGEST_HEARD, LONGEST_NAME } from '../../core/heard.ts';
import { childOf, childrenOf, qualified, type XmlElement } from '../../core/xml/tree.ts';
import type { QName } from './vocabulary.ts';

/** Services of one device that are kept: a printer with a scanner has two or three. */
export const MAX_HOSTED = 32;

/** One device, in its own words. Absent is what it does not tell; texts are fit to be shown. */
export interface WsdMetadata {
  readonly friendlyName?: string;
  readonly firmware?: string;
  readonly serial?: string;
  readonly manufacturer?: string;
  readonly manufacturerUrl?: string;
  readonly modelName?: string;
  readonly modelNumber?: string;
  readonly modelUrl?: string;
  /** Its page for people. */
  readonly page?: string;
  /** `Printers Scanners`: what Windows sorts it under. */
  readonly categories?: string;
  /** What it offers, and where. */
  readonly hosted: readonly WsdHosted[];
}

/** A service of a device. */
export interface WsdHosted {
  readonly id: string;
  readonly types: readonly QName[];
  readonly addresses: readonly string[];
}

/** @param metadata the element of that name in the body of a GetResponse */
export function metadataOf(metadata: XmlElement): WsdMetadata {
  const sections = childrenOf(metadata, 'MetadataSection');
  const part = (name: string) =>
    sections.map((section) => childOf(section, name)).find((found) => found !== undefined);
  const [device, model, relation] = [part('ThisDevice'), part('ThisModel'), part('Relationship')];
  const texts: readonly (readonly [keyof WsdMetadata, XmlElement | undefined, string])[] = [
    ['friendlyName', device, 'FriendlyName'],
    ['firmware', device, 'FirmwareVersion'],
    ['serial', device, 'SerialNumber'],
    ['manufacturer', model, 'Manufacturer'],
    ['manufacturerUrl', model, 'ManufacturerUrl'],
    ['modelName', model, 'ModelName'],
    ['modelNumber', model, 'ModelNumber'],
    ['modelUrl', model, 'ModelUrl'],
    ['page', model, 'PresentationUrl'],
    ['categories', model, 'DeviceCategory'],
  ];
  const told = texts.flatMap(([key, from, name]) => {
    const most = key.endsWith('Url') || key === 'page' ? 160 : LONGEST_HEARD;
    const text = heardText(childOf(from, name)?.text ?? '', most);
    return text === '' ? [] : [[key, text] as const];
  });
  const hosted = childrenOf(relation, 'Hosted').slice(0, MAX_HOSTED).map(hostedOf);
  return { ...Object.fromEntries(told), hosted };
}

function hostedOf(element: XmlElement): WsdHosted {
  const types = childOf(element, 'Types');
  const addresses = childrenOf(element, 'EndpointReference').slice(0, MAX_HOSTED);
  return {
    id: heardText(childOf(element, 'ServiceId')?.text ?? '', LONGEST_NAME),
    types: (types?.text.split(/\s+/, MAX_HOSTED) ?? [])
      .filter((name) => name !== '')
      .map((name) => qualified(name, types!.prefixes)),
    addresses: addresses.flatMap(
      (each) => heardText(childOf(each, 'Address')?.text ?? '', 160) || [],
    ),
  };
}
