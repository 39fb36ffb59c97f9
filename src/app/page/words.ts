/** The phrases of a language, from its file among Portolan's data. */
import type { LanguageTag } from '../../language/languages.ts';
import { createPhrases, type Catalogue, type Phrases } from '../../language/phrases.ts';
import type { DataFolder } from '../../platform/platform.ts';

export const readPhrases = (data: DataFolder, tag: LanguageTag): Phrases =>
  createPhrases(tag, JSON.parse(data.text(`languages/${tag}.json`)) as Catalogue);
