/** RFC 4180 to the letter: a reader that forgives nothing, for holding a writer to it. */

/** @throws Error where the text breaks the grammar */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (let more = true; more;) {
      field.lastIndex = at;
      const [all = '', quoted, bare] = field.exec(text) ?? [];
      row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
      at += all.length;
      more = text[at] === ',';
      if (more) at += 1;
    }
    if (text.slice(at, at + 2) !== '\r\n')
      throw new Error(`no end of line at ${at}: ${text.slice(at, at + 20)}`);
    at += 2;
    rows.push(row);
  }
  if (rows.some((row) => row.length !== rows[0]!.length)) throw new Error('rows differ in length');
  return rows;
}
