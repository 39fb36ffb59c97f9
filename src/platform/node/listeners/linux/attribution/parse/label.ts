/** Names that programs and containers chose themselves, before anybody is shown them. */

/** Longest name or image that is believed: engines allow 255 bytes and less. */
const LABEL_LIMIT = 255;

// oxlint-disable-next-line no-control-regex -- what a terminal would obey, and what turns text around
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** A name that may be shown: some printable characters. Undefined for all else. */
export function label(value: unknown): string | undefined {
  const sound =
    typeof value === 'string' &&
    value !== '' &&
    value.length <= LABEL_LIMIT &&
    !UNPRINTABLE.test(value);
  return sound ? value : undefined;
}
