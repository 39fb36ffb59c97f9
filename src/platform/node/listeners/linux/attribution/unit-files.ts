/** Unit files where systemd looks for them (systemd.unit(5), "Unit File Load Path"). */
import { readdirSync, readlinkSync } from 'node:fs';
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

/**
 * The names of the socket units that are active, which systemd keeps as links for the journal;
 * undefined where it does not (before version 235, or no systemd).
 */
export function activeSockets(base: string): string[] | undefined {
  const names = list(`${base}/run/systemd/units`);
  return names?.flatMap((name) => /^invocation:(.+\.socket)$/.exec(name)?.[1] ?? []);
}

/** The units of one manager. */
export class UnitFiles {
  constructor(private readonly folders: readonly string[]) {}

  /** All units of a kind that a file or a link in `….wants` names, templates aside. */
  names(suffix: 'socket'): string[] {
    const names = this.folders.flatMap((folder) => {
      const entries = list(folder) ?? [];
      const wanted = entries
        .filter((entry) => entry.endsWith('.wants') || entry.endsWith('.requires'))
        .flatMap((entry) => list(`${folder}/${entry}`) ?? []);
      return [...entries, ...wanted];
    });
    const units = names.filter((name) => {
      const parts = splitUnitName(name);
      return parts?.suffix === suffix && parts.instance !== '';
    });
    return [...new Set(units)].slice(0, UNITS);
  }

  /** What socket units say, by name; those that are links to another one go by its name. */
  sockets(names: readonly string[]): Map<string, SocketUnit> {
    const units = new Map<string, SocketUnit>();
    for (const name of names.slice(0, UNITS)) {
      const real = this.aliased(name);
      if (!units.has(real)) units.set(real, socketUnit(this.read(real), real));
    }
    return units;
  }

  /** The program that a service runs, where its files tell. */
  program(service: string): string | undefined {
    return programOf(this.read(service));
  }

  /** The unit's own file, then what its `….d` folders add, in the order of their files' names. */
  private read(name: string): Assignment[] {
    if (splitUnitName(name) === undefined) return [];
    const template = templateOf(name);
    const forms = template === undefined ? [name] : [name, template];
    const texts = [...this.main(forms), ...this.additions(forms)];
    return texts.flatMap((text) => parseUnit(text, name));
  }

  private main(forms: readonly string[]): string[] {
    for (const form of forms) {
      for (const folder of this.folders) {
        const text = readBounded(`${folder}/${form}`, LIMIT);
        if (typeof text === 'object') return [text.text];
      }
    }
    return [];
  }

  private additions(forms: readonly string[]): string[] {
    const files = new Map<string, string>();
    for (const folder of forms.flatMap((form) => this.folders.map((each) => `${each}/${form}.d`))) {
      for (const name of list(folder) ?? []) {
        if (name.endsWith('.conf') && !files.has(name)) files.set(name, `${folder}/${name}`);
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
    for (const folder of this.folders) {
      try {
        const target = readlinkSync(`${folder}/${name}`).replace(/^.*\//, '');
        const parts = splitUnitName(target);
        // A link to a template is an instance of it, and one elsewhere is the unit itself.
        if (parts?.suffix === 'socket' && parts.instance !== '') return target;
        return name;
      } catch (error) {
        missing(error);
      }
    }
    return name;
  }
}

function list(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    missing(error);
    return undefined;
  }
}
