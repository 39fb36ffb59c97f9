/**
 * Finds the unit behind a socket that the service manager holds, and with it the service that
 * starts when somebody knocks. Unit files are read where systemd itself reads them; only when none
 * of them explains a socket (units made while the machine runs) is systemctl asked.
 */
import { statSync } from 'node:fs';
import type {
  Activation,
  Listener,
  ListenerReport,
  Process,
} from '../../../../../survey/listener.ts';
import { missing } from './bounded.ts';
import { isManager, userOfManager } from './managers.ts';
import { isListener, type SocketUnit } from './parse/units.ts';
import type { Places } from './places.ts';
import { activeSockets, UnitFiles, systemFolders, userFolders } from './unit-files.ts';

/** Units of one manager that may hold sockets, and how to read the services they start. */
interface Manager {
  readonly files: UnitFiles;
  readonly sockets: ReadonlyMap<string, SocketUnit>;
  /** Those that hold their sockets at this time, where that can be seen. */
  readonly active: ReadonlySet<string>;
}

export async function attributeActivations(
  report: ListenerReport,
  places: Places,
): Promise<ListenerReport> {
  const managers = new Managers(places);
  const listeners: Listener[] = [];
  for (const listener of report.listeners) {
    listeners.push(await withActivation(listener, managers));
  }
  return { ...report, listeners };
}

async function withActivation(listener: Listener, managers: Managers): Promise<Listener> {
  const { processes, owner } = listener;
  const holder = processes.find(isManager);
  // A socket whose holder may not be seen is a unit's only if root made it and the unit is active.
  if (holder === undefined && (processes.length > 0 || owner !== 'root')) return listener;
  const activation = await managers.activation(listener, holder);
  if (holder === undefined && activation === undefined) return listener;
  return {
    ...listener,
    // Who does the work comes first: the manager only keeps the socket for the next start.
    processes: [
      ...processes.filter((process) => !isManager(process)),
      ...processes.filter(isManager),
    ],
    ...(activation && { activation }),
  };
}

/** The service managers of a machine, each read when it is first asked about. */
class Managers {
  private readonly known = new Map<string, Manager>();
  private asked: ReadonlyMap<string, SocketUnit> | undefined;

  constructor(private readonly places: Places) {}

  /** @param holder undefined when it may not be seen */
  async activation(
    listener: Listener,
    holder: Process | undefined,
  ): Promise<Activation | undefined> {
    const user = userOfManager(holder?.unit);
    const manager = user === undefined ? this.system() : this.ofUser(user);
    const { active, sockets } = manager;
    const fits = asking(sockets, listener);
    const certain = fits.filter(([name]) => active.has(name));
    if (certain.length === 1) return describe(manager, certain[0]!);
    if (holder === undefined) return undefined;
    const shown = user === undefined ? asking(await this.shown(), listener) : [];
    // Where two units ask for one socket, and neither is known to have it, nothing is said.
    const [only, another] = shown.length > 0 ? shown : fits;
    return only !== undefined && another === undefined ? describe(manager, only) : undefined;
  }

  private system(): Manager {
    return this.once('system', () => {
      const files = new UnitFiles(systemFolders(this.places.base));
      const active = activeSockets(this.places);
      return { files, sockets: files.sockets(active), active };
    });
  }

  private ofUser(uid: number): Manager {
    return this.once(`user ${uid}`, () => {
      const files = new UnitFiles(userFolders(this.places, uid));
      return { files, sockets: files.sockets(new Set()), active: new Set() };
    });
  }

  private once(key: string, make: () => Manager): Manager {
    const manager = this.known.get(key) ?? make();
    this.known.set(key, manager);
    return manager;
  }

  /** What systemd itself says, asked once, and only on the machine that this runs on. */
  private async shown(): Promise<ReadonlyMap<string, SocketUnit>> {
    if (this.asked === undefined) {
      const runs = this.places.base === '' && isFolder('/run/systemd/system');
      this.asked = runs ? await (await import('./ask-systemctl.ts')).showSockets() : new Map();
    }
    return this.asked;
  }
}

type Named = readonly [name: string, unit: SocketUnit];

/** The units that ask for a socket. */
const asking = (sockets: ReadonlyMap<string, SocketUnit>, listener: Listener): Named[] =>
  Array.from(sockets).filter(([, { listens }]) =>
    listens.some((listen) => isListener(listen, listener)),
  );

function describe({ files }: Manager, [socket, { service }]: Named): Activation {
  const program = files.program(service);
  return { socket, service, ...(program !== undefined && { program }) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    missing(error);
    return false;
  }
}
