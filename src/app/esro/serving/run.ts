/** One performer, from opening its port to its end. */
import { UnavailableError } from '../../../core/errors.ts';
import { formatEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import type { CancelSignal } from '../../../core/signal.ts';
import { BindError } from '../../../platform/bind-error.ts';
import type { User } from '../../../platform/privileges.ts';
import { quoted } from '../../../verdict/commands/shell.ts';
import { heirOf, openAndBecome } from '../../heir.ts';
import { bounded } from '../../live.ts';
import type { Context, Input } from '../../operation.ts';
import { explainRefusals, onAnotherPort, refusalNotes } from '../../refusals.ts';
import type { Sap } from '../call.ts';
import { openEndpoint, type EsroEndpoint } from '../endpoint.ts';
import type { ServiceServer } from '../services/agreement.ts';
import type { ServeResult, ServeStand } from './event.ts';
import { Hearing } from './hearing.ts';
import { Telling } from './telling.ts';
import { readWanted, type Wanted, type WantedService } from './wanted.ts';

/** @throws UsageError when the input makes no sense; UnavailableError when the port cannot be had */
export async function runServe(input: Input, context: Context): Promise<ServeResult> {
  const wanted = readWanted(input, context.platform);
  const bounds = bounded(input, context);
  const server = new Server(wanted, input['user'] as string | undefined, bounds.context);
  try {
    return await server.run();
  } finally {
    await server.close();
    bounds.close();
  }
}

class Server {
  private readonly telling: Telling;
  private readonly hearing: Hearing;
  private endpoint: EsroEndpoint | undefined;
  private servers: ServiceServer[] = [];
  /** The first that a service had. */
  private bug: unknown;
  private readonly ended: Promise<void>;
  private fail: (bug: unknown) => void = () => {};

  constructor(
    private readonly wanted: Wanted,
    private readonly userName: string | undefined,
    private readonly context: Context,
  ) {
    const { platform, signal } = context;
    this.telling = new Telling(platform.clock, (row) => context.emit({ kind: 'row', row }));
    const served = new Set(wanted.services.map(({ sap }) => sap));
    const { mayHear } = wanted.place;
    this.hearing = new Hearing({ mayHear, served }, platform.clock, this.telling);
    this.ended = new Promise((resolve, reject) => {
      this.fail = reject;
      whenAborted(signal, resolve);
    });
    // What fails before anybody waits for it is no rejection that nobody handles.
    this.ended.catch(() => {});
  }

  async run(): Promise<ServeResult> {
    const { platform } = this.context;
    const { clock, privileges } = platform;
    const since = instant(clock.wallTime());
    const heir = heirOf(privileges, this.userName);
    // Asked before the services are there, it waits for them.
    let ready: (servers: readonly ServiceServer[]) => void = () => {};
    const opened = new Promise<readonly ServiceServer[]>((resolve) => (ready = resolve));
    const endpoint = await this.open(opened);
    this.endpoint = endpoint;
    await openAndBecome(privileges, heir, () => this.openServices());
    const stand = this.stand(endpoint.local, heir);
    this.context.emit({ kind: 'state', state: stand });
    ready(this.servers);
    await this.ended;
    endpoint.close();
    this.telling.close();
    if (this.bug !== undefined) throw this.bug;
    return { ...stand, since, until: instant(clock.wallTime()), ...this.telling.counts };
  }

  async close(): Promise<void> {
    this.endpoint?.close();
    for (const server of this.servers.splice(0)) await server.close?.();
  }

  private async open(opened: Promise<readonly ServiceServer[]>): Promise<EsroEndpoint> {
    const { place, port, timers, services } = this.wanted;
    const saps = services.map(
      (service, at) => [service.sap, this.telling.sap(service, this.one(opened, at))] as const,
    );
    try {
      return await openEndpoint(this.context.platform, {
        address: place.address,
        port,
        timers,
        saps: Object.fromEntries(saps) as Record<number, Sap>,
        mayHear: (from, datagram) => this.hearing.mayHear(from, datagram),
        failed: (bug) => this.failed(bug),
      });
    } catch (problem) {
      if (!(problem instanceof BindError)) throw problem;
      throw await this.refusal(problem);
    }
  }

  /** Where charges cannot be kept, nothing can be performed. A bug is told at the end: one call must not end all others. */
  private failed(bug: unknown): void {
    if (bug instanceof UnavailableError) this.fail(bug);
    else this.bug ??= bug;
  }

  private async one(opened: Promise<readonly ServiceServer[]>, at: number): Promise<ServiceServer> {
    return (await opened)[at]!;
  }

  private async openServices(): Promise<void> {
    const { services, wishes } = this.wanted;
    const servers: ServiceServer[] = [];
    this.servers = servers;
    for (const { entry } of services) servers.push(await entry.server(wishes, this.context));
  }

  private stand({ address, port }: Endpoint, heir: User | undefined): ServeStand {
    const { place, services } = this.wanted;
    return {
      address,
      port,
      isReachable: place.isReachable,
      services: services.map(({ entry: { agreement }, sap, handshake }) => {
        return { name: agreement.name, title: agreement.title, sap, handshake };
      }),
      notes: this.servers.flatMap(({ notes = [] }) => notes),
      example: exampleFor(services[0]!, { address, port }),
      ...(heir && { user: heir.name }),
    };
  }

  /** The same with who has the port, or what helps. */
  private async refusal(error: BindError): Promise<UnavailableError> {
    const { platform, signal } = this.context;
    const { place, port, services } = this.wanted;
    const names = services.map(({ entry }) => entry.agreement.name).join();
    const again = `portolan esro serve --service ${names}`;
    const refused = { transport: 'udp' as const, port, address: place.address, error };
    const notes = refusalNotes(await explainRefusals([refused], platform, signal, again));
    return new UnavailableError([...notes, ...onAnotherPort(refused, again, 2590)].join('\n'));
  }
}

/** From this machine, as whoever has just started it tries it. */
function exampleFor({ entry, sap, handshake }: WantedService, { address, port }: Endpoint): string {
  const { agreement } = entry;
  const near = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return [
    `portolan esro invoke ${formatEndpoint({ address: near, port })} --service ${agreement.name}`,
    ...(sap === agreement.sap ? [] : [`--sap ${sap}`]),
    ...(handshake === agreement.handshake ? [] : [`--handshake ${handshake}`]),
    `--query ${quoted(agreement.example)}`,
  ].join(' ');
}

const whenAborted = (signal: CancelSignal, then: () => void) => {
  signal.addEventListener('abort', then);
  if (signal.aborted) then();
};

const instant = (time: number): string => new Date(time).toISOString();
