/**
 * Which service and which container a process belongs to, read from the path of its control group
 * (cgroups(7), `/proc/<pid>/cgroup`). The kernel knows neither word: the service manager and the
 * container engines leave their marks in the path, each in its own way.
 */
import type { Container } from '../../../../survey/listener.ts';
import { label } from './attribution/parse/label.ts';

/** What a control group tells of a process. */
export interface Membership {
  /** systemd's unit: `ssh.service`, `session-3.scope`. */
  readonly unit?: string;
  readonly container?: Container;
}

/** What engines call a container: 64 hexadecimal digits; some shorten them. */
const ID = '[0-9a-f]{12,64}';

/**
 * The engines' marks. A pattern matches one segment of the path; `parent` must match the segment
 * above it. A monitor (`libpod-conmon-…`, `lxc.monitor.…`) runs outside the container and has no
 * mark here.
 */
const MARKS: readonly {
  readonly engine: string;
  readonly segment: RegExp;
  readonly parent?: RegExp;
}[] = [
  { engine: 'docker', segment: new RegExp(`^docker-(${ID})\\.scope$`) },
  {
    engine: 'docker',
    segment: new RegExp(`^(${ID})$`),
    parent: /^(docker|actions_job)$/,
  },
  { engine: 'docker', segment: new RegExp(`^[^:]+:docker:(${ID})$`) },
  { engine: 'buildkit', segment: /^([0-9a-z]{20,64})$/, parent: /^buildkit$/ },
  { engine: 'podman', segment: new RegExp(`^libpod-(?:payload-)?(${ID})(?:\\.scope)?$`) },
  { engine: 'containerd', segment: new RegExp(`^cri-containerd-(${ID})\\.scope$`) },
  { engine: 'containerd', segment: new RegExp(`^[^:]+:cri-containerd:(${ID})$`) },
  { engine: 'containerd', segment: new RegExp(`^nerdctl-(${ID})\\.scope$`) },
  { engine: 'cri-o', segment: new RegExp(`^crio-(${ID})(?:\\.scope)?$`) },
  { engine: 'kubernetes', segment: new RegExp(`^(${ID})$`), parent: /^pod[0-9a-f_-]{36}$/ },
  { engine: 'ecs', segment: new RegExp(`^(${ID})(?:-\\d+)?$`), parent: /^[0-9a-f]{32}$/ },
  { engine: 'lxc', segment: /^lxc\.payload\.(.+)$/ },
  { engine: 'lxc', segment: /^([^.].*)$/, parent: /^lxc(?:\.payload)?$/ },
  { engine: 'systemd-nspawn', segment: /^systemd-nspawn@(.+)\.service$/ },
  // Machines that registered themselves (systemd-machined); libvirt's have a number before the name.
  { engine: 'libvirt-lxc', segment: /^machine-lxc\\x2d\d+\\x2d(.+)\.scope$/ },
  {
    engine: 'systemd-nspawn',
    segment: /^machine-(?!qemu\\x2d|lxc\\x2d\d)(.+)\.scope$/,
    parent: /^machine\.slice$/,
  },
];

/** Kinds of units that processes run in (systemd.unit(5)); a slice only groups them. */
const UNIT = /^(?!.*\.slice$).+\.(service|socket|scope|mount|swap)$/;

/**
 * Reads `/proc/<pid>/cgroup`, of version 2 (`0::/path`), version 1 (`4:memory:/path`) or both.
 * Total: lines of another shape say nothing.
 */
export function parseCgroup(text: string): Membership {
  const paths = pathsByWeight(text);
  const unit = first(paths, unitOf);
  const container = first(paths, markOf)?.container;
  return { ...(unit !== undefined && { unit }), ...(container && { container }) };
}

/**
 * The user whose own service manager runs the container (`user@1000.service` above its mark): an
 * engine without root. Undefined for the machine's own. Who may make groups below that unit may
 * also give them a container's name, so such a mark says nothing of other users' containers.
 */
export function containerOwner(text: string): number | undefined {
  const above = first(pathsByWeight(text), markOf)?.above;
  const user = /\/user@(\d{1,10})\.service\//.exec(above ?? '')?.[1];
  return user === undefined ? undefined : Number(user);
}

/** The unified path first, then systemd's own hierarchy, then the controllers'. */
function pathsByWeight(text: string): string[] {
  const weighted: { readonly path: string; readonly weight: number }[] = [];
  for (const line of text.split('\n')) {
    const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || path === '/') continue;
    const weight = hierarchy === '0' ? 0 : controllers === 'name=systemd' ? 1 : 2;
    weighted.push({ path, weight });
  }
  return weighted.toSorted((a, b) => a.weight - b.weight).map(({ path }) => path);
}

function first<T>(paths: readonly string[], read: (path: string) => T | undefined): T | undefined {
  for (const path of paths) {
    const found = read(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The innermost unit, since services may make groups of their own below it. A user's manager sits
 * in an `init.scope` below its `user@1000.service`, which says more.
 */
function unitOf(path: string): string | undefined {
  const units = path
    .split('/')
    .map(unescapeSegment)
    .filter((segment) => UNIT.test(segment));
  const last = units.at(-1);
  return last === 'init.scope' ? (units.at(-2) ?? last) : last;
}

/** A container's mark in a path, and the groups above it. */
interface Mark {
  readonly container: Container;
  readonly above: string;
}

/**
 * The outermost container: with containers inside containers, it is the one that this machine's own
 * engine can be asked about.
 */
function markOf(path: string): Mark | undefined {
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const above = segments[index - 1] ?? '';
    for (const { engine, segment: pattern, parent } of MARKS) {
      const id =
        parent === undefined || parent.test(above) ? pattern.exec(segment)?.[1] : undefined;
      const name = id === undefined ? undefined : label(unescapeId(id));
      if (name === undefined) continue;
      const container = { engine, id: name };
      return { container, above: `${segments.slice(0, index).join('/')}/` };
    }
  }
  return undefined;
}

/** systemd writes bytes that a unit's name may not hold as `\x2d` (systemd-escape(1)). */
function unescapeId(id: string): string {
  return id.replaceAll(/\\x([0-7][0-9a-f])/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

/** systemd puts `_` before a name that the kernel would take for a file of its own. */
function unescapeSegment(segment: string): string {
  return segment.startsWith('_') ? segment.slice(1) : segment;
}
