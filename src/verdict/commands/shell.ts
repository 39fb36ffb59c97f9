/** Words of commands that nothing in them can make anything else of. */

/** For the shells of Unix. Unit names may hold `@`, `\x2d` and the like. */
export const quoted = (word: string) =>
  /^[\w@.:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A word that must not be taken for a flag. */
export const argument = (word: string) => `${word.startsWith('-') ? '-- ' : ''}${quoted(word)}`;

/** For PowerShell, which takes typographic quotation marks for plain ones. */
export const quotedForPowerShell = (word: string) =>
  /^[A-Za-z0-9_.][\w.-]*$/.test(word)
    ? word
    : `'${word.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
