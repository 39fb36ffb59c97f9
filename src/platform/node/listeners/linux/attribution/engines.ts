/**
 * Where engines keep what they know of their containers, and the asking for it: each place once a
 * survey, and only for engines of which a container was seen. What root's engines write is kept
 * apart from what a user's own write, and neither answers for the other.
 */
import { readdirSync } from 'node:fs';
import type { Container } from '../../../../../survey/listener.ts';
import type { Missing } from '../read.ts';
import { ask } from './ask.ts';
import { missing, readBounded } from './bounded.ts';
import { parseHomes } from './parse/homes.ts';
import {
  parseCniResult,
  parseContainerList,
  parseDockerConfig,
  parseRuntimeConfig,
  parseStorageList,
  type ContainerRecord,
} from './parse/records.ts';
import { ROOT, type Places } from './places.ts';

/** Longest record of one container, in bytes, and longest list of all. */
const RECORD_LIMIT = 1024 * 1024;
const LIST_LIMIT = 16 * 1024 * 1024;
/** Most files that are read of a folder. */
const FILES = 1_000;

/** Engines' records, read when they are first asked for. */
export class Records {
  private readonly lists = new Map<string, readonly ContainerRecord[]>();
  private readonly homes: ReadonlyMap<number, string>;
  /** Engines of which something may not be read. */
  readonly refused = new Set<string>();

  constructor(private readonly places: Places) {
    const passwd = readBounded(`${places.base}/etc/passwd`, LIST_LIMIT);
    this.homes = parseHomes(typeof passwd === 'object' ? passwd.text : '');
  }

  /** Asks Docker, or what answers like it, for the containers of a user; `ROOT`'s are the machine's. */
  async askDocker(owner: number): Promise<void> {
    const key = `docker ${owner}`;
    if (this.lists.has(key)) return;
    this.lists.set(key, []);
    let refused = false;
    for (const socket of this.dockerSockets(owner)) {
      const answer = await ask(socket, '/containers/json', owner);
      if (typeof answer === 'object') {
        this.lists.set(key, parseContainerList(answer.text));
        return;
      }
      refused ||= answer === 'refused';
    }
    if (refused) this.refused.add('docker');
  }

  private dockerSockets(owner: number): string[] {
    const { base, dockerHost = '', uid } = this.places;
    const own = owner === (uid ?? ROOT);
    const named = /^unix:\/\/(\/.+)$/.exec(dockerHost)?.[1];
    const usual =
      owner === ROOT ? `${base}/run/docker.sock` : `${base}/run/user/${owner}/docker.sock`;
    // Whoever sets the variable sets it for the engine that he uses, which may be the machine's.
    return (own || owner === ROOT) && named !== undefined ? [...new Set([named, usual])] : [usual];
  }

  /** What is known of a container; undefined when nothing is, or nothing may be. */
  find(container: Container, owner: number): ContainerRecord | undefined {
    const { engine, id } = container;
    const listed = (records: readonly ContainerRecord[]) =>
      records.find((record) => record.id === id || (id.length >= 12 && record.id.startsWith(id)));
    if (engine === 'docker') return listed(this.docker(owner)) ?? this.dockerFile(id, owner);
    if (!/^[0-9a-zA-Z][\w.-]{0,127}$/.test(id)) return undefined;
    if (engine === 'podman') {
      const record = listed(this.storage(owner));
      return record && { ...record, ...this.wiring(record, owner) };
    }
    return this.runtimeConfig(engine, id, owner);
  }

  /** The containers that are known to have ports of the machine. */
  publishing(owner: number): readonly ContainerRecord[] {
    const all = owner === ROOT ? [...this.docker(owner), ...this.cni()] : this.docker(owner);
    return all.filter(({ published }) => published.length > 0);
  }

  private docker(owner: number): readonly ContainerRecord[] {
    return this.lists.get(`docker ${owner}`) ?? [];
  }

  private dockerFile(id: string, owner: number): ContainerRecord | undefined {
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
    const home = this.homes.get(owner) ?? '';
    const folder = owner === ROOT ? '/var/lib/docker' : `${home}/.local/share/docker`;
    const text = this.read('docker', `${folder}/containers/${id}/config.v2.json`, RECORD_LIMIT);
    return text === undefined ? undefined : parseDockerConfig(text);
  }

  /** One folder for each way to store layers: `overlay-containers`, `vfs-containers` … */
  private storageFolders(owner: number): string[] {
    const home = this.homes.get(owner) ?? '';
    const root = owner === ROOT ? '/var/lib' : `${home}/.local/share`;
    const folder = `${root}/containers/storage`;
    return this.list('podman', folder)
      .filter((name) => /^[a-z]+-containers$/.test(name))
      .map((name) => `${folder}/${name}`);
  }

  private storage(owner: number): readonly ContainerRecord[] {
    return this.once(`storage ${owner}`, () =>
      this.storageFolders(owner).flatMap((folder) => {
        const text = this.read('podman', `${folder}/containers.json`, LIST_LIMIT);
        return text === undefined ? [] : parseStorageList(text);
      }),
    );
  }

  /** How a container of Podman's is connected: its namespace, and what CNI gave it. */
  private wiring({ id }: ContainerRecord, owner: number): Partial<ContainerRecord> {
    const networks = this.storageFolders(owner).flatMap((folder) => {
      const text = this.read('podman', `${folder}/${id}/userdata/config.json`, RECORD_LIMIT);
      return (text !== undefined && parseRuntimeConfig(id, text)?.network) || [];
    });
    const results = owner === ROOT ? this.cni().filter((result) => result.id === id) : [];
    return {
      ...(networks[0] !== undefined && { network: networks[0] }),
      addresses: results.flatMap(({ addresses }) => addresses),
      published: results.flatMap(({ published }) => published),
    };
  }

  /** What CNI keeps, for Podman before version 5 and for Kubernetes. */
  private cni(): readonly ContainerRecord[] {
    return this.once('cni', () => {
      const folder = '/var/lib/cni/results';
      return this.list(undefined, folder).flatMap((name) => {
        const text = this.read(undefined, `${folder}/${name}`, RECORD_LIMIT);
        return (text !== undefined && parseCniResult(text)) || [];
      });
    });
  }

  /** The bundle that a runtime was started from, of whichever runtime has the id. */
  private runtimeConfig(engine: string, id: string, owner: number): ContainerRecord | undefined {
    for (const path of owner === ROOT ? this.bundles(engine, id) : []) {
      const text = this.read(engine, path, RECORD_LIMIT);
      if (text !== undefined) return parseRuntimeConfig(id, text);
    }
    return undefined;
  }

  private bundles(engine: string, id: string): string[] {
    const crio = `/run/containers/storage/overlay-containers/${id}/userdata/config.json`;
    if (engine === 'cri-o') return [crio];
    if (engine !== 'containerd' && engine !== 'kubernetes') return [];
    const tasks = ['/run/containerd', '/run/k3s/containerd'].flatMap((state) => {
      const folder = `${state}/io.containerd.runtime.v2.task`;
      return this.list(engine, folder).map((space) => `${folder}/${space}/${id}/config.json`);
    });
    return engine === 'kubernetes' ? [...tasks, crio] : tasks;
  }

  private once(key: string, make: () => readonly ContainerRecord[]): readonly ContainerRecord[] {
    const known = this.lists.get(key) ?? make();
    this.lists.set(key, known);
    return known;
  }

  /** @param engine whose records these are; undefined when nobody misses them */
  private read(engine: string | undefined, path: string, limit: number): string | undefined {
    const found = readBounded(this.places.base + path, limit);
    return typeof found === 'object' ? found.text : this.note(engine, found);
  }

  private list(engine: string | undefined, folder: string): string[] {
    try {
      return readdirSync(this.places.base + folder).slice(0, FILES);
    } catch (error) {
      this.note(engine, missing(error));
      return [];
    }
  }

  private note(engine: string | undefined, why: Missing): undefined {
    if (why === 'refused' && engine !== undefined) this.refused.add(engine);
    return undefined;
  }
}
