import { expect, test } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { LOOPBACK_NAMES, isOwnHost, type Whereabouts } from './guard.ts';
import { VOTES } from './helpful.ts';

const loopback: Whereabouts = { port: 6410, names: LOOPBACK_NAMES, anyAddress: false };
const everywhere: Whereabouts = {
  port: 6410,
  names: [...LOOPBACK_NAMES, 'harbour'],
  anyAddress: true,
};

test.each(['127.0.0.1:6410', 'localhost:6410', 'LOCALHOST:6410', '[::1]:6410'])(
  '%s is this server',
  (host) => {
    expect(isOwnHost(host, loopback)).toBe(true);
  },
);

test.each([
  'evil.example',
  'evil.example:6410',
  'localhost.evil.example:6410',
  'localhost.:6410',
  '127.0.0.1',
  '127.0.0.1:80',
  '192.0.2.10:6410',
  'evil.example@localhost:6410',
  'localhost:6410/x',
  'localhost:6410#x',
  '',
  ' ',
  'localhost:port',
  '0.0.0.0:6410',
])('"%s" is not', (host) => {
  expect(isOwnHost(host, loopback)).toBe(false);
});

test('on port 80 a browser leaves the port out', () => {
  expect(isOwnHost('localhost', { ...loopback, port: 80 })).toBe(true);
  expect(isOwnHost('localhost:80', { ...loopback, port: 80 })).toBe(true);
});

test('listening everywhere, any address is accepted, since none can be rebound; names are not', () => {
  expect(isOwnHost('192.0.2.10:6410', everywhere)).toBe(true);
  expect(isOwnHost('192.0.2.10:8080', everywhere)).toBe(true);
  expect(isOwnHost('[2001:db8::1]:6410', everywhere)).toBe(true);
  expect(isOwnHost('harbour:6410', everywhere)).toBe(true);
  expect(isOwnHost('evil.example:6410', everywhere)).toBe(false);
});

test('a rebound name is refused on pages and in the API alike', async () => {
  const { get } = exampleHttp();
  for (const path of ['/', '/api/survey', '/api/openapi.json', '/style.css', '/nonsense']) {
    const response = await get(path, { headers: { host: 'evil.example:6410' } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('harbour');
  }
});

test.each(['http://evil.example', 'null', 'https://127.0.0.1:6410', 'http://127.0.0.1:3000'])(
  'a request from the origin %s is refused',
  async (origin) => {
    const response = await exampleHttp().get('/api/survey', { headers: { origin } });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  },
);

test('its own origin is welcome', async () => {
  const headers = { origin: 'http://127.0.0.1:6410' };
  const response = await exampleHttp().get('/api/survey', { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('another site may link here, but neither embed nor fetch', async () => {
  const { get } = exampleHttp();
  const from = (site: string, mode: string, dest: string) =>
    get('/', {
      headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
    });
  expect((await from('cross-site', 'navigate', 'document')).status).toBe(200);
  expect((await from('none', 'navigate', 'document')).status).toBe(200);
  expect((await from('same-origin', 'no-cors', 'style')).status).toBe(200);
  expect((await from('cross-site', 'navigate', 'iframe')).status).toBe(403);
  expect((await from('cross-site', 'no-cors', 'image')).status).toBe(403);
  expect((await from('same-site', 'no-cors', 'script')).status).toBe(403);
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not served', async (method) => {
  for (const path of ['/api/survey', '/', '/nonsense']) {
    const response = await exampleHttp().get(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  }
});

test.each([
  '/',
  '/port/641',
  '/devices',
  '/api/port/641',
  '/api/nonsense',
  '/nonsense',
  '/style.css',
])('%s carries every protection', async (path) => {
  const { headers } = await exampleHttp().get(path);
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('script-src');
  expect(policy).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('cache-control')).toBe('no-store');
});

const FORM = 'application/x-www-form-urlencoded';

/** What a browser sends when somebody answers on the page itself. */
const ownForm = {
  origin: 'http://127.0.0.1:6410',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'content-type': FORM,
};

const answer = (path: string, headers: Record<string, string>) =>
  exampleHttp().get(path, { method: 'POST', headers, body: 'answer=yes' });

test('the form of a page may be sent, and nothing else', async () => {
  expect((await answer('/port/641/helpful', ownForm)).status).toBe(303);
  // Older browsers name the origin alone.
  const { origin } = ownForm;
  expect((await answer('/port/641/helpful', { origin, 'content-type': FORM })).status).toBe(303);
  for (const path of ['/port/641', '/port/641/helpful/', '/port/enpc/helpful', '/helpful', '/']) {
    expect((await answer(path, ownForm)).status).toBe(405);
  }
  for (const path of ['/api/port/641/helpful', '/api/helpful', '/port/641//helpful']) {
    expect((await answer(path, ownForm)).status).toBe(405);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await exampleHttp().get('/port/641/helpful', { method, headers: ownForm });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  }
});

test.each<[who: string, headers: Record<string, string>]>([
  ['another site', { ...ownForm, origin: 'http://evil.example' }],
  ['another port of this machine', { ...ownForm, origin: 'http://127.0.0.1:3000' }],
  ['a sandbox', { ...ownForm, origin: 'null' }],
  ['an encrypted namesake', { ...ownForm, origin: 'https://127.0.0.1:6410' }],
  ['nobody', { 'content-type': FORM }],
  ['nobody, by a browser', { 'content-type': FORM, 'sec-fetch-site': 'same-origin' }],
  ['a liar', { ...ownForm, 'sec-fetch-site': 'cross-site' }],
  ['a sibling', { ...ownForm, 'sec-fetch-site': 'same-site' }],
  ['an address bar', { ...ownForm, 'sec-fetch-site': 'none' }],
  ['a rebound name', { ...ownForm, host: 'evil.example:6410', origin: 'http://evil.example:6410' }],
])('a form of %s is refused, and nothing is kept', async (_who, headers) => {
  const platform = examplePlatform();
  const { get } = exampleHttp({ platform });
  const body = 'answer=yes';
  const response = await get('/port/641/helpful', { method: 'POST', headers, body });
  expect(response.status).toBe(403);
  expect(platform.folders.state.text(VOTES)).toBeUndefined();
});

const TOKEN = 'a token that is long enough';
const withToken = () => exampleHttp({ token: TOKEN });

test('with a token, nobody learns anything without it', async () => {
  const { get } = withToken();
  for (const path of ['/', '/port/641', '/api/survey', '/api/openapi.json', '/nonsense']) {
    const response = await get(path);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.text()).not.toContain('harbour');
  }
  // What the page of the refusal is made of tells nothing.
  expect((await get('/style.css')).status).toBe(200);
});

test.each([
  ['Bearer wrong', 401],
  [`Bearer ${TOKEN}x`, 401],
  [`Basic ${TOKEN}`, 401],
  ['Bearer ', 401],
  [`Bearer ${TOKEN}`, 200],
  [`bearer ${TOKEN}`, 200],
])('Authorization: %s', async (authorization, status) => {
  const response = await withToken().get('/api/survey', { headers: { authorization } });
  expect(response.status).toBe(status);
});

test('opening the printed address leaves a cookie, and the token leaves the address', async () => {
  const { get } = withToken();
  const opened = await get(`/?token=${encodeURIComponent(TOKEN)}`);
  expect(opened.status).toBe(303);
  expect(opened.headers.get('location')).toBe('/');
  const cookie = opened.headers.get('set-cookie') ?? '';
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  const [pair = ''] = cookie.split(';');
  expect((await get('/api/survey', { headers: { cookie: pair } })).status).toBe(200);
  expect((await get('/', { headers: { cookie: 'portolan-6410=wrong' } })).status).toBe(401);
});

test('a wrong token in the address opens nothing', async () => {
  const response = await withToken().get('/?token=wrong');
  expect(response.status).toBe(401);
  expect(response.headers.get('set-cookie')).toBeNull();
});

test('a token is for one who came to the right name: rebinding is refused first', async () => {
  const headers = { authorization: `Bearer ${TOKEN}`, host: 'evil.example' };
  expect((await withToken().get('/api/survey', { headers })).status).toBe(403);
});
