/** The files that people write as JSON, taken apart: what has the right shape, and what is wrong with the rest. */
import type { Dispute, Ghost, Source } from '../claim.ts';
import type { NamingFacts } from './curated.ts';
import {
  flag,
  isObject,
  listIn,
  listOf,
  number,
  objectOf,
  optional,
  recordIn,
  strangers,
  text,
  type Fields,
  type Shaped,
} from './shapes.ts';

/** Fields that a rule of its own asks for are optional here: it says better what is missing. */
const asked = optional(text);
const texts = listOf(text);

export const SOURCE: Fields = {
  id: text,
  title: asked,
  address: optional(text),
  download: optional(text),
  licence: optional(text),
  date: optional(text),
  edition: optional(text),
  limits: optional(text),
};

export const DISPUTE: Fields = {
  kind: optional(text),
  ports: listOf(number),
  transports: optional(texts),
  source: optional(text),
  summary: asked,
  supported: optional(text),
  reason: asked,
  reference: asked,
};

export const GHOST: Fields = {
  service: text,
  ports: optional(listOf(number)),
  evidence: asked,
  reference: asked,
};

export const PROGRAM: Fields = {
  name: text,
  match: texts,
  scripts: optional(texts),
  general: optional(flag),
  relay: optional(flag),
  speaks: texts,
};

export type WrittenDispute = Omit<Dispute, 'foundBy'>;
export interface Curated {
  readonly disputes: readonly WrittenDispute[];
  readonly ghosts: readonly Ghost[];
}
export type Aliases = Readonly<Record<string, readonly string[]>>;

export const readSources = (json: unknown): Shaped<readonly Source[]> =>
  listIn<Source>(json, '', objectOf(SOURCE));

export function readCurated(json: unknown): Shaped<Curated> {
  if (!isObject(json)) return notObject(json, { disputes: [], ghosts: [] });
  const disputes = listIn<WrittenDispute>(json['disputes'], 'disputes', objectOf(DISPUTE));
  const ghosts = listIn<Ghost>(json['ghosts'], 'ghosts', objectOf(GHOST));
  return {
    value: { disputes: disputes.value, ghosts: ghosts.value },
    problems: [
      ...disputes.problems,
      ...ghosts.problems,
      ...strangers(json, ['disputes', 'ghosts'], ''),
    ],
  };
}

export function readNaming(json: unknown): Shaped<NamingFacts> {
  if (!isObject(json)) return notObject(json, { same: {}, programs: [] });
  const same = recordIn<string[]>(json['same'], 'same', texts);
  const programs = listIn<NamingFacts['programs'][number]>(
    json['programs'],
    'programs',
    objectOf(PROGRAM),
  );
  return {
    value: { same: same.value, programs: programs.value },
    problems: [
      ...same.problems,
      ...programs.problems,
      ...strangers(json, ['same', 'programs'], ''),
    ],
  };
}

export const readAliases = (json: unknown): Shaped<Aliases> => recordIn<string[]>(json, '', texts);

/** Says it as a shape would. */
const notObject = <T>(json: unknown, value: T): Shaped<T> => ({
  value,
  problems: objectOf({})(json, ''),
});
