/** Octets that are text: UTF-8, with nothing in it that a terminal would obey but line ends and tabs. */

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNFIT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/;

/** The text; undefined when it is none, or nothing. */
export function plainText(octets: Uint8Array): string | undefined {
  if (octets.length === 0) return undefined;
  const text = new TextDecoder().decode(octets);
  return UNFIT.test(text) ? undefined : text;
}
