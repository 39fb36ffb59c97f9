/** Where users live, of `/etc/passwd` (passwd(5)), by their number. Total; the first entry counts. */
export function parseHomes(text: string): Map<number, string> {
  const homes = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, , uid = '', , , home = ''] = line.split(':');
    if (!/^\d{1,10}$/.test(uid) || !home.startsWith('/') || homes.has(Number(uid))) continue;
    homes.set(Number(uid), home);
  }
  return homes;
}
