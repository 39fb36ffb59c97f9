/**
 * What engines write down about their containers: names, images, addresses and published ports, in
 * the JSON of Docker's API (Podman answers in the same form), Docker's own files, Podman's list of
 * containers, the configuration that runtimes are started from (OCI), and what CNI keeps. Total:
 * what has another shape says nothing.
 */
import { MAX_PORT, type Transport } from '../../../../../../core/transport.ts';
import { label } from './label.ts';

/** What an engine says of one container. */
export interface ContainerRecord {
  readonly id: string;
  readonly name?: string;
  readonly image?: string;
  /** Its addresses inside the networks that the engine made. */
  readonly addresses: readonly string[];
  readonly published: readonly PublishedPort[];
  /** The file of its network namespace, as the engine's own processes see it. */
  readonly network?: string;
}

/** A port of the machine that leads into a container. */
export interface PublishedPort {
  readonly transport: Transport;
  /** Absent: every address of the machine. */
  readonly hostAddress?: string;
  readonly hostPort: number;
  readonly port: number;
}

/** Docker's `GET /containers/json`: the containers that run. */
export function parseContainerList(json: string): ContainerRecord[] {
  return items(parseJson(json)).flatMap((item) => {
    const id = label(field(item, 'Id'));
    if (id === undefined) return [];
    const networks = field(field(item, 'NetworkSettings'), 'Networks');
    // A name with a further slash is a link from another container.
    const names = items(field(item, 'Names')).flatMap((name) => label(name) ?? []);
    const name = names.find((text) => /^\/?[^/]+$/.test(text))?.replace(/^\//, '');
    return [
      record(id, {
        name,
        image: label(field(item, 'Image')),
        addresses: networkAddresses(networks),
        published: items(field(item, 'Ports')).flatMap((port) =>
          publishedPort({
            transport: field(port, 'Type'),
            hostAddress: field(port, 'IP'),
            hostPort: field(port, 'PublicPort'),
            port: field(port, 'PrivatePort'),
          }),
        ),
      }),
    ];
  });
}

/** Docker's own `containers/<id>/config.v2.json`. */
export function parseDockerConfig(json: string): ContainerRecord | undefined {
  const whole = parseJson(json);
  const id = label(field(whole, 'ID'));
  if (id === undefined) return undefined;
  const settings = field(whole, 'NetworkSettings');
  const published = entries(field(settings, 'Ports')).flatMap(([key, bindings]) => {
    const [port, transport] = key.split('/');
    return items(bindings).flatMap((binding) =>
      publishedPort({
        transport,
        hostAddress: field(binding, 'HostIp'),
        hostPort: Number(field(binding, 'HostPort')),
        port: Number(port),
      }),
    );
  });
  return record(id, {
    name: label(field(whole, 'Name'))?.replace(/^\//, ''),
    image: label(field(field(whole, 'Config'), 'Image')),
    addresses: networkAddresses(field(settings, 'Networks')),
    published,
  });
}

/** `overlay-containers/containers.json` of containers/storage, which Podman and CRI-O keep. */
export function parseStorageList(json: string): ContainerRecord[] {
  return items(parseJson(json)).flatMap((item) => {
    const id = label(field(item, 'id'));
    if (id === undefined) return [];
    const metadata = parseJson(field(item, 'metadata'));
    const name = label(field(metadata, 'name')) ?? label(items(field(item, 'names'))[0]);
    return [record(id, { name, image: label(field(metadata, 'image-name')) })];
  });
}

/**
 * The `config.json` of a bundle (OCI runtime specification). Names and images are no part of the
 * specification; Kubernetes' runtimes and nerdctl put them into annotations.
 */
export function parseRuntimeConfig(id: string, json: string): ContainerRecord | undefined {
  const whole = parseJson(json);
  if (typeof whole !== 'object' || whole === null) return undefined;
  const notes = field(whole, 'annotations');
  const network = items(field(field(whole, 'linux'), 'namespaces')).find(
    (namespace) => field(namespace, 'type') === 'network',
  );
  return record(id, {
    name: runtimeName(notes),
    image: firstLabel(notes, [
      'io.kubernetes.cri.image-name',
      'io.kubernetes.cri-o.ImageName',
      'nerdctl/image',
    ]),
    network: label(field(network, 'path')),
  });
}

/** `pod/container`, as people of Kubernetes tell containers apart; the bare name elsewhere. */
function runtimeName(notes: unknown): string | undefined {
  const name = firstLabel(notes, [
    'io.kubernetes.cri.container-name',
    'io.kubernetes.container.name',
    'nerdctl/name',
  ]);
  const pod = firstLabel(notes, ['io.kubernetes.cri.sandbox-name', 'io.kubernetes.pod.name']);
  if (pod === undefined || name === undefined) return name ?? pod;
  return label(`${pod}/${name}`);
}

/** What CNI keeps of one attachment (`/var/lib/cni/results`): the ports that it maps. */
export function parseCniResult(json: string): ContainerRecord | undefined {
  const whole = parseJson(json);
  const id = label(field(whole, 'containerId'));
  if (id === undefined) return undefined;
  const mappings = items(field(field(whole, 'capabilityArgs'), 'portMappings'));
  return record(id, {
    addresses: items(field(field(whole, 'result'), 'ips')).flatMap(
      (ip) => label(field(ip, 'address'))?.split('/', 1) ?? [],
    ),
    published: mappings.flatMap((mapping) =>
      publishedPort({
        transport: field(mapping, 'protocol'),
        hostAddress: field(mapping, 'hostIP'),
        hostPort: field(mapping, 'hostPort'),
        port: field(mapping, 'containerPort'),
      }),
    ),
  });
}

function record(
  id: string,
  known: { readonly [key in 'name' | 'image' | 'network']?: string | undefined } & {
    readonly addresses?: readonly string[];
    readonly published?: readonly PublishedPort[];
  },
): ContainerRecord {
  const { name, image, network, addresses = [], published = [] } = known;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
    ...(network !== undefined && { network }),
    addresses,
    published,
  };
}

function publishedPort(raw: { readonly [key in keyof PublishedPort]-?: unknown }): PublishedPort[] {
  const { transport, hostPort, port } = raw;
  if (transport !== 'tcp' && transport !== 'udp' && transport !== 'sctp') return [];
  if (!isPort(hostPort) || !isPort(port)) return [];
  const hostAddress = label(raw.hostAddress);
  return [{ transport, ...(hostAddress !== undefined && { hostAddress }), hostPort, port }];
}

export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_PORT;
}

function networkAddresses(networks: unknown): string[] {
  return entries(networks).flatMap(([, network]) =>
    ['IPAddress', 'GlobalIPv6Address'].flatMap((key) => label(field(network, key)) ?? []),
  );
}

function firstLabel(notes: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = label(field(notes, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object's own key; nothing of anything else. */
function field(value: unknown, key: string): unknown {
  const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return holds ? (value as Record<string, unknown>)[key] : undefined;
}

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
