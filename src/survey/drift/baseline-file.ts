/**
 * A baseline as a file that people keep under version control: sorted, one line a door, and nothing in it
 * that changes from one look to the next (times, pids, the machine's name and addresses).
 */
import { UsageError } from '../../core/errors.ts';
import { groupBy } from '../../core/group.ts';
import { TRANSPORTS, type Transport } from '../../core/transport.ts';
import { ipv4Number, ipv6Words } from '../address.ts';
import { LISTINGS, type Listing } from '../reports/listings.ts';
import { isNear } from './dynamic-ports.ts';
import type { Program } from './program.ts';
import { scopeOf } from '../scope.ts';
import { byDoor, compareText } from './snapshot-order.ts';
import type { Bind, Entry, Snapshot, SnapshotCoverage } from './snapshot.ts';

/** What its `baseline` says: the version of this form. */
const VERSION = 1;

/** Ports that the system hands out: which, says nothing. */
const DYNAMIC = 'dynamic';

/** JSON, with a line for each door; the same doors give the same text. */
export function writeBaseline(snapshot: Snapshot): string {
  const { host, listedBy, ephemeral, coverage } = snapshot;
  const doors = foldDynamic(snapshot.entries).map((entry) => JSON.stringify(doorOf(entry)));
  const head = [
    `  "baseline": ${VERSION}`,
    `  "system": ${JSON.stringify(host.system)}`,
    ...(listedBy ? [`  "listedBy": "${listedBy}"`] : []),
    `  "ephemeral": "${ephemeral.from}-${ephemeral.to}"`,
    `  "coverage": ${JSON.stringify({ ...coverage, looked: coverage.looked.toSorted(compareText) })}`,
  ];
  const list = doors.length === 0 ? '[]' : `[\n    ${doors.join(',\n    ')}\n  ]`;
  return `{\n${head.join(',\n')},\n  "doors": ${list}\n}\n`;
}

/** @throws UsageError when it is no such file; the sentence says where */
export function readBaseline(text: string, name: string): Snapshot {
  const fail = (why: string): never => {
    throw new UsageError(`"${name}" is no baseline that can be read: ${why}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    return fail(problem instanceof Error ? problem.message : 'it is no JSON');
  }
  const file = object(value, 'it', fail);
  const { baseline: version } = file;
  if (typeof version !== 'number')
    return fail('"baseline" does not say which version of the form it has');
  if (version !== VERSION) {
    return fail(`it has version ${version} of the form, and this Portolan knows ${VERSION}`);
  }
  refuseOthers(file, FILE_KEYS, 'it', fail);
  const system = textOf(file['system'], '"system"', fail);
  const { listedBy } = file;
  if (listedBy !== undefined && !isListing(listedBy)) {
    return fail(`"listedBy" can only be one of ${LISTINGS.join(', ')}`);
  }
  return {
    version: 1,
    host: { name: '', system },
    ...(listedBy !== undefined && { listedBy }),
    coverage: coverageOf(file['coverage'], fail),
    ephemeral: spanOf(file['ephemeral'], fail),
    entries: list(file['doors'], '"doors"', fail)
      .map((door, at) => entryOf(door, `door ${at + 1}`, fail))
      .toSorted(byDoor),
  };
}

const FILE_KEYS = ['baseline', 'system', 'listedBy', 'ephemeral', 'coverage', 'doors'];

type Fail = (why: string) => never;
type Fields = Readonly<Record<string, unknown>>;

/** One entry for all ports that the system handed out to a program. */
function foldDynamic(entries: readonly Entry[]): Entry[] {
  const fixed = entries.filter(({ dynamic }) => !dynamic);
  const dynamic = groupBy(
    entries.filter((entry) => entry.dynamic),
    ({ place = '', transport, programs, unseen }) =>
      JSON.stringify([place, transport, programs, unseen]),
  );
  const folded = [...dynamic.values()].map((held): Entry => ({
    ...held[0]!,
    port: 0,
    binds: [],
    reach: held.every(isNear) ? 'host' : undefined,
  }));
  return [...fixed, ...folded].toSorted(byDoor);
}

function doorOf({
  place,
  transport,
  port,
  binds,
  programs,
  unseen,
  state,
  dynamic,
  reach,
}: Entry): Fields {
  const exclusive = binds.find(({ v6only }) => v6only !== undefined)?.v6only;
  return {
    door: `${dynamic ? DYNAMIC : port}/${transport}`,
    place,
    state,
    on: dynamic
      ? undefined
      : binds.map(({ address, device }) =>
          device === undefined ? address : `${address}@${device}`,
        ),
    // Of what the system hands out no address is kept; how far those beyond this machine lead, the network says.
    reach: dynamic && reach === 'host' ? reach : undefined,
    v6only: exclusive,
    programs: unseen
      ? undefined
      : programs.map(({ name, path, script, unit, container, image, relay }) => ({
          name,
          path,
          script,
          unit,
          container,
          image,
          relay,
        })),
    unseen,
  };
}

const DOOR_KEYS = ['door', 'place', 'state', 'on', 'reach', 'v6only', 'programs', 'unseen'];

function entryOf(value: unknown, where: string, fail: Fail): Entry {
  const door = object(value, where, fail);
  refuseOthers(door, DOOR_KEYS, where, fail);
  const label = textOf(door['door'], `"door" of ${where}`, fail);
  const [, number = '', transport = ''] = /^(\d{1,5}|dynamic)\/(\w+)$/.exec(label) ?? [];
  const dynamic = number === DYNAMIC;
  const port = dynamic ? 0 : Number(number);
  if (!isTransport(transport) || (!dynamic && !(port >= 1 && port <= 65_535))) {
    return fail(`"${label}" of ${where} is not like 443/tcp or dynamic/udp`);
  }
  const at = `${where} (${label})`;
  const { place, state, reach, v6only, unseen } = door;
  if (state !== undefined && state !== 'bound') fail(`"state" of ${at} can only be "bound"`);
  if (reach !== undefined && (reach !== 'host' || !dynamic))
    fail(`"reach" of ${at} can only be "host", and of dynamic ports alone`);
  if (v6only !== undefined && typeof v6only !== 'boolean')
    fail(`"v6only" of ${at} is true or false`);
  if (unseen !== undefined && unseen !== true) fail(`"unseen" of ${at} can only be true`);
  const binds = dynamic
    ? []
    : list(door['on'], `"on" of ${at}`, fail).map((bind) => bindOf(bind, v6only, at, fail));
  if (!dynamic && binds.length === 0) fail(`"on" of ${at} names no address`);
  return {
    ...(place !== undefined && { place: textOf(place, `"place" of ${at}`, fail) }),
    transport,
    port,
    binds,
    programs: list(door['programs'] ?? [], `"programs" of ${at}`, fail).map((program) =>
      programOf(program, at, fail),
    ),
    ...(unseen === true && { unseen }),
    ...(state === 'bound' && { state }),
    ...(dynamic && { dynamic }),
    ...(reach === 'host' && { reach }),
  };
}

function bindOf(value: unknown, v6only: unknown, where: string, fail: Fail): Bind {
  const [address = '', device] = textOf(value, `an address of ${where}`, fail).split('@', 2);
  const isAddress = address.includes(':')
    ? ipv6Words(address) !== undefined
    : ipv4Number(address) !== undefined;
  if (!isAddress) fail(`"${address}" of ${where} is no IP address`);
  return {
    address,
    scope: scopeOf(address),
    ...(address === '::' && typeof v6only === 'boolean' && { v6only }),
    ...(device !== undefined && { device }),
  };
}

const PROGRAM_TEXTS = ['path', 'script', 'unit', 'container', 'image'] as const;

function programOf(value: unknown, where: string, fail: Fail): Program {
  const program = object(value, `a program of ${where}`, fail);
  refuseOthers(program, ['name', 'relay', ...PROGRAM_TEXTS], `a program of ${where}`, fail);
  const { relay } = program;
  if (relay !== undefined && relay !== true) fail(`"relay" of ${where} can only be true`);
  const texts = PROGRAM_TEXTS.filter((key) => program[key] !== undefined).map((key) => [
    key,
    textOf(program[key], `"${key}" of a program of ${where}`, fail),
  ]);
  return {
    name: textOf(program['name'], `"name" of a program of ${where}`, fail),
    ...(Object.fromEntries(texts) as Pick<Program, (typeof PROGRAM_TEXTS)[number]>),
    ...(relay === true && { relay }),
  };
}

function coverageOf(value: unknown, fail: Fail): SnapshotCoverage {
  const coverage = object(value, '"coverage"', fail);
  const flags = ['sockets', 'namespaces', 'silent'] as const;
  refuseOthers(coverage, ['looked', ...flags], '"coverage"', fail);
  const [sockets, namespaces, silent] = flags.map((key) => {
    const flag = coverage[key];
    return typeof flag === 'boolean' ? flag : fail(`"${key}" of "coverage" is true or false`);
  }) as [boolean, boolean, boolean];
  const looked = list(coverage['looked'], '"looked" of "coverage"', fail).map((table) =>
    textOf(table, 'a table of "looked"', fail),
  );
  return { looked, sockets, namespaces, silent };
}

function spanOf(value: unknown, fail: Fail): Snapshot['ephemeral'] {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(textOf(value, '"ephemeral"', fail)) ?? [];
  if (from === undefined) fail('"ephemeral" is a range of ports, like "32768-60999"');
  return { from: Number(from), to: Number(to) };
}

function refuseOthers(held: Fields, known: readonly string[], where: string, fail: Fail): void {
  const other = Object.keys(held).find((key) => !known.includes(key));
  if (other !== undefined) fail(`${where} has "${other}", which means nothing here`);
}

function object(value: unknown, where: string, fail: Fail): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  return fail(`${where} is no object`);
}

function list(value: unknown, where: string, fail: Fail): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`${where} is no list`);
}

function textOf(value: unknown, where: string, fail: Fail): string {
  return typeof value === 'string' && value !== '' ? value : fail(`${where} is no text`);
}

const isListing = (word: unknown): word is Listing =>
  (LISTINGS as readonly unknown[]).includes(word);

const isTransport = (word: string): word is Transport =>
  (TRANSPORTS as readonly string[]).includes(word);
