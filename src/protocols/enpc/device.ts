/**
 * What ENPC answers say about one device, put together. Which hosts are one device is decided in
 * `telling-apart.ts`.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { deviceIdValue, parseDeviceId } from '../../core/ieee1284.ts';
import { readAutomaticStatus, type AutomaticStatus } from './asb.ts';
import type { KnownPayload, Payload } from './payloads.ts';
import type { QueryName } from './vocabulary.ts';

/** What a host was asked: a query, or the probe to which inkjets answer 62 bytes of unknown layout. */
export type AskedName = QueryName | 'probe';

/** How a question ended. */
export type Answer =
  | { readonly kind: 'answered'; readonly payload: Payload }
  | { readonly kind: 'refused'; readonly result: number }
  | { readonly kind: 'silent' };
export type Answers = Readonly<Partial<Record<AskedName, Answer>>>;

/** A host that answered, by the address and port that its datagrams come from. */
export interface HostAnswers {
  readonly from: Endpoint;
  readonly answers: Answers;
}

/** How a receipt printer is. Both parts are INFERRED: see the README. */
export interface DeviceStatus {
  readonly busy: boolean;
  /** Absent when the four bytes are no automatic status. */
  readonly sensors?: AutomaticStatus;
}

/** One device. What it was not asked, refused or left unanswered is absent. */
export interface EnpcDevice {
  /** Where the first answer came from. The payloads' own addresses are not trusted for this. */
  readonly address: string;
  /** Every endpoint that answered as this device, in the order of their first answers. */
  readonly endpoints: readonly Endpoint[];
  /** `00:00:5e:00:53:01` */
  readonly mac?: string;
  /** `TM-T88V`, `XP-432 435 Series` */
  readonly model?: string;
  /** What the network card calls itself: `UB-E005301ENSN`. */
  readonly name?: string;
  /** The model of the interface card: `UB-E03`. */
  readonly card?: string;
  readonly serial?: string;
  readonly network?: {
    readonly address: string;
    readonly netmask: string;
    readonly gateway: string;
    /** INFERRED: see the README. */
    readonly dhcp: boolean;
  };
  /** The IEEE 1284 device id. */
  readonly deviceId?: string;
  readonly status?: DeviceStatus;
  /** Who is connected to the print port (an IPv4 address); null when nobody is. */
  readonly holder?: string | null;
  /** How each question ended. Payloads that nobody can explain are kept here. */
  readonly answers: Answers;
}

/** Makes one record of the hosts (at least one) that are the same device; the earlier host has precedence. */
export function deviceOf(hosts: readonly HostAnswers[]): EnpcDevice {
  const answers = mergeAnswers(hosts.map((host) => host.answers));
  const card = payloadOf(answers, 'network card');
  const network = payloadOf(answers, 'network status');
  const receipt = payloadOf(answers, 'receipt card') ?? payloadOf(answers, 'receipt card variant');
  const identity = payloadOf(answers, 'printer identity');
  const status = payloadOf(answers, 'printer status');
  const holder = payloadOf(answers, 'port holder');
  const idPairs = parseDeviceId(identity?.deviceId ?? '');
  return compact<EnpcDevice>({
    address: hosts[0]!.from.address,
    endpoints: hosts.map((host) => host.from),
    mac: macOf(answers),
    model: firstText(
      payloadOf(answers, 'receipt model')?.model,
      receipt?.model,
      deviceIdValue(idPairs, 'MDL', 'MODEL'),
      identity?.model,
    ),
    name: firstText(card?.name),
    card: firstText(receipt?.card),
    serial: serialOf(deviceIdValue(idPairs, 'SN', 'SERN')),
    network: network && {
      address: network.address,
      netmask: network.netmask,
      gateway: network.gateway,
      dhcp: network.dhcp,
    },
    deviceId: identity?.deviceId,
    status:
      status &&
      compact<DeviceStatus>({ busy: status.busy, sensors: readAutomaticStatus(status.asb) }),
    holder: holder?.holder,
    answers,
  });
}

/** The first MAC address among a host's answers that can be one device's own. */
export function macOf(answers: Answers): string | undefined {
  for (const name of [
    'network card',
    'network status',
    'receipt card',
    'receipt card variant',
  ] as const) {
    const mac = payloadOf(answers, name)?.mac;
    if (mac !== undefined && isStationAddress(mac)) return mac;
  }
  return undefined;
}

/** Zeroes mean "not set", and a multicast address belongs to no one: neither tells devices apart. */
function isStationAddress(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && (parseInt(mac.slice(0, 2), 16) & 0x01) === 0;
}

/** An answer beats a refusal, a refusal beats silence; among equals the earlier host stands. */
export function mergeAnswers(several: readonly Answers[]): Answers {
  const rank = { answered: 2, refused: 1, silent: 0 };
  const merged: Partial<Record<AskedName, Answer>> = {};
  for (const answers of several) {
    for (const [key, answer] of Object.entries(answers)) {
      const name = key as AskedName;
      const known = merged[name];
      if (known === undefined || rank[answer.kind] > rank[known.kind]) merged[name] = answer;
    }
  }
  return merged;
}

/** The payload of an answer, when it is the one that the question's sources describe. */
function payloadOf<Kind extends QueryName & KnownPayload['kind']>(
  answers: Answers,
  kind: Kind,
): Extract<KnownPayload, { kind: Kind }> | undefined {
  const answer = answers[kind];
  if (answer?.kind !== 'answered' || answer.payload.kind !== kind) return undefined;
  return answer.payload as Extract<KnownPayload, { kind: Kind }>;
}

/**
 * Pairs of digits that are the ASCII codes of 0-9 and A-Z, nine of them (xp432) or more: a shorter number, such as a
 * clone's twelve decimal digits, may well be the serial itself.
 */
const HEX_OF_TEXT = /^(3[0-9]|4[1-9a-f]|5[0-9a]){9,}$/i;

/** Epson writes the serial number's ASCII characters as hexadecimal digits (xp432). */
function serialOf(value: string | undefined): string | undefined {
  if (value === undefined || !HEX_OF_TEXT.test(value)) return value;
  return value.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

/** Drops the keys that hold undefined: absent and undefined are not the same to a reader of JSON. */
function compact<T extends object>(value: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
