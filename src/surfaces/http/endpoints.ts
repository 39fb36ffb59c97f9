/** What the API and its description must agree on. */
import type { Operation, Parameter } from '../../app/operation.ts';
import type { Format } from '../formats.ts';

/** The query parameter that every endpoint has beside its operation's own. */
export const FORMAT = 'format';

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
};

/** The parameter that may stand in the path: the only positional one, when it is text. */
export function pathParameter({ parameters }: Operation): Parameter | undefined {
  const [first, ...others] = parameters.filter(({ positional }) => positional);
  const isText = first?.type === 'text' || first?.type === 'texts';
  return isText && others.length === 0 ? first : undefined;
}

/** Where an operation is below `/api/`: a group's name is a folder. */
export const pathOf = ({ name }: Pick<Operation, 'name'>) => name.replace(' ', '/');
