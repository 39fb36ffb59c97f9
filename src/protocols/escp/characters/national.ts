/**
 * National variants (ESC R): twelve codes of ASCII that each country has its own characters at. 0 to 8 are read in
 * programs; 9 to 13 and 64 are general knowledge.
 */

/** The codes that differ, in the order of the rows below. */
const CODES = [0x23, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7e];

const SETS: Readonly<Record<number, string>> = {
  0: '#$@[\\]^`{|}~', // USA
  1: '#$à°ç§^`éùè¨', // France
  2: '#$§ÄÖÜ^`äöüß', // Germany
  3: '£$@[\\]^`{|}~', // United Kingdom
  4: '#$@ÆØÅ^`æøå~', // Denmark I
  5: '#¤ÉÄÖÅÜéäöåü', // Sweden
  6: '#$@°\\é^ùàòèì', // Italy
  7: '₧$@¡Ñ¿^`¨ñ}~', // Spain I
  8: '#$@[¥]^`{|}~', // Japan
  9: '#¤ÉÆØÅÜéæøåü', // Norway
  10: '#$ÉÆØÅÜéæøåü', // Denmark II
  11: '#$á¡Ñ¿é`íñóú', // Spain II
  12: '#$á¡Ñ¿éüíñóú', // Latin America
  13: '#$@[₩]^`{|}~', // Korea
  64: '#$§°\'"¶`©®†™', // Legal
};

/** What a country has instead of ASCII, by code; undefined: no such country. */
export function nationalCharacters(country: number): ReadonlyMap<number, string> | undefined {
  const set = SETS[country];
  if (set === undefined) return undefined;
  const characters = [...set];
  return new Map(CODES.map((code, at) => [code, characters[at] as string]));
}
