import { expect, test } from 'vitest';
import { createNetwork } from '../../platform/simulated/network.ts';
import { exampleHttp } from '../../../test/support/http.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { HOSTILE_NAME } from '../../../test/support/busy-machine.ts';

async function page(path: string): Promise<string> {
  const response = await exampleHttp().get(path);
  expect(response.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
  return response.text();
}

/** What a person reads, roughly. */
const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

test('the first page says how it stands, worst first', async () => {
  const html = await page('/');
  const text = textOf(html);
  expect(text).toMatch(/\d+ doors open, \d+ reachable from outside/);
  expect(text).toContain('Not everything could be seen.');
  expect(text).toContain('sudo portolan survey');
  const severities = [...html.matchAll(/<tbody class="(\w+)"/g)].map(([, word]) => word!);
  const order = ['alert', 'warning', 'notice', 'none'];
  // The table of this machine ends where the dynamic ports begin.
  const own = severities.slice(0, severities.indexOf('none') + 1);
  expect(own).toEqual(own.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  expect(html).toContain('href="/port/5432"');
  expect(text).toContain('docker container 9f2c1d7a55e0');
  expect(text).toContain('dynamic port');
});

test('hostile names are shown, and do nothing', async () => {
  const html = await page('/');
  expect(html).not.toContain('<img src=x');
  expect(html).not.toMatch(/<script/i);
  expect(html).not.toMatch(/\son\w+=["']/);
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  const [beginning = ''] = HOSTILE_NAME.split('\u202e');
  expect(textOf(html)).toContain(beginning);
});

test.each([
  '/',
  '/port/641',
  '/devices',
  '/port/620-642',
  '/port/641,3289',
  '/search?q=epson',
  '/nonsense',
])('%s is one whole page with its landmarks, and loads nothing from elsewhere', async (path) => {
  const html = await page(path);
  expect(html.match(/<h1/g)).toHaveLength(1);
  for (const landmark of [
    '<html lang="en" dir="ltr">',
    '<header>',
    '<main id="main">',
    '<footer>',
  ]) {
    expect(html).toContain(landmark);
  }
  expect(html).not.toMatch(/(src|action)="(https?:)?\/\//);
  expect(html).not.toMatch(/<link[^>]*href="(https?:)?\/\//);
  expect(html).not.toContain('style="');
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('headings leave no level out', async () => {
  for (const path of ['/', '/port/641', '/port/641,3289', '/search?q=epson']) {
    const html = await page(path);
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    levels.forEach((level, i) => {
      expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1);
    });
  }
});

test("a port's page tells claims by source, disputes and how to check", async () => {
  const text = textOf(await page('/port/641'));
  expect(text).toContain('Port 641');
  expect(text).toContain('repcmd');
  expect(text).toContain('Where the sources disagree');
  expect(text).toContain("sudo ss -tulnp 'sport = :641'");
  expect(text).toContain('Windows');
});

test('many ports are a table', async () => {
  expect(await page('/port/620-642')).toContain('23 ports');
  const all = await page('/port/0-65535');
  expect(all).toContain('64512 ports more');
});

test('the box leads to the page', async () => {
  const { get } = exampleHttp();
  const location = async (path: string) => (await get(path)).headers.get('location');
  expect(await location('/port?q=641')).toBe('/port/641');
  expect(await location('/port?q=udp/621')).toBe('/port/udp/621');
  expect(await location('/port?q=%20%3A8080%20')).toBe('/port/%3A8080');
  expect(await location('/port?q=641+udp%2F3289')).toBe('/port/641%20udp/3289');
  expect(await location('/port')).toBe('/');
  expect(await location('/search?q=+')).toBe('/');
  // However it is asked, the way stays inside.
  for (const sly of ['//evil.example', '\\\\evil.example', '\r\nX: y', '@evil.example']) {
    const way = await location(`/port?q=${encodeURIComponent(sly)}`);
    expect(way).toMatch(/^\/port\/[^\s\\]*$/);
  }
});

test('what stands in the box stays there', async () => {
  expect(await page('/search?q=epson')).toContain('value="epson"');
  expect(await page('/port/udp/621')).toContain('value="udp/621"');
  expect(await page('/search?q=%22%3E%3Cb%3E')).toContain('value="&quot;&gt;&lt;b&gt;"');
});

test('what is not there is said kindly', async () => {
  const { get } = exampleHttp();
  const missing = await get('/port/enpcc');
  expect(missing.status).toBe(404);
  const html = await missing.text();
  expect(textOf(html)).toContain('spelled nearly so: enpc');
  expect(html).toContain('href="/search?q=enpcc"');
  expect((await get('/nonsense')).status).toBe(404);
  expect((await get('/search?q=qqqqqqqq')).status).toBe(404);
  expect((await get('/port/%E0%A4')).status).toBe(400);
  expect((await get('/port/70000')).status).toBe(400);
});

test('an empty machine has a page too', async () => {
  const platform = createNetwork({ seed: 1 }).host('empty', {
    addresses: ['192.0.2.11'],
    data: shippedData,
  });
  const text = textOf(await (await exampleHttp({ platform }).get('/')).text());
  expect(text).toContain('No door is open');
});

test('style and mark are there', async () => {
  const { get } = exampleHttp();
  expect((await get('/style.css')).headers.get('content-type')).toContain('text/css');
  expect((await get('/icon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  expect(await (await get('/style.css')).text()).not.toMatch(/url\(|@import/);
});
