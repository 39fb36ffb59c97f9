/** Words as a sentence for people. */

/**
 * As a sentence of its own: capital at the front, full stop at the end. A name or an address at the front stays as it
 * is written, since `Eth0` is no interface: what has a digit or a sign within it is known for one by itself.
 * @param names other words that are names where they stand at the front: those that a person typed
 */
export function sentence(text: string, names: readonly string[] = []): string {
  const first = /^\S*/.exec(text)![0].replace(/[,;:.!?]+$/, '');
  const isName = /[\d%/_@]|\w[.:]\w/.test(first) || names.includes(first);
  const begun = isName ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
