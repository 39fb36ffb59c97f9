/** Who may make this machine look around: real requests, and real devices on a network in memory. */
import { describe, expect, it, test } from 'vitest';
import { exampleHttp } from '../../../test/support/http.ts';
import { INKJET, neighbourhood, type Neighbourhood } from '../../../test/support/printers.ts';
import type { DiscoverResult } from '../../app/discover/result.ts';
import type { HttpOptions } from './app.ts';

const OWN_FORM = {
  origin: 'http://127.0.0.1:6410',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'content-type': 'application/x-www-form-urlencoded',
};
const LINK_FROM_ELSEWHERE = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

function ground(options: Partial<HttpOptions> = {}) {
  const place = neighbourhood();
  const { get, bugs } = exampleHttp({ platform: place.here, allow: ['the network'], ...options });
  const press = (headers: Record<string, string> = OWN_FORM, path = '/devices') =>
    get(path, { method: 'POST', headers });
  return { ...place, get, press, bugs };
}

/** How many datagrams this machine has sent. */
const sent = ({ network }: Pick<Neighbourhood, 'network'>) =>
  network.transcript.filter(({ from }) => from.host === 'box').length;

describe('the page', () => {
  it('sends nothing when it is visited, by whatever way', async () => {
    const place = ground();
    for (const headers of [{}, LINK_FROM_ELSEWHERE, { 'sec-purpose': 'prefetch' }]) {
      const response = await place.get('/devices', { headers });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).toContain('Look now');
    }
    expect((await place.get('/devices', { method: 'HEAD' })).status).toBe(200);
    expect((await place.get('/devices?look=1')).status).toBe(200);
    expect(sent(place)).toBe(0);
  });

  it('shows what its button found, to everybody who comes after', async () => {
    const place = ground();
    const response = await place.passing(place.press());
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/devices');
    const once = sent(place);
    expect(once).toBeGreaterThan(10);
    const page = await (await place.get('/devices')).text();
    expect(page).toContain('3 devices on this network');
    expect(page).toContain(INKJET);
    expect(page).toContain('href="/port/3289"');
    expect(page).toContain('Look again');
    const german = await (await place.get('/devices?lang=de')).text();
    expect(german).toContain('3 Geräte in diesem Netz');
    expect(german).toContain('href="/port/3289?lang=de"');
    expect(sent(place)).toBe(once);
    expect(place.bugs).toEqual([]);
  });

  it('comes back in the language that its address named', async () => {
    const place = ground();
    expect(await (await place.get('/devices?lang=he')).text()).toContain(
      'action="/devices?lang=he"',
    );
    const response = await place.passing(place.press(OWN_FORM, '/devices?lang=he'));
    expect(response.headers.get('location')).toBe('/devices?lang=he');
  });

  it('looks once for two who ask at the same time', async () => {
    const alone = ground();
    await alone.passing(alone.press());
    const crowded = ground();
    const both = Promise.all([crowded.press(), crowded.press()]);
    // While it goes on, whoever visits is told so.
    expect(await (await crowded.get('/devices')).text()).toContain('Somebody is looking right now');
    const responses = await crowded.passing(both);
    expect(responses.map(({ status }) => status)).toEqual([303, 303]);
    expect(sent(crowded)).toBe(sent(alone));
  });

  it('is led to from every page, and says where one is', async () => {
    const { get } = ground();
    for (const path of ['/', '/port/641', '/search?q=epson', '/nonsense']) {
      expect(await (await get(path)).text()).toMatch(/<a href="\/devices"\s*>Devices<\/a/);
    }
    expect(await (await get('/devices')).text()).toContain('href="/devices" aria-current="page"');
    expect(await (await get('/')).text()).toContain('href="/" aria-current="page"');
  });
});

describe('without leave', () => {
  const closed = () => ground({ allow: ['one host'] });

  it('the page says how to give it, and has no button', async () => {
    const { get } = closed();
    const page = await (await get('/devices')).text();
    expect(page).toContain('portolan serve --allow the-network');
    expect(page).not.toContain('method="post"');
  });

  it('a look is refused with the way to have it, and nothing is sent', async () => {
    const place = closed();
    const response = await place.press();
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('with --allow the-network');
    expect(sent(place)).toBe(0);
  });

  it('the API refuses it in a sentence', async () => {
    const place = closed();
    const response = await place.get('/api/discover');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: {
        kind: 'not-found',
        message:
          'discover reaches the network, which is closed here: start "portolan serve" with --allow the-network',
      },
    });
    expect(sent(place)).toBe(0);
  });
});

test.each<[who: string, headers: Record<string, string>]>([
  ['another site', { ...OWN_FORM, origin: 'http://evil.example' }],
  ['another port of this machine', { ...OWN_FORM, origin: 'http://127.0.0.1:3000' }],
  ['a sandbox', { ...OWN_FORM, origin: 'null' }],
  ['nobody', {}],
  ['a sibling', { ...OWN_FORM, 'sec-fetch-site': 'same-site' }],
  [
    'a rebound name',
    { ...OWN_FORM, host: 'evil.example:6410', origin: 'http://evil.example:6410' },
  ],
])('the button of %s starts nothing', async (_who, headers) => {
  const place = ground();
  expect((await place.press(headers)).status).toBe(403);
  expect(sent(place)).toBe(0);
});

describe('the API', () => {
  it('looks when it is asked, and describes the answer', async () => {
    const place = ground();
    const response = await place.passing(place.get('/api/discover?only=enpc&wait=0.5'));
    expect(response.status).toBe(200);
    const { devices } = (await response.json()) as DiscoverResult;
    expect(devices.map(({ seenBy }) => seenBy)).toEqual([['enpc'], ['enpc']]);
    const { paths } = (await (await place.get('/api/openapi.json')).json()) as {
      paths: Record<string, unknown>;
    };
    expect(Object.keys(paths)).toContain('/api/discover');
  });

  it('does nothing for a link on another site, which could name any host at any rate, nor ahead of being asked', async () => {
    const place = ground();
    for (const path of ['/api/discover', '/api/discover/10.0.0.0%2F8?rate=1000000']) {
      for (const headers of [LINK_FROM_ELSEWHERE, { 'sec-purpose': 'prefetch;prerender' }]) {
        const response = await place.get(path, { headers });
        expect(response.status).toBe(403);
        expect(await response.text()).toContain('open the address yourself');
      }
    }
    expect(sent(place)).toBe(0);
    // What stays on this machine may still be linked to.
    const port = await place.get('/api/port/641', { headers: LINK_FROM_ELSEWHERE });
    expect(port.status).toBe(200);
  });
});
