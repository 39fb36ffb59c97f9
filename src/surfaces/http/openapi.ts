/** The API's description (OpenAPI 3.1), made of the same list as the API itself. */
import type { Operation, Parameter, Schema } from '../../app/operation.ts';
import { parameterSchema } from '../../app/parameters.ts';
import { FORMATS } from '../formats.ts';
import { FORMAT, MEDIA_TYPES, pathOf, pathParameter } from './endpoints.ts';

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

/** @param hasToken whether the server demands one */
export function openapi(
  operations: readonly Operation[],
  version: string,
  hasToken: boolean,
): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Portolan',
      version,
      summary:
        'What was promised for a network port, what is really there, and whether it matters.',
      description:
        'Each endpoint answers what the command of the same name prints with --json. It only reads.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'this server' }],
    paths: Object.fromEntries(operations.flatMap(paths)),
    components: {
      schemas: {
        ...Object.fromEntries(operations.map((one) => [resultName(one), one.output])),
        Error: ERROR_SCHEMA,
      },
      responses: RESPONSES,
      parameters: { [FORMAT]: FORMAT_PARAMETER },
      ...(hasToken && {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      }),
    },
    ...(hasToken && { security: [{ token: [] }] }),
  };
}

const ERROR_SCHEMA: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['kind', 'message'],
      properties: {
        kind: {
          enum: ['usage', 'refused', 'not-found', 'unavailable', 'bug'],
          description:
            'usage: the request makes no sense; refused: not for this caller; not-found: nothing there; unavailable: this machine does not give what it takes; bug: ours',
        },
        message: { type: 'string', description: 'For a person: what is wrong, what to do.' },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

const failure = (description: string) => ({
  description,
  content: { 'application/json': { schema: ref('schemas', 'Error') } },
});

const RESPONSES: Schema = {
  Usage: failure('The request makes no sense; the message says why.'),
  Unauthorised: failure('The server was started with a token, and none or a wrong one was sent.'),
  Refused: failure('Sent to another host name, or by another site.'),
  NotFound: failure('Nothing that was asked for exists or could be looked at.'),
  Unavailable: failure(
    'This machine does not give what it takes: a full disk, no right, no driver.',
  ),
  Bug: failure('A bug in Portolan.'),
};

const FORMAT_PARAMETER: Schema = {
  name: FORMAT,
  in: 'query',
  description: 'What the answer is written in.',
  schema: { type: 'string', enum: FORMATS, default: 'json' },
};

/** The endpoint, and a second one when a parameter may stand in the path. */
function paths(operation: Operation): [string, Schema][] {
  const inPath = pathParameter(operation);
  const { parameters } = operation;
  const path = `/api/${pathOf(operation)}`;
  const id = camelCase(operation.name);
  const query = parameters.map((parameter) => describe(parameter, 'query'));
  const whole: [string, Schema] = [path, { get: endpoint(operation, id, query) }];
  if (!inPath) return [whole];
  const others = parameters
    .filter((parameter) => parameter !== inPath)
    .map((parameter) => describe(parameter, 'query'));
  const listed = [describe(inPath, 'path'), ...others];
  return [whole, [`${path}/{${inPath.name}}`, { get: endpoint(operation, `${id}ByPath`, listed) }]];
}

function endpoint(
  operation: Operation,
  operationId: string,
  parameters: readonly Schema[],
): Schema {
  const text = { schema: { type: 'string' } };
  return {
    operationId,
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    parameters: [...parameters, ref('parameters', FORMAT)],
    responses: {
      200: {
        description: operation.summary,
        content: {
          [MEDIA_TYPES.json]: { schema: ref('schemas', resultName(operation)) },
          [MEDIA_TYPES.ndjson]: text,
          [MEDIA_TYPES.csv]: text,
          [MEDIA_TYPES.markdown]: text,
        },
      },
      400: ref('responses', 'Usage'),
      401: ref('responses', 'Unauthorised'),
      403: ref('responses', 'Refused'),
      404: ref('responses', 'NotFound'),
      500: ref('responses', 'Bug'),
      503: ref('responses', 'Unavailable'),
    },
  };
}

const camelCase = (name: string) =>
  name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

function resultName({ name }: Operation): string {
  const id = camelCase(name);
  return `${id[0]!.toUpperCase()}${id.slice(1)}Result`;
}

function describe(parameter: Parameter, place: 'query' | 'path'): Schema {
  const { name, summary, choices } = parameter;
  const legal = choices ? { enum: choices } : {};
  if (place === 'path') {
    return {
      name,
      in: 'path',
      required: true,
      description: `${summary}; slashes may stay as they are`,
      schema: { type: 'string', ...legal },
    };
  }
  return {
    name,
    in: 'query',
    description: summary,
    required: parameter.required === true,
    schema: parameterSchema(parameter),
  };
}
