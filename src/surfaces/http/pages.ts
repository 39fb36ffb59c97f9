/** The routes that people follow: the survey, a port's page, devices, search; and what the pages need. */
import { Hono, type Context } from 'hono';
import { discover } from '../../app/discover.ts';
import { MOST_PAGES, port, type PortPage, type PortResult } from '../../app/port.ts';
import { search } from '../../app/search.ts';
import { survey } from '../../app/survey.ts';
import { NotFoundError } from '../../core/errors.ts';
import { TRANSPORTS } from '../../core/transport.ts';
import type { Phrases } from '../../language/phrases.ts';
import type { Platform } from '../../platform/platform.ts';
import { LANGUAGE, PAGE } from '../language.ts';
import type { Run } from './answer.ts';
import { decodePath } from './api.ts';
import { readChanges } from './changes.ts';
import { devicesPage } from './devices-page.ts';
import { HELPFUL_PATH, keepAnswer } from './helpful.ts';
import { ICON } from './icon.ts';
import { whyClosed, type Openness } from './openness.ts';
import { DEVICES_PATH, send, type Site } from './page.ts';
import { jobRoutes } from './jobs-routes.ts';
import { portPage } from './port-page.ts';
import { pathFor, readReader } from './reader.ts';
import { readQuestions } from './questions.ts';
import { searchPage } from './search-page.ts';
import { sharedLook } from './shared-look.ts';
import { STYLE } from './style.ts';
import { surveyPage } from './survey-page.ts';

/** What may be had without a token: it tells nothing. */
export const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/style.css', '/icon.svg']);

export interface PagesOptions {
  readonly run: Run;
  /** Makes one for whoever asks of the machine more than once in the same request. */
  readonly runInOneLook: () => Run;
  readonly site: Site;
  readonly platform: Pick<Platform, 'data' | 'clock' | 'folders' | 'spool'>;
  readonly openness: Openness;
  /** Told of our own bugs that leave a page standing. */
  readonly report: (bug: unknown, request: Request) => void;
}

/** Errors are thrown; the caller makes pages of them. */
export function createPages(options: PagesOptions): Hono {
  const { run, runInOneLook, site, platform, openness, report } = options;
  const pages = new Hono();
  const readerOf = (c: Context) => readReader(c, platform.data);
  pages.get('/', async (c) => {
    const questions = readQuestions(c, openness);
    const { raw: request } = c.req;
    const look = runInOneLook();
    const result = await look(survey, questions.asked, request.signal);
    const changes = await readChanges(look, request.signal, (bug) => report(bug, request));
    return send(c, site, surveyPage({ result, changes }, readerOf(c), questions));
  });
  pages.get('/port', (c) => {
    const asked = c.req.query('q')?.trim() ?? '';
    return c.redirect(pathFor(asked === '' ? '/' : portPath(asked), readerOf(c)), 303);
  });
  pages.get('/port/*', async (c) => {
    // Whoever loads the answer to a form again wants the page.
    const { pathname } = new URL(c.req.url);
    if (HELPFUL_PATH.test(pathname)) return c.redirect(pathname.replace(/\/helpful$/, ''), 303);
    const text = askedOf(c);
    const reader = readerOf(c);
    const result = await run(port, { ports: text.split(/\s+/) }, c.req.raw.signal);
    const withPages = await addPages(run, result, reader.words, c);
    const isAnswered = c.req.query('helpful') !== undefined;
    return send(c, site, portPage(withPages, { text, ...reader, isAnswered }));
  });
  pages.post('/port/*', async (c) =>
    c.redirect(await keepAnswer(c.req.raw, platform.clock, platform.folders.state), 303),
  );
  const around = sharedLook((signal) => run(discover, {}, signal), platform.clock);
  pages.get(DEVICES_PATH, (c) => {
    const { last, isLooking } = around;
    const isOpen = openness.isOpen(discover);
    const devices = { isOpen, isLooking, now: platform.clock.now(), ...(last && { last }) };
    return send(c, site, devicesPage(devices, readerOf(c)));
  });
  pages.post(DEVICES_PATH, async (c) => {
    if (!openness.isOpen(discover)) throw new NotFoundError(whyClosed(discover));
    await around.look(c.req.raw.signal);
    // So that loading the answer again is a visit, and looks at nothing.
    return c.redirect(pathFor(DEVICES_PATH, readerOf(c)), 303);
  });
  pages.route('/', jobRoutes(site, platform));
  pages.get('/search', async (c) => {
    const asked = c.req.query('q')?.trim() ?? '';
    const reader = readerOf(c);
    if (asked === '') return c.redirect(pathFor('/', reader), 303);
    const result = await run(search, { words: asked }, c.req.raw.signal);
    return send(c, site, searchPage(result, reader));
  });
  pages.get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  pages.get('/icon.svg', (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  return pages;
}

/** Pages to read in place of a list, as long as there are few. */
async function addPages(
  run: Run,
  result: PortResult,
  { tag }: Phrases,
  c: Context,
): Promise<PortResult> {
  if (result.ports.length === 0 || result.ports.length > MOST_PAGES) return result;
  const ports = result.ports.flatMap(singly);
  const input = { ports, [PAGE]: true, [LANGUAGE]: tag };
  const { pages = [] } = await run(port, input, c.req.raw.signal);
  return { ...result, pages };
}

/** A port as it is asked for by itself: with its transports, when they were named. */
function singly({ port, standing }: PortPage): string[] {
  const transports = Object.keys(standing);
  return transports.length === TRANSPORTS.length
    ? [`${port}`]
    : transports.map((transport) => `${transport}/${port}`);
}

/** What a page is about, in the words of whoever asked; empty for the first page. */
export function askedOf(c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url);
  if (pathname.startsWith('/port/')) return decodePath(pathname.slice('/port/'.length));
  return pathname === '/search' ? (searchParams.get('q') ?? '').trim() : '';
}

/** `udp/621` keeps its slash, so that addresses read like what is typed. */
const portPath = (asked: string) => `/port/${encodeURIComponent(asked).replaceAll(/%2F/gi, '/')}`;
