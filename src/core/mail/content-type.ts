/** What a Content-Type says (RFC 2045, section 5). */

/** `text/plain` of `Text/Plain; charset=utf-8`; what is none is plain text. */
export const mediaType = (contentType: string): string =>
  /^\s*([\w.+-]+\/[\w.+-]+)/.exec(contentType)?.[1]?.toLowerCase() ?? 'text/plain';

/** @param name of letters */
export function parameter(contentType: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^";\\s]*))`, 'i').exec(contentType) ?? [];
  return quoted ?? bare;
}
