import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { exampleHttp } from '../../../test/support/http.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { readonly get: Endpoint }>>;
}

interface Endpoint {
  readonly operationId: string;
  readonly parameters: readonly { readonly name?: string; readonly in?: string; $ref?: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: {
    readonly 'application/json': { readonly schema: { readonly $ref: string } };
  };
}

async function document(token?: string): Promise<Document> {
  const { get } = exampleHttp(token === undefined ? {} : { token });
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await (await get('/api/openapi.json', { headers })).json()) as Document;
}

/** Follows `#/a/b`; undefined when it leads nowhere. */
const resolve = (root: unknown, reference: string) =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);

test('every reference leads somewhere', async () => {
  const root = await document();
  const references = [...JSON.stringify(root).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference!,
  );
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    expect(reference).toMatch(/^#\//);
    expect(resolve(root, reference)).toBeDefined();
  }
});

test('it has the shape of OpenAPI 3.1', async () => {
  const root = await document();
  expect(root).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Portolan', version: '0.0.0' },
    paths: { '/api/survey': {}, '/api/port': {}, '/api/port/{ports}': {}, '/api/decode': {} },
  });
  const ids = Object.values(root.paths).map(({ get }) => get.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('parameters in paths are declared, and no other', async () => {
  const { paths } = await document();
  for (const [path, { get }] of Object.entries(paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = get.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
    expect(declared).toEqual(inPath);
    const keys = get.parameters.map((one) => one.$ref ?? `${one.in} ${one.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('every schema compiles', async () => {
  const root = await document();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(root, 'api');
  const names = Object.keys(resolve(root, '#/components/schemas') as object);
  for (const name of names) {
    expect(ajv.getSchema(`api#/components/schemas/${name}`)).toBeTypeOf('function');
  }
});

test.each([
  ['/api/survey', '/api/survey'],
  ['/api/survey', '/api/survey?udp&ipv4'],
  ['/api/port', '/api/port?ports=0-1100&ports=8080&ports=49152'],
  ['/api/port/{ports}', '/api/port/641,udp/3289'],
  ['/api/search/{words}', '/api/search/epson'],
  ['/api/decode', '/api/decode?protocol=auto&input=4550534f4e510300000000000000'],
  ['/api/decode', '/api/decode?protocol=enpc&input=4550534f4e'],
  ['/api/port/{ports}', '/api/port/enpcc'],
  ['/api/port/{ports}', '/api/port/upside-down:9-1'],
])('the answer of %s keeps to its schema: %s', async (path, request) => {
  const root = await document();
  const response = await exampleHttp().get(request);
  const declared = root.paths[path]!.get.responses[String(response.status)]!;
  const answer = declared.$ref ? (resolve(root, declared.$ref) as Answer) : declared;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(root, 'api');
  const check = ajv.getSchema(`api${answer.content!['application/json'].schema.$ref}`)!;
  check(await response.json());
  expect(check.errors ?? []).toEqual([]);
});

test('a token is described when there is one', async () => {
  expect(await document()).not.toHaveProperty('security');
  expect(await document('a token that is long enough')).toMatchObject({
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
});
