/**
 * launchd opens sockets for the services that it starts on demand; until then it holds them itself, as
 * process 1. Which service that is, its job file tells (launchd.plist(5), `Sockets`). What `launchctl
 * print` writes would tell too, but its manual says that nobody may rely on the form of it.
 */
import type { Activation, Listener } from '../../../../survey/listener.ts';

/** The first process, which starts all others. */
export const LAUNCHD = 1;

/** A socket that a job asks launchd for. */
export interface JobSocket {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Undefined: both. */
  readonly family: 'ipv4' | 'ipv6' | undefined;
  readonly activation: Activation;
}

/** Where job files stand; a later folder's are the administrator's and the user's own. */
export const jobFolders = (home: string): readonly string[] => [
  '/System/Library/LaunchDaemons',
  '/Library/LaunchDaemons',
  '/System/Library/LaunchAgents',
  '/Library/LaunchAgents',
  `${home}/Library/LaunchAgents`,
];

/**
 * Where launchctl has a job by its file: daemons are the system's, agents belong to a user's session.
 * @param uid the user that looks: root has no session to name
 */
export function domainOf(path: string, uid: number | undefined): string | undefined {
  if (path.includes('/LaunchDaemons/')) return 'system';
  return uid === undefined || uid === 0 ? undefined : `gui/${uid}`;
}

/**
 * Whether a job file, in either of its formats, may ask for Internet sockets: both write the words as
 * ASCII. Of some 900 files on a Mac, a dozen do.
 */
export const mayAskForSockets = (bytes: string): boolean => bytes.includes('SockServiceName');

/**
 * The Internet sockets that a job asks for. Total: any JSON may be given.
 * @param services port numbers by `name/transport`
 * @param domain where launchctl has the job: `system`, `gui/501`
 */
export function socketsOfJob(
  json: string,
  services: ReadonlyMap<string, number>,
  domain?: string,
): JobSocket[] {
  const job = record(parse(json));
  const label = text(job?.['Label']);
  if (job === undefined || label === undefined) return [];
  const args = job['ProgramArguments'];
  const program = text(job['Program']) ?? text(Array.isArray(args) ? args[0] : undefined);
  return Object.entries(record(job['Sockets']) ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => {
      const activation = {
        socket: `${label}/${name}`,
        service: domain === undefined ? label : `${domain}/${label}`,
        ...(program !== undefined && { program }),
      };
      return jobSocket(record(one), services, activation) ?? [];
    }),
  );
}

const FAMILIES: Readonly<Record<string, JobSocket['family']>> = { IPv4: 'ipv4', IPv6: 'ipv6' };

function jobSocket(
  socket: Readonly<Record<string, unknown>> | undefined,
  services: ReadonlyMap<string, number>,
  activation: Activation,
): JobSocket | undefined {
  // `SockPassive: false` connects instead of listening.
  if (socket === undefined || socket['SockPassive'] === false) return undefined;
  const datagrams = socket['SockType'] === 'dgram' || socket['SockProtocol'] === 'UDP';
  const transport = datagrams ? 'udp' : 'tcp';
  const wanted = socket['SockServiceName'];
  const word = typeof wanted === 'number' ? String(wanted) : text(wanted);
  if (word === undefined) return undefined;
  const port = /^\d{1,5}$/.test(word) ? Number(word) : services.get(`${word}/${transport}`);
  if (port === undefined) return undefined;
  return { transport, port, family: FAMILIES[String(socket['SockFamily'])], activation };
}

/**
 * The service that a listener of launchd waits for. Several jobs may ask for one port, of which
 * launchd gives it to one that is not disabled; which one the files do not tell, so nothing is said.
 */
export function activationOf(
  { transport, port, family, processes }: Listener,
  sockets: readonly JobSocket[],
): Activation | undefined {
  if (!processes.some(({ pid }) => pid === LAUNCHD)) return undefined;
  const asking = sockets.filter(
    (socket) =>
      socket.transport === transport &&
      socket.port === port &&
      (socket.family === undefined || socket.family === family),
  );
  const labels = new Set(asking.map(({ activation }) => activation.service));
  return labels.size === 1 ? asking[0]!.activation : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
