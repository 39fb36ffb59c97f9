/**
 * Says more of a report than sockets and processes do: which container is behind a port, what it is
 * called, which service will answer for a socket that the service manager holds. Each question is
 * asked only when the report gives a reason, and what answers it is loaded only then: a machine
 * without containers pays for looking through its own report, and no more.
 */
import { existsSync } from 'node:fs';
import type { ListenerReport } from '../../../../../survey/listener.ts';
import { isManager } from './managers.ts';
import { isProxyName } from './parse/proxy-names.ts';
import { placesBeside } from './places.ts';

/**
 * @param proc where the proc file system is mounted
 * @returns the report with more said of the same sockets; gaps may come, none goes
 */
export async function attribute(report: ListenerReport, proc: string): Promise<ListenerReport> {
  const places = placesBeside(proc);
  const { containers, managers, names } = reasons(report, places.base);
  let said = report;
  if (containers || names) {
    const { namedNamespaces, emptyNamespaces, emptyGap } = await import('./names.ts');
    const called = namedNamespaces(places);
    if (containers) {
      const { attributeContainers } = await import('./containers.ts');
      said = await attributeContainers(said, places, called);
    }
    const seen = report.elsewhere.map(({ namespace }) => namespace);
    // Who may not see the kernel's names of namespaces cannot tell which of them are empty.
    const nameless = seen.some((namespace) => !namespace.startsWith('net:'));
    const empty = nameless ? [] : emptyNamespaces(places, called, seen);
    if (empty.length > 0) {
      const gaps = [...said.coverage.gaps, emptyGap(empty)];
      said = { ...said, coverage: { ...said.coverage, gaps } };
    }
  }
  if (managers) {
    const { attributeActivations } = await import('./activations.ts');
    said = await attributeActivations(said, places);
  }
  return said;
}

/** What in a report there is to ask about. */
function reasons({ listeners, elsewhere }: ListenerReport, base: string) {
  let containers = elsewhere.length > 0;
  let managers = false;
  let unheld = false;
  for (const { processes, owner } of listeners) {
    if (processes.length === 0 && owner === 'root') unheld = true;
    for (const process of processes) {
      if (process.container !== undefined || isProxyName(process.name)) containers = true;
      if (isManager(process)) managers = true;
    }
  }
  return {
    // Docker Desktop holds its ports where no process of this system is; Docker itself still tells.
    containers: containers || (unheld && existsSync(`${base}/run/docker.sock`)),
    // Without permission to see who holds a socket, its unit may still tell.
    managers: managers || (unheld && existsSync(`${base}/run/systemd/system`)),
    names: existsSync(`${base}/run/netns`),
  };
}
