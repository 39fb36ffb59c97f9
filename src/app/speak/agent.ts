/** How we call ourselves where a protocol's first words have a place for it. */

/** Put in by the build; code that was not built has none. */
declare const __VERSION__: string | undefined;

const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : 'unreleased';

/** What we call ourselves where a protocol wants a name. */
export const AGENT = `portolan/${VERSION}`;
