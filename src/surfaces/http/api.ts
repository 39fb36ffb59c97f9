/** The HTTP API, made of the list of operations: an endpoint for each, its parameters in the query. */
import { Hono, type Context } from 'hono';
import type { Operation } from '../../app/operation.ts';
import type { RawInput } from '../../app/parameters.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { acceptedLanguages } from '../../language/wishes.ts';
import { FORMATS, format, type Format } from '../formats.ts';
import { inOwnLanguage } from '../language.ts';
import type { Failure, Run } from './answer.ts';
import { FORMAT, MEDIA_TYPES, pathOf, pathParameter } from './endpoints.ts';
import { isUnasked } from './guard.ts';
import { openapi } from './openapi.ts';
import { whyClosed, type Openness } from './openness.ts';

export interface ApiOptions {
  readonly operations: readonly Operation[];
  readonly openness: Openness;
  readonly run: Run;
  readonly version: string;
  /** Whether the document should speak of a token. */
  readonly hasToken: boolean;
}

/** The routes below `/api`. Errors are thrown; the caller makes answers of them. */
export function createApi({ operations, openness, run, version, hasToken }: ApiOptions): Hono {
  const api = new Hono();
  const { isOpen, isClosed, refuseClosed, reachesOut } = openness;
  const open = operations.filter(isOpen);
  const offered = open.map((operation) => ({
    ...operation,
    parameters: operation.parameters.filter((parameter) => !isClosed(parameter)),
  }));
  api.get('/openapi.json', (c) => c.json(openapi(offered, version, hasToken)));
  for (const operation of open) {
    answerAt(api, operation, async (c) => {
      refuseClosed(operation.parameters, c.req.queries());
      // A link on any site could make this machine send packets to whom it names.
      if (reachesOut(operation) && isUnasked(c.req.raw.headers)) return failureJson(c, UNASKED);
      return respond(c, operation, run);
    });
  }
  for (const operation of operations.filter((one) => !isOpen(one))) {
    answerAt(api, operation, () => {
      throw new NotFoundError(whyClosed(operation));
    });
  }
  return api;
}

const UNASKED: Failure = {
  status: 403,
  kind: 'refused',
  message:
    'this reaches beyond this machine, so neither a link on another site nor a browser that loads ahead may ask for it: open the address yourself',
};

/** At its path, and with its parameter in the path where it may stand there. */
function answerAt(api: Hono, operation: Operation, answer: (c: Context) => Promise<Response>) {
  api.get(`/${pathOf(operation)}`, answer);
  if (pathParameter(operation)) api.get(`/${pathOf(operation)}/*`, answer);
}

/** Text as a body that is made while it is fetched: a slow reader holds up nothing but itself. */
function streamed(pieces: Generator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel() {
      pieces.return(undefined);
    },
  });
}

async function respond(c: Context, operation: Operation, run: Run): Promise<Response> {
  const { kind, raw } = readRequest(c, operation);
  const wishes = () => acceptedLanguages(c.req.header('accept-language') ?? '');
  const result = await run(operation, inOwnLanguage(operation, raw, wishes), c.req.raw.signal);
  return c.body(streamed(format(kind, operation, result)), 200, {
    'Content-Type': MEDIA_TYPES[kind],
  });
}

function readRequest(c: Context, operation: Operation): { kind: Format; raw: RawInput } {
  const { [FORMAT]: formats, ...raw } = c.req.queries();
  const inPath = pathText(c, operation);
  const parameter = pathParameter(operation);
  if (inPath === undefined || !parameter) return { kind: readFormat(formats), raw };
  if (raw[parameter.name]) throw new UsageError(`${parameter.name} is given twice`);
  return { kind: readFormat(formats), raw: { ...raw, [parameter.name]: inPath } };
}

function readFormat(given: readonly string[] = ['json']): Format {
  const kind = FORMATS.find((name) => given.length === 1 && name === given[0]);
  if (!kind) {
    throw new UsageError(`${FORMAT} is one of ${FORMATS.join(', ')}, not "${given.join(', ')}"`);
  }
  return kind;
}

/**
 * What stands after the operation's name, slashes and all: `/api/port/641,udp/3289` asks for what
 * `portolan port 641,udp/3289` does. Operations read commas themselves.
 */
function pathText(c: Context, operation: Operation): string | undefined {
  const { pathname } = new URL(c.req.url);
  const prefix = `/api/${pathOf(operation)}/`;
  if (!pathname.startsWith(prefix) || pathname === prefix) return undefined;
  return decodePath(pathname.slice(prefix.length));
}

/** @throws UsageError when percent signs are not what they should be */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(`"${text}" is not percent-encoded UTF-8`);
  }
}

/** A failure as programs read it. */
export function failureJson(c: Context, { status, kind, message }: Failure): Response {
  return c.json({ error: { kind, message } }, status);
}
