/** The services that `esro serve` has and `esro invoke` knows: the one list. */
import type { Context } from '../../operation.ts';
import type { Agreement, ServiceClient, ServiceServer } from './agreement.ts';
import { CARD_AUTHORIZATION } from './card-authorization/agreement.ts';
import { ECHO } from './echo/agreement.ts';
import { WHITE_PAGES } from './white-pages/agreement.ts';
import type { ServiceWishes } from './wishes.ts';

export interface ServiceEntry {
  readonly agreement: Agreement;
  /** Which of the wishes it understands. */
  readonly takes: readonly (keyof ServiceWishes)[];
  /** @throws UsageError for a file that makes no sense; UnavailableError for one that cannot be had */
  readonly server: (wishes: ServiceWishes, context: Context) => Promise<ServiceServer>;
  readonly client: () => Promise<ServiceClient>;
}

export const SERVICES: readonly ServiceEntry[] = [
  {
    agreement: ECHO,
    takes: [],
    server: async () => (await import('./echo/server.ts')).echoServer,
    client: async () => (await import('./echo/client.ts')).echoClient,
  },
  {
    agreement: WHITE_PAGES,
    takes: ['vcards'],
    server: async (wishes, context) =>
      (await import('./white-pages/open.ts')).openWhitePages(wishes, context),
    client: async () => (await import('./white-pages/client.ts')).whitePagesClient,
  },
  {
    agreement: CARD_AUTHORIZATION,
    takes: ['cards', 'journal'],
    server: async (wishes, context) =>
      (await import('./card-authorization/open.ts')).openCardAuthorization(wishes, context),
    client: async () => (await import('./card-authorization/client.ts')).cardClient,
  },
];

export const SERVICE_NAMES: readonly string[] = SERVICES.map(({ agreement }) => agreement.name);

export const serviceNamed = (name: string): ServiceEntry | undefined =>
  SERVICES.find(({ agreement }) => agreement.name === name);
