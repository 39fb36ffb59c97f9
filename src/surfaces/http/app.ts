/**
 * The second door: a function from a request to a response, made of the list of operations. It opens no
 * socket and asks for no time, so a test calls it like any other function.
 */
import { Hono, type Context } from 'hono';
import { currentAtlas } from '../../app/atlas.ts';
import { OPERATIONS } from '../../app/index.ts';
import type { Operation, Reach } from '../../app/operation.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRun, failureOf, type Failure } from './answer.ts';
import { createApi, failureJson } from './api.ts';
import {
  allowedMethods,
  demandToken,
  guard,
  safeHeaders,
  type Refusal,
  type Whereabouts,
} from './guard.ts';
import { inOneLook } from './one-look.ts';
import { opennessOf } from './openness.ts';
import { failurePage, send } from './page.ts';
import { PUBLIC_PATHS, askedOf, createPages } from './pages.ts';
import { readReader } from './reader.ts';

export interface HttpOptions {
  readonly platform: Platform;
  /** What the server is called; requests for other names are refused. */
  readonly whereabouts: Whereabouts;
  readonly version: string;
  /** Demanded of everybody when given. */
  readonly token?: string;
  /** Reaches that are open beside `nothing` and `this machine`. */
  readonly allow?: readonly Reach[];
  /** Default: all there are. */
  readonly operations?: readonly Operation[];
  /** Told of our own bugs, which callers learn nothing about. */
  readonly report: (bug: unknown, request: Request) => void;
}

/** The API below `/api`, pages for people elsewhere. */
export function createHttp(options: HttpOptions): Hono {
  const { platform, whereabouts, version, token, allow = [], operations = OPERATIONS } = options;
  const site = { version };
  const atlas = currentAtlas(platform);
  const run = createRun(platform, atlas);
  const runInOneLook = () => createRun(inOneLook(platform), atlas);
  const fail = (c: Context, failure: Failure) => {
    if (isForPrograms(c)) return failureJson(c, failure);
    const canSearch = failure.status === 404 && c.req.path.startsWith('/port/');
    const reader = readReader(c, platform.data);
    const page = failurePage(failure, askedSafely(c), canSearch, reader);
    return send(c, site, page, failure.status);
  };
  const refuse = (c: Context, { status, message }: Refusal) => {
    if (status === 405) c.header('Allow', [...allowedMethods(c.req.path)].join(', '));
    return fail(c, { status, kind: status === 405 ? 'usage' : 'refused', message });
  };

  const app = new Hono();
  app.use(safeHeaders);
  app.use(guard(whereabouts, refuse));
  if (token !== undefined) {
    app.use(demandToken(token, whereabouts, (path) => PUBLIC_PATHS.has(path), refuse));
  }
  const openness = opennessOf(allow);
  app.route(
    '/api',
    createApi({ operations, openness, run, version, hasToken: token !== undefined }),
  );
  const { report } = options;
  app.route('/', createPages({ run, runInOneLook, site, platform, openness, report }));
  app.notFound((c) => fail(c, failureOf(new NotFoundError(nothingAt(c)))));
  app.onError((problem, c) => {
    const failure = failureOf(problem);
    // Whoever has gone away hears nothing, and what then breaks off is no bug.
    if (failure.kind === 'bug' && !c.req.raw.signal.aborted) report(problem, c.req.raw);
    return fail(c, failure);
  });
  return app;
}

const isForPrograms = (c: Context) => c.req.path === '/api' || c.req.path.startsWith('/api/');

const nothingAt = (c: Context) =>
  isForPrograms(c)
    ? `there is no ${c.req.path}: /api/openapi.json lists what there is`
    : `there is no page ${c.req.path}`;

/** An address that could not be read was not asked for by its form. */
function askedSafely(c: Context): string {
  try {
    return askedOf(c);
  } catch {
    return '';
  }
}
