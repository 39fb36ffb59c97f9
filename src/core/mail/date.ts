/** Dates in headers (RFC 5322, sections 3.3 and 4.3). */

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
/** Section 4.3; single letters mean nothing. */
const ZONES: Readonly<Record<string, number>> = {
  UT: 0,
  GMT: 0,
  Z: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const DATE =
  /^(?:[A-Za-z]{3},? *)?(\d{1,2}) +([A-Za-z]{3}) +(\d{2,4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: *([+-]\d{4}|[A-Za-z]{1,5}))?$/;

/** Seconds since 1970-01-01T00:00Z; undefined where it is no date, or one before that. Comments are passed over. */
export function readDate(text: string): number | undefined {
  const bare = text.replaceAll(/\([^()]*\)/g, ' ').trim();
  const [, day, name = '', year, hour, minute, second = '0', zone = 'GMT'] = DATE.exec(bare) ?? [];
  const month = MONTHS.findIndex((known) => known.toLowerCase() === name.toLowerCase());
  if (day === undefined || month < 0) return undefined;
  const [d, h, m, s] = [day, hour, minute, second].map(Number) as [number, number, number, number];
  if (d < 1 || d > 31 || h > 23 || m > 59 || s > 60) return undefined;
  const at = Date.UTC(fullYear(year!), month, d, h, m, s) / 1000 - zoneSeconds(zone);
  return at >= 0 ? at : undefined;
}

/** `Sat, 21 Nov 2026 12:00:00 +0000`. @param at seconds since 1970-01-01T00:00Z */
export function dateText(at: number): string {
  const date = new Date(at * 1000);
  const two = (value: number) => `${value}`.padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const month = MONTHS[date.getUTCMonth()]!;
  const year = `${date.getUTCFullYear()}`.padStart(4, '0');
  return `${DAYS[date.getUTCDay()]!}, ${two(date.getUTCDate())} ${month} ${year} ${time} +0000`;
}

/** Years of two and three digits: section 4.3. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function zoneSeconds(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return (ZONES[zone.toUpperCase()] ?? 0) * 3600;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}
