/** Unit files where systemd looks for them (systemd.unit(5), "Unit File Load Path"). */
import { readdirSync, readlinkSync } from 'node:fs';
import { readSmall } from '../read.ts';
import { missing, readBounded } from './bounded.ts';
import { parseHomes } from './parse/homes.ts';
import {
  parseUnit,
  programOf,
  socketUnit,
  splitUnitName,
  templateOf,
  type Assignment,
  type SocketUnit,
} from './parse/units.ts';
import type { Places } from './places.ts';

/** Longest unit file that is read, in bytes. */
const LIMIT = 256 * 1024;
/** Most units that are read. */
const UNITS = 2_000;

/** The system's folders; what stands in an earlier one counts. */
export const systemFolders = (base: string): string[] =>
  [
    '/etc/systemd/system.control',
    '/run/systemd/system.control',
    '/run/systemd/transient',
    '/run/systemd/generator.early',
    '/etc/systemd/system',
    '/run/systemd/system',
    '/run/systemd/generator',
    '/usr/local/lib/systemd/system',
    '/usr/lib/systemd/system',
    '/lib/systemd/system',
    '/run/systemd/generator.late',
  ].map((folder) => base + folder);

/** A user's folders. */
export function userFolders({ base }: Places, uid: number): string[] {
  const passwd = readBounded(`${base}/etc/passwd`, 16 * 1024 * 1024);
  const home = parseHomes(typeof passwd === 'object' ? passwd.text : '').get(uid);
  const own = (folder: string) => (home === undefined ? [] : [`${home}/${folder}`]);
  return [
    ...own('.config/systemd/user.control'),
    `/run/user/${uid}/systemd/user.control`,
    `/run/user/${uid}/systemd/transient`,
    `/run/user/${uid}/systemd/generator.early`,
    ...own('.config/systemd/user'),
    '/etc/systemd/user',
    `/run/user/${uid}/systemd/user`,
    '/run/systemd/user',
    `/run/user/${uid}/systemd/generator`,
    ...own('.local/share/systemd/user'),
    '/usr/local/share/systemd/user',
    '/usr/share/systemd/user',
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
    '/lib/systemd/user',
    `/run/user/${uid}/systemd/generator.late`,
  ].map((folder) => base + folder);
}

/** Where control groups of the system's units are mounted: version 2, or 1, or both. */
const GROUPS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

/**
 * The socket units of the system that hold their sockets at this time: systemd gives each a control
 * group, below the one that it was started in itself, which everybody may see.
 */
export function activeSockets({ base, proc }: Places): ReadonlySet<string> {
  const own = readSmall(`${proc}/1/cgroup`) ?? '';
  const [, above = ''] = /^(?:0:|\d+:name=systemd):(\/.*)?\/init\.scope$/m.exec(own) ?? [];
  const slices = GROUPS.map((group) => `${base}${group}${above}/system.slice`);
  const inner = slices.flatMap((slice) =>
    list(slice)
      .filter((name) => name.endsWith('.slice'))
      .map((name) => `${slice}/${name}`),
  );
  const names = [...slices, ...inner].flatMap((slice) => list(slice));
  return new Set(names.filter((name) => name.endsWith('.socket')));
}

/** The units of one manager. */
export class UnitFiles {
  /** The folders that have an entry of a name, in systemd's order. */
  private readonly entries = new Map<string, string[]>();

  constructor(folders: readonly string[]) {
    for (const folder of folders) {
      for (const name of list(folder)) {
        const known = this.entries.get(name);
        if (known) known.push(folder);
        else this.entries.set(name, [folder]);
      }
    }
  }

  /**
   * What socket units say, by name: of all that have a file, and of instances of templates that
   * another unit asks for. A unit with several names is there once, by that of its file.
   * @param active names of units that are known to be there, instances of templates among them
   */
  sockets(active: ReadonlySet<string>): Map<string, SocketUnit> {
    const units = new Map<string, SocketUnit>();
    for (const name of new Set([...active, ...this.socketNames()])) {
      const real = this.aliased(name);
      if (units.has(real)) continue;
      const texts = this.texts(real);
      if (texts.some(mayHavePort)) units.set(real, socketUnit(assignments(texts, real), real));
    }
    return units;
  }

  private socketNames(): string[] {
    const wanted = Array.from(this.entries).flatMap(([name, folders]) =>
      /\.(wants|requires|upholds)$/.test(name)
        ? folders.flatMap((folder) => list(`${folder}/${name}`))
        : [],
    );
    const units = [...this.entries.keys(), ...wanted].filter((name) => {
      const parts = splitUnitName(name);
      return parts?.suffix === 'socket' && parts.instance !== '';
    });
    return units.slice(0, UNITS);
  }

  /** The program that a service runs, where its files tell. */
  program(service: string): string | undefined {
    return programOf(assignments(this.texts(service), service));
  }

  /** The unit's own file, then what its `….d` folders add, in the order of their files' names. */
  private texts(name: string): string[] {
    if (splitUnitName(name) === undefined) return [];
    const template = templateOf(name);
    const forms = template === undefined ? [name] : [name, template];
    return [...this.main(forms), ...this.additions(forms)];
  }

  private main(forms: readonly string[]): string[] {
    const paths = forms.flatMap((form) =>
      (this.entries.get(form) ?? []).map((folder) => `${folder}/${form}`),
    );
    for (const path of paths) {
      const text = readBounded(path, LIMIT);
      if (typeof text === 'object') return [text.text];
      // A link to /dev/null masks the unit (systemd.unit(5)): what stands behind it does not count.
      if (isMask(path)) return [];
    }
    return [];
  }

  private additions(forms: readonly string[]): string[] {
    const files = new Map<string, string>();
    for (const form of forms) {
      for (const folder of this.entries.get(`${form}.d`) ?? []) {
        for (const name of list(`${folder}/${form}.d`)) {
          if (name.endsWith('.conf') && !files.has(name))
            files.set(name, `${folder}/${form}.d/${name}`);
        }
      }
    }
    return Array.from(files)
      .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .flatMap(([, path]) => {
        const text = readBounded(path, LIMIT);
        return typeof text === 'object' ? [text.text] : [];
      });
  }

  /** `sshd.socket` may be a link to `ssh.socket`: one unit with two names. */
  private aliased(name: string): string {
    const [folder] = this.entries.get(name) ?? [];
    const target = folder === undefined ? undefined : linkTarget(`${folder}/${name}`);
    const real = target?.replace(/^.*\//, '');
    const parts = real === undefined ? undefined : splitUnitName(real);
    // A link to a template is an instance of it, and keeps its own name.
    return real !== undefined && parts?.suffix === 'socket' && parts.instance !== '' ? real : name;
  }
}

const assignments = (texts: readonly string[], unit: string): Assignment[] =>
  texts.flatMap((text) => parseUnit(text, unit));

/** Most socket units ask for files alone; those need not be taken apart. */
const mayHavePort = (text: string) => /^\s*Listen(?:Stream|Datagram)\s*=\s*[^/@\s]/m.test(text);

const isMask = (path: string) => linkTarget(path) === '/dev/null';

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    missing(error);
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    missing(error);
    return [];
  }
}
