/** Headers as lines (RFC 5322, section 2.2.3). */

/** RFC 5322, section 2.1.1: better not longer. */
const LINE = 78;

/**
 * A header with the end of its line, folded where it has blanks. Nothing else can get in: what could end a line early is
 * our own bug here and has been refused before.
 */
export function fieldLine(name: string, value: string): string {
  if (!/^[!-9;-~]+$/.test(name)) throw new RangeError(`"${name}" is no name of a header`);
  if (/[^ -~]/.test(value)) throw new RangeError(`${name} has more than printable ASCII`);
  const lines: string[] = [];
  let line = `${name}:`;
  // A word with all the blanks before it: folding puts a line's end in front of them and changes no more.
  for (const [word] of ` ${value}`.matchAll(/ +[^ ]+/g)) {
    const isBare = lines.length === 0 && line.length === name.length + 1;
    if (!isBare && line.length + word.length > LINE) {
      lines.push(line);
      line = word;
    } else line += word;
  }
  return [...lines, line].map((text) => `${text}\r\n`).join('');
}
