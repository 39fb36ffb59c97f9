/** Whoever asks for a page and names no language gets it in their own, as far as the door knows it. */
import type { Operation } from '../app/operation.ts';
import type { RawInput } from '../app/parameters.ts';
import { chooseLanguage } from '../language/languages.ts';

/** The parameters of a page, which are the same at every door. */
export const PAGE = 'page';
export const LANGUAGE = 'lang';

/**
 * Adds the language that the door knows of to what was asked.
 * @param wishes language ranges, the dearest first; called only when they matter
 */
export function inOwnLanguage(
  { parameters }: Operation,
  raw: RawInput,
  wishes: () => readonly string[],
): RawInput {
  const isMissing =
    parameters.some(({ name }) => name === LANGUAGE) &&
    raw[PAGE] !== undefined &&
    raw[LANGUAGE] === undefined;
  return isMissing ? { ...raw, [LANGUAGE]: chooseLanguage(wishes()) } : raw;
}
