/** The routes that people follow: the survey, a port's page, search; and what the pages need. */
import { Hono, type Context } from 'hono';
import { port } from '../../app/port.ts';
import { search } from '../../app/search.ts';
import { survey } from '../../app/survey.ts';
import type { Run } from './answer.ts';
import { decodePath } from './api.ts';
import { ICON } from './icon.ts';
import { send, type Site } from './page.ts';
import { portPage } from './port-page.ts';
import { searchPage } from './search-page.ts';
import { STYLE } from './style.ts';
import { surveyPage } from './survey-page.ts';

/** What may be had without a token: it tells nothing. */
export const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/style.css', '/icon.svg']);

/** Errors are thrown; the caller makes pages of them. */
export function createPages(run: Run, site: Site): Hono {
  const pages = new Hono();
  pages.get('/', async (c) => send(c, site, surveyPage(await run(survey, {}, c.req.raw.signal))));
  pages.get('/port', (c) => {
    const asked = c.req.query('q')?.trim() ?? '';
    return c.redirect(asked === '' ? '/' : portPath(asked), 303);
  });
  pages.get('/port/*', async (c) => {
    const asked = askedOf(c);
    const result = await run(port, { ports: asked.split(/\s+/) }, c.req.raw.signal);
    return send(c, site, portPage(result, asked));
  });
  pages.get('/search', async (c) => {
    const asked = c.req.query('q')?.trim() ?? '';
    if (asked === '') return c.redirect('/', 303);
    return send(c, site, searchPage(await run(search, { words: asked }, c.req.raw.signal)));
  });
  pages.get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  pages.get('/icon.svg', (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  return pages;
}

/** What a page is about, in the words of whoever asked; empty for the first page. */
export function askedOf(c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url);
  if (pathname.startsWith('/port/')) return decodePath(pathname.slice('/port/'.length));
  return pathname === '/search' ? (searchParams.get('q') ?? '').trim() : '';
}

/** `udp/621` keeps its slash, so that addresses read like what is typed. */
const portPath = (asked: string) => `/port/${encodeURIComponent(asked).replaceAll(/%2F/gi, '/')}`;
