/**
 * The real world: this machine's sockets, clock, files and listeners. Only an entry file picks it; what
 * not every command needs is loaded when it is first used, so that a lookup starts fast.
 */
import type { ListenerSource, Platform } from '../platform.ts';
import { nodeClock } from './clock.ts';
import { nodeData } from './data.ts';
import { nodeFiles } from './files.ts';
import { nodeFirewall } from './firewall/index.ts';
import { nodeFonts } from './fonts.ts';
import { nodeFolders } from './folders.ts';
import { nodeInterfaces } from './interfaces/index.ts';
import { nodeNeighbours } from './interfaces/neighbours.ts';
import { nodeListeners } from './listeners/index.ts';
import { nodeMail } from './mail/index.ts';
import { nodeNames } from './names.ts';
import { nodePrivileges } from './privileges.ts';
import { nodeProcesses } from './processes.ts';
import { nodePrograms } from './programs.ts';
import { nodeRecords } from './records.ts';
import { nodeReferences } from './references.ts';
import { nodeSpool } from './spool/index.ts';
import { nodeStores } from './stores/index.ts';
import { nodeTcp } from './tcp.ts';
import { nodeUdp } from './udp.ts';
import { nodeWeb } from './web.ts';

/** What the system cannot know by itself. */
export interface NodePlatformOptions {
  /** Where `data/` is. */
  readonly dataFolder: URL;
  /** Who tells what listens here; default: this system's own collector. */
  readonly listeners?: ListenerSource;
}

/** The real platform: this machine. */
export function nodePlatform({ dataFolder, listeners }: NodePlatformOptions): Platform {
  const folders = nodeFolders();
  return {
    kind: 'node',
    get host() {
      const { hostname } = process.getBuiltinModule('node:os');
      return { name: hostname(), system: process.platform };
    },
    clock: nodeClock(),
    random: Math.random,
    cryptography: async () => (await import('./cryptography.ts')).nodeCryptography(),
    compression: async () => (await import('./compression.ts')).nodeCompression(),
    fonts: nodeFonts(dataFolder),
    udp: nodeUdp(),
    tcp: nodeTcp(),
    mail: nodeMail(),
    names: nodeNames(),
    interfaces: nodeInterfaces,
    neighbours: nodeNeighbours,
    listeners: listeners ?? nodeListeners(),
    files: nodeFiles(),
    data: nodeData(dataFolder),
    folders,
    stores: nodeStores(folders.state),
    records: nodeRecords(),
    spool: nodeSpool(),
    web: nodeWeb(),
    pdf: { open: async (sink, facts) => (await import('./pdf.ts')).openPdf(sink, facts) },
    programs: nodePrograms(),
    processes: nodeProcesses(),
    privileges: nodePrivileges(),
    firewall: nodeFirewall(),
    references: () => nodeReferences(),
  };
}
