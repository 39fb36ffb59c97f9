import { expect, test } from 'vitest';
import { OPERATIONS } from '../../app/index.ts';
import { REACHES, type Operation } from '../../app/operation.ts';
import { port } from '../../app/port.ts';
import { shippedDataset } from '../../atlas/dataset.ts';
import { createAtlas } from '../../atlas/lookup.ts';
import { never } from '../../core/signal.ts';
import { format } from '../formats.ts';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { shippedData } from '../../../test/support/shipped.ts';

const context = {
  platform: examplePlatform(),
  atlas: createAtlas(shippedDataset((path) => shippedData.text(path))),
  signal: never,
  emit: () => {},
};

const made = (parts: Partial<Operation>): Operation => ({
  name: 'made',
  summary: 'for this test',
  reach: 'nothing',
  parameters: [],
  output: {},
  run: async () => ({}),
  items: () => [],
  rows: () => [],
  ...parts,
});

test('a port is answered as the command prints it with --json', async () => {
  const { get } = exampleHttp();
  const result = await port.run({ ports: ['641'] }, context);
  const response = await get('/api/port/641');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe([...format('json', port, result)].join(''));
});

test.each([
  ['/api/port/641,udp/3289', [641, 3289]],
  ['/api/port/641%2Cudp%2F3289', [641, 3289]],
  ['/api/port/udp/621', [621]],
  ['/api/port/53/udp', [53]],
  ['/api/port/u:53', [53]],
  ['/api/port/:8080', [8080]],
  ['/api/port/640-642', [640, 641, 642]],
  ['/api/port/enpc', [3289]],
  ['/api/port?ports=641', [641]],
  ['/api/port?ports=641&ports=udp/3289', [641, 3289]],
])('%s', async (path, ports) => {
  const response = await exampleHttp().get(path);
  const body = (await response.json()) as { ports: { port: number }[] };
  expect(body.ports.map((page) => page.port)).toEqual(ports);
});

test('the survey says what it found, and takes its flags from the query', async () => {
  const { get } = exampleHttp();
  const all = (await (await get('/api/survey')).json()) as { listeners: unknown[] };
  expect(all).toMatchObject({ host: { name: 'harbour' }, coverage: { complete: false } });
  expect(all.listeners).toHaveLength(18);
  const udp = (await (await get('/api/survey?udp')).json()) as { listeners: unknown[] };
  expect(udp.listeners).toHaveLength(3);
});

test('search takes words from the path and a limit from the query', async () => {
  const response = await exampleHttp().get('/api/search/epson?limit=2');
  const body = (await response.json()) as { claims: unknown[] };
  expect(body.claims).toHaveLength(2);
});

test('bytes are decoded', async () => {
  const hex = '4550534f4e510300000000000000';
  const response = await exampleHttp().get(`/api/decode?protocol=auto&input=${hex}`);
  expect(await response.json()).toMatchObject({ messages: [{ protocol: 'enpc' }] });
});

test.each(['/etc/passwd', '-', 'data/ports/curated.tsv'])(
  'no file of the server is read: %s',
  async (file) => {
    const { get } = exampleHttp();
    const response = await get(`/api/decode?protocol=auto&input=${encodeURIComponent(file)}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { kind: string; message: string } };
    expect(error.kind).toBe('usage');
    expect(error.message).toContain('over HTTP no file of this machine is read');
  },
);

test.each([
  ['ndjson', 'application/x-ndjson', /^\{"port":641,/],
  ['csv', 'text/csv; charset=utf-8', /^port,transport,/],
  ['markdown', 'text/markdown; charset=utf-8', /^\| port \|/],
])('?format=%s', async (kind, type, beginning) => {
  const response = await exampleHttp().get(`/api/port/641?format=${kind}`);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toMatch(beginning);
});

test.each([
  ['/api/port/641?format=xml', 400, 'usage', 'format is one of json, ndjson, csv, markdown'],
  ['/api/port/641?colour=red', 400, 'usage', 'there is no parameter "colour"'],
  ['/api/survey?tcp=perhaps', 400, 'usage', 'tcp is yes or no'],
  ['/api/demo/641', 404, 'not-found', 'there is no /api/demo/641'],
  ['/api/survey/70000', 400, 'usage', '70000 is no port'],
  ['/api/port', 400, 'usage', 'ports is missing'],
  ['/api/port/', 400, 'usage', 'ports is missing'],
  ['/api/port/641?ports=642', 400, 'usage', 'ports is given twice'],
  ['/api/port/70000', 400, 'usage', '70000 is no port'],
  ['/api/port/%E0%A4', 400, 'usage', 'percent-encoded'],
  ['/api/port/enpcc', 404, 'not-found', 'no service is called "enpcc"'],
  ['/api/search/qqqqqqqq', 404, 'not-found', 'nothing has "qqqqqqqq"'],
  ['/api/search/epson?limit=0', 400, 'usage', 'limit is at least 1'],
  ['/api/nonsense', 404, 'not-found', '/api/openapi.json lists'],
  ['/api', 404, 'not-found', '/api/openapi.json lists'],
])('%s is refused with a sentence', async (path, status, kind, sentence) => {
  const { get, bugs } = exampleHttp();
  const response = await get(path);
  expect(response.status).toBe(status);
  const body = (await response.json()) as { error: { kind: string; message: string } };
  expect(Object.keys(body)).toEqual(['error']);
  expect(body.error.kind).toBe(kind);
  expect(body.error.message).toContain(sentence);
  expect(bugs).toEqual([]);
});

test('of our own bugs the caller learns nothing, and the server all', async () => {
  const bug = new Error('secret of the house');
  const operation = made({
    async run() {
      throw bug;
    },
  });
  const { get, bugs } = exampleHttp({ operations: [operation] });
  const response = await get('/api/made');
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).not.toContain('secret');
  expect(text).not.toContain('.ts');
  expect(JSON.parse(text)).toMatchObject({ error: { kind: 'bug' } });
  expect(bugs).toEqual([bug]);
});

test('an operation is handed the signal of its request', async () => {
  const hangUp = new AbortController();
  const operation = made({
    run: (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
        hangUp.abort();
      }),
  });
  const { get, bugs } = exampleHttp({ operations: [operation] });
  await get('/api/made', { signal: hangUp.signal });
  // Whoever went away is no bug.
  expect(bugs).toEqual([]);
});

test('what reaches further is closed unless it is allowed', async () => {
  const operations = [made({ name: 'scan', reach: 'the network' })];
  const closed = exampleHttp({ operations });
  const response = await closed.get('/api/scan');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('--allow the-network');
  expect(await (await closed.get('/api/openapi.json')).text()).not.toContain('/api/scan');
  const open = exampleHttp({ operations, allow: ['the network'] });
  expect((await open.get('/api/scan')).status).toBe(200);
});

test.each(REACHES.map((reach, i) => [reach, REACHES.slice(0, Math.max(i, 1) + 1)] as const))(
  'whoever may reach %s may reach what is nearer, and nothing further',
  async (reach, nearer) => {
    const operations = REACHES.map((each, i) => made({ name: `reach${i}`, reach: each }));
    const { get } = exampleHttp({ operations, allow: [reach] });
    const asked = await Promise.all(REACHES.map((_, i) => get(`/api/reach${i}`)));
    expect(REACHES.filter((_, i) => asked[i]!.status === 200)).toEqual(nearer);
  },
);

test('a parameter that reaches further is closed unless it is allowed, and "no" never is', async () => {
  const ran: unknown[] = [];
  const operations = [
    made({
      parameters: [{ name: 'far', summary: 'reach out', type: 'flag', reach: 'one host' }],
      run: async (input) => ran.push(input['far']),
    }),
  ];
  const closed = exampleHttp({ operations });
  for (const far of ['far=true', 'far', 'far=1']) {
    const response = await closed.get(`/api/made?${far}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('far reaches one host, which is closed here');
  }
  expect(ran).toEqual([]);
  expect((await closed.get('/api/made?far=no')).status).toBe(200);
  expect(await (await closed.get('/api/openapi.json')).text()).not.toContain('reach out');
  const open = exampleHttp({ operations, allow: ['one host'] });
  expect((await open.get('/api/made?far=true')).status).toBe(200);
  expect(ran).toEqual([false, true]);
  expect(await (await open.get('/api/openapi.json')).text()).toContain('reach out');
});

test.each(['auth-password', 'priv-password'])(
  'a secret in an address is refused, and said again nowhere: %s',
  async (name) => {
    const { get, bugs } = exampleHttp({ allow: REACHES });
    for (const path of ['/api/status/192.0.2.20', '/api/discover', '/api/discover/192.0.2.0/24']) {
      const response = await get(`${path}?user=reader&${name}=very+hidden`);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 400]);
      expect(text).toContain(`${name} is a secret: addresses are kept in logs`);
      expect(`${text} ${[...response.headers].join()}`).not.toMatch(/very.hidden/);
    }
    expect(bugs).toEqual([]);
    // It is not offered either.
    expect(await (await get('/api/openapi.json')).text()).not.toContain(name);
  },
);

test('nobody makes the survey connect to programs by a web address', async () => {
  const response = await exampleHttp().get('/api/survey?speak=true');
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('--allow one-host');
});

test('every operation of the list has its endpoint', async () => {
  const { get } = exampleHttp();
  for (const { name, reach, changes } of OPERATIONS) {
    const response = await get(`/api/${name.replace(' ', '/')}?nonsense`);
    const isOpen = !changes && (reach === 'nothing' || reach === 'this machine');
    expect([name, response.status]).toEqual([name, isOpen ? 400 : 404]);
  }
});

test('what changes anything is closed, however far one may reach', async () => {
  const { get } = exampleHttp({ allow: REACHES });
  for (const { name } of OPERATIONS.filter(({ changes }) => changes)) {
    const response = await get(`/api/${name.replace(' ', '/')}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(`portolan ${name}`);
  }
});

test('no operation has a parameter of the name that the door itself takes', () => {
  const names = OPERATIONS.flatMap(({ parameters }) => parameters.map(({ name }) => name));
  expect(names).not.toContain('format');
});

test('HEAD has the same head and no body', async () => {
  const response = await exampleHttp().get('/api/port/641', { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
});
