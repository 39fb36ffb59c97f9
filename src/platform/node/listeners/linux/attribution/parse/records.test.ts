import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { label } from './label.ts';
import {
  parseCniResult,
  parseContainerList,
  parseDockerConfig,
  parseRuntimeConfig,
  parseStorageList,
} from './records.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const WEB = '13e39eb59103c3a0d3bc0d65c9c1cd296bd7738ad7a200e08a80d55e2cf6de2f';

describe("Docker's list of containers", () => {
  const records = parseContainerList(fixture('docker-containers.json'));

  it('has names, images, addresses and published ports', () => {
    expect(records.map(({ name, image, addresses }) => ({ name, image, addresses }))).toEqual([
      { name: 'udp', image: 'box:1', addresses: ['172.17.0.3'] },
      { name: 'hostnet', image: 'box:1', addresses: [] },
      { name: 'web', image: 'box:1', addresses: ['172.17.0.2'] },
    ]);
    expect(records[0]?.published).toEqual([
      { transport: 'udp', hostAddress: '0.0.0.0', hostPort: 8085, port: 85 },
      { transport: 'udp', hostAddress: '::', hostPort: 8085, port: 85 },
      { transport: 'tcp', hostAddress: '::', hostPort: 8086, port: 86 },
    ]);
  });

  it('takes the name of a container, not that of a link to it', () => {
    const json = JSON.stringify([{ Id: WEB, Names: ['/other/alias', '/db'] }]);
    expect(parseContainerList(json)[0]?.name).toBe('db');
  });

  it('knows no port that is exposed and not published', () => {
    const json = JSON.stringify([{ Id: WEB, Ports: [{ PrivatePort: 80, Type: 'tcp' }] }]);
    expect(parseContainerList(json)[0]?.published).toEqual([]);
  });
});

it("Docker's own file says the same as its list", () => {
  const listed = parseContainerList(fixture('docker-containers.json'));
  const web = listed.find(({ id }) => id === WEB);
  expect(parseDockerConfig(fixture('docker-config.v2.json'))).toEqual(web);
});

it("Podman's list has names and images", () => {
  const records = parseStorageList(fixture('podman-containers.json'));
  expect(records.map(({ name, image }) => `${name} ${image}`)).toEqual([
    'pweb localhost/box:1',
    'slirp localhost/box:1',
    'slirp2 localhost/box:1',
    'udp localhost/box:1',
  ]);
});

describe('the configuration of a bundle', () => {
  it("Podman's names the file of the network namespace, and no container", () => {
    expect(parseRuntimeConfig('a', fixture('podman-config.json'))).toEqual({
      id: 'a',
      network: '/run/netns/netns-ac7312da-ed52-e7dd-f01f-571aa8f44c47',
      addresses: [],
      published: [],
    });
  });

  it.each([
    ['containerd-config.json', 'web-7d9c5b8f4-x2x7k/nginx', 'docker.io/library/nginx:1.27'],
    ['crio-config.json', 'node-exporter-8xk2p/exporter', 'quay.io/prometheus/node-exporter:v1.8.2'],
  ])('%s', (name, called, image) => {
    expect(parseRuntimeConfig('a', fixture(name))).toMatchObject({ name: called, image });
  });

  it('calls a pod that has no other name by its own', () => {
    const json = '{"annotations":{"io.kubernetes.cri.sandbox-name":"web"}}';
    expect(parseRuntimeConfig('a', json)?.name).toBe('web');
  });
});

it('CNI keeps the ports that it maps', () => {
  expect(parseCniResult(fixture('cni-result.json'))).toMatchObject({
    addresses: ['10.88.0.12'],
    published: [{ transport: 'tcp', hostAddress: '127.0.0.1', hostPort: 8082, port: 80 }],
  });
});

describe('a label', () => {
  it.each([['postgres:16'], ['Büro'], ['a'.repeat(255)]])('%s', (text) =>
    expect(label(text)).toBe(text),
  );
  it.each([
    [''],
    ['a'.repeat(256)],
    ['a\u001b[2Jb'],
    ['a\nb'],
    ['a\u202eb'],
    ['a\u0085b'],
    [7],
    [null],
    [['a']],
  ])('not %j', (value) => expect(label(value)).toBeUndefined());
});

describe('hostile texts', () => {
  const readers = {
    parseContainerList,
    parseDockerConfig,
    parseStorageList,
    parseCniResult,
    parseRuntimeConfig: (text: string) => parseRuntimeConfig('a', text),
  };

  it.each(Object.entries(readers))('%s never throws', (_, read) => {
    const keys =
      'Id ID id Names Name Ports NetworkSettings Networks names metadata annotations linux'
        .concat(' namespaces capabilityArgs portMappings result ips containerId __proto__ Config')
        .split(' ');
    const shaped = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 0, -1, 1e99, 80, '', '\u0000', 'tcp', '/a', '{"name":7}'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    const texts = fc.oneof(
      fc.string(),
      shaped.map((value) => JSON.stringify(value)),
    );
    const property = fc.property(texts, (text) => void read(text));
    expect(fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false });
  });

  it('a fixture that is cut or bent anywhere gives sound records or none', () => {
    const text = fixture('docker-containers.json');
    for (let at = 0; at < text.length; at += 7) {
      const bent = `${text.slice(0, at)}\u001b${text.slice(at + 1)}`;
      for (const record of [
        ...parseContainerList(text.slice(0, at)),
        ...parseContainerList(bent),
      ]) {
        expect(JSON.stringify(record)).not.toContain('u001b');
      }
    }
  });
});
