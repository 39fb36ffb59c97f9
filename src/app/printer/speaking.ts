/** The protocols of datagrams, each as a server at its port, and what each tells in words. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { DatagramAction, DatagramReceived, Machine } from '../../core/machine.ts';
import type { Random } from '../../core/random.ts';
import type { Platform } from '../../platform/platform.ts';
import { serve, type ServeOptions, type Serving } from '../../platform/serve.ts';
import type { InkjetDescription } from '../../protocols/enpc/description.ts';
import { responder as enpcResponder, type ResponderEvent } from '../../protocols/enpc/server.ts';
import { ENPC_GROUP } from '../../protocols/enpc/vocabulary.ts';
import {
  responder as dnssdResponder,
  type ResponderEvent as DnssdEvent,
} from '../../protocols/dnssd/server.ts';
import { MDNS_GROUP } from '../../protocols/dnssd/vocabulary.ts';
import type { AgentEvent } from '../../protocols/snmp/server.ts';
import { wsdResponder, type WsdResponderEvent } from '../../protocols/wsd/server.ts';
import { WSD_GROUP, WSD_PORT } from '../../protocols/wsd/vocabulary.ts';
import type { Activity } from '../../printer/activity.ts';
import type { PrinterDevice, PrinterPlace } from '../../printer/device.ts';
import { dnssdDescription } from '../../printer/dnssd.ts';
import { enpcDescription } from '../../printer/enpc.ts';
import { printerAgent } from '../../printer/snmp.ts';
import { wsdService } from '../../printer/wsd.ts';
import type { Door } from './doors.ts';
import type { AskOutcome } from './event.ts';
import type { Hearing } from './hearing.ts';
import { mayAnswer, type Where } from './where.ts';

/** What all of them need. */
export interface Speaker {
  readonly device: PrinterDevice;
  readonly place: PrinterPlace;
  readonly where: Where;
  readonly hearing: Hearing;
  readonly platform: Pick<Platform, 'clock' | 'udp'>;
  readonly random: Random;
  readonly probeReply: NonNullable<InkjetDescription['probeReply']>;
  /** Is handed our own bugs. */
  fail(bug: unknown): void;
}

/** A server that can be told to go. */
export interface Spoken {
  /** Says farewell where the protocol has a word for it. */
  leave(): void;
  close(): void;
  /** Hears who holds the printer now, where the protocol is asked for that. */
  hold?(by: string | null): void;
  /** Hears what the printer is at, where the protocol tells that. */
  works?(activity: Activity): void;
}

/** RFC 6762, section 11. */
const MDNS_HOPS = 255;

/** Opens one. @throws BindError when the port cannot be had; UnavailableError when a group cannot be joined */
export function speak(door: Door, speaker: Speaker): Promise<Spoken> {
  const { device, place, where, random, probeReply, platform } = speaker;
  switch (door.name) {
    case 'enpc': {
      const machine = enpcResponder(enpcDescription(device, place, probeReply));
      // An interface without multicast is called by broadcast all the same.
      const manners = where.multicast ? { groups: [ENPC_GROUP] } : {};
      return openServer(door, machine, enpcWords, speaker, manners).then((spoken) => ({
        ...spoken,
        hold: (by) => spoken.say({ kind: 'held', by }),
      }));
    }
    case 'snmp':
      return openServer(door, printerAgent(device), snmpWords, speaker).then((spoken) => ({
        ...spoken,
        works: (activity) => spoken.say({ kind: 'works', activity }),
      }));
    case 'dnssd': {
      const options = { random, announces: where.isReachable };
      const machine = dnssdResponder(dnssdDescription(device, place), options);
      const groups = [MDNS_GROUP.address];
      const shared = { shared: true, groups, speaksTo: groups, hops: MDNS_HOPS };
      return openServer(door, machine, dnssdWords, speaker, shared);
    }
    case 'wsd': {
      const group = { address: WSD_GROUP, port: WSD_PORT };
      const machine = wsdResponder({
        service: wsdService(device, place),
        instance: Math.floor(platform.clock.wallTime() / 1000),
        random,
        ...(where.isReachable && { announces: group }),
      });
      const groups = [WSD_GROUP];
      const shared = { shared: true, groups, speaksTo: groups };
      return openServer(door, machine, wsdWords, speaker, shared);
    }
    default:
      throw new Error(`${door.name} is not spoken in datagrams`);
  }
}

/** What an event is worth telling; undefined: nothing. */
interface Told {
  readonly from: Endpoint;
  readonly message: string;
  readonly outcome: AskOutcome;
}

/** How a protocol is spoken to more than one. */
interface Manners<Event> extends Pick<ServeOptions<Event>, 'shared' | 'groups' | 'hops'> {
  /**
   * Groups that are told of coming and going. ENPC's is none of them: whether a reply ever goes to it nobody knows.
   */
  readonly speaksTo?: readonly string[];
}

async function openServer<State, Input, Event>(
  { by, port }: Door,
  machine: Machine<State, Input | DatagramReceived, DatagramAction<Event>>,
  words: (event: Event) => Told | undefined,
  { where, hearing, platform, fail }: Speaker,
  { speaksTo, ...more }: Manners<Event> = {},
): Promise<Spoken & Pick<Serving<Input>, 'say'>> {
  const { address, isReachable } = where;
  const groups = new Set(speaksTo);
  const serving: Serving<Input> = await serve(machine, platform, {
    address,
    port,
    everybody: isReachable,
    ...more,
    mayHear: (from, toAll, bytes) =>
      hearing.mayHear(by, from, toAll, `a datagram of ${bytes.length} bytes`),
    maySend: (to) => (isReachable && groups.has(to.address)) || mayAnswer(where, to.address, false),
    tell(event) {
      const told = words(event);
      if (told) hearing.note(by, told.from, told.message, told.outcome);
    },
    fail,
  });
  const farewell = speaksTo ? ({ kind: 'leave' } as Input) : undefined;
  return {
    say: (input) => serving.say(input),
    leave: () => farewell !== undefined && serving.say(farewell),
    close: () => serving.close(),
  };
}

const enpcWords = (event: ResponderEvent): Told =>
  event.kind === 'asked'
    ? { from: event.from, message: event.request.title, outcome: event.outcome }
    : broken(event);

const snmpWords = (event: AgentEvent): Told =>
  event.kind === 'asked'
    ? { from: event.from, message: event.message.title, outcome: event.outcome }
    : broken(event);

/** Everybody on the link hears every question: those for others are no news. */
function dnssdWords(event: DnssdEvent): Told | undefined {
  if (event.kind === 'unreadable') return broken(event);
  if (event.outcome === 'ignored') return undefined;
  const names = event.questions.slice(0, 3).map(({ name }) => name);
  const more = event.questions.length > 3 ? ` and ${event.questions.length - 3} more` : '';
  return { from: event.from, message: `asks for ${names.join(', ')}${more}`, outcome: 'answered' };
}

function wsdWords(event: WsdResponderEvent): Told | undefined {
  if (event.kind === 'unreadable') return broken(event);
  if (!event.answered) return undefined;
  return { from: event.from, message: event.message.title, outcome: 'answered' };
}

const broken = ({
  from,
  error,
}: {
  readonly from: Endpoint;
  readonly error: { readonly message: string };
}): Told => ({ from, message: `no message: ${error.message}`, outcome: 'ignored' });
