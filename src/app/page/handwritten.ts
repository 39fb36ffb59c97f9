/** The pages that people wrote: whether there is one, and its text. */
import { parsePageText, type PageText } from '../../atlas/page-text.ts';
import type { DataFolder } from '../../platform/platform.ts';

/** The file `pages/index.json`, which the build makes: the ports that have a page, by language. */
export type PageIndex = Readonly<Record<string, readonly number[]>>;

export const readPageIndex = (data: DataFolder): PageIndex =>
  JSON.parse(data.text('pages/index.json')) as PageIndex;

/** A port's page in a language; undefined when nobody wrote one. */
export function handwritten(
  data: DataFolder,
  index: PageIndex,
  language: string,
  port: number,
): PageText | undefined {
  if (!index[language]?.includes(port)) return undefined;
  return parsePageText(data.text(`pages/${language}/${port}.md`));
}
