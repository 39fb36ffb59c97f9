/** Cuts a line of `iptables-save` into its options. */

/** One option with all that belongs to it: `! --dport 22` is negated, with one argument. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** The words of a line; what stands in double quotes is one, and a backslash takes the next sign as it is. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"?|([^\s"]+)/g)) {
    words.push(quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1'));
  }
  return words;
}

/** Everything from one word that begins with a hyphen to the next. `!` belongs to what follows. */
export function optionsOf(words: readonly string[]): Option[] {
  const options: { name: string; negated: boolean; values: string[] }[] = [];
  let negated = false;
  let isText = false;
  for (const word of words) {
    const last = options.at(-1);
    if (isText && last) {
      last.values.push(word);
      isText = false;
    } else if (word === '!') negated = true;
    else if (/^--?[a-z]/i.test(word)) {
      options.push({ name: word, negated, values: [] });
      negated = false;
      // These take any text, also one that looks like an option.
      isText = word === '--comment' || word === '--log-prefix' || word === '--nflog-prefix';
    } else last?.values.push(word);
  }
  return options;
}
