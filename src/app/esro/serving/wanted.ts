/** What `esro serve` is asked to be. */
import { UsageError } from '../../../core/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Handshake } from '../../../protocols/esro/service.ts';
import type { EsroTimers } from '../../../protocols/esro/timers.ts';
import type { Input } from '../../operation.ts';
import { readList } from '../../parameters.ts';
import { readListen, type Place } from '../place.ts';
import { SERVICE_NAMES, serviceNamed, type ServiceEntry } from '../services/index.ts';
import type { ServiceWishes } from '../services/wishes.ts';
import { readTimers } from '../words.ts';

export interface WantedService {
  readonly entry: ServiceEntry;
  readonly sap: number;
  readonly handshake: Handshake;
}

export interface Wanted {
  readonly services: readonly WantedService[];
  readonly wishes: ServiceWishes;
  readonly place: Place;
  readonly port: number;
  readonly timers: Partial<EsroTimers>;
}

/** @throws UsageError when the words contradict each other */
export function readWanted(input: Input, { interfaces }: Pick<Platform, 'interfaces'>): Wanted {
  const services = readServices(input);
  return {
    services,
    wishes: readWishes(input, services),
    place: readListen(input['listen'] as string, input['allow-public'] === true, interfaces()),
    port: input['port'] as number,
    timers: readTimers(input['timers'] as string | undefined),
  };
}

function readServices(input: Input): readonly WantedService[] {
  const names = [...new Set(readList('service', input['service'] as string))];
  const entries = names.map((name) => {
    const entry = serviceNamed(name);
    if (entry) return entry;
    throw new UsageError(`service is one of ${SERVICE_NAMES.join(', ')}, not "${name}"`);
  });
  const sap = input['sap'] as number | undefined;
  const handshake = input['handshake'] as Handshake | undefined;
  if (entries.length > 1 && sap !== undefined) {
    throw new UsageError('--sap is for one service: with several, each keeps its own');
  }
  return entries.map((entry) => ({
    entry,
    sap: sap ?? entry.agreement.sap,
    handshake: handshake ?? entry.agreement.handshake,
  }));
}

const WISHES = ['vcards', 'cards', 'journal'] as const;

function readWishes(input: Input, services: readonly WantedService[]): ServiceWishes {
  const given = WISHES.filter((name) => input[name] !== undefined);
  for (const name of given) {
    if (services.some(({ entry }) => entry.takes.includes(name))) continue;
    const names = services.map(({ entry }) => entry.agreement.name).join(' and ');
    throw new UsageError(`--${name} says nothing to ${names}: leave it out`);
  }
  return Object.fromEntries(given.map((name) => [name, input[name]]));
}
