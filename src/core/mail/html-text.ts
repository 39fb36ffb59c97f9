/**
 * What a person reads of HTML, as plain text: tags go, lines end where blocks do, links stand behind their words. No browser,
 * nothing is loaded, nothing is run. Linear in its length, whatever is in it.
 */

/** Elements whose content nobody is meant to read. */
const UNSEEN = new Set(['script', 'style', 'title', 'template', 'textarea', 'select']);
/** Elements that begin and end a line, and those with an empty line around them. */
const LINES = new Set(
  'address article aside blockquote body dd div dl dt fieldset footer form header hr li main nav section tr'.split(
    ' ',
  ),
);
const PARAGRAPHS = new Set('h1 h2 h3 h4 h5 h6 ol p pre table ul'.split(' '));
/** What a link may lead to that is told. */
const LINK = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const ALTERNATIVE = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** Total: of what is no HTML the text comes back, its blanks as one. */
export function htmlText(html: string): string {
  const page = new Page();
  // Names are ASCII; small letters of others may be more characters than the capitals.
  const small = html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    page.say(decodeEntities(html.slice(at, open < 0 ? html.length : open)));
    if (open < 0) break;
    if (!/[a-z/!?]/.test(small[open + 1] ?? '')) {
      page.say('<');
      at = open + 1;
      continue;
    }
    const isComment = html.startsWith('<!--', open);
    const close = isComment ? html.indexOf('-->', open + 4) : html.indexOf('>', open);
    if (close < 0) break;
    at = close + (isComment ? 3 : 1);
    const name = /^[a-z][a-z\d]*/.exec(small.slice(open + 1, open + 20))?.[0];
    if (name !== undefined && UNSEEN.has(name)) {
      const end = small.indexOf(`</${name}`, at);
      if (end < 0) break;
      at = end;
    }
    page.tag(html.slice(open + 1, close));
  }
  return page.text();
}

/** Lines as they become. */
class Page {
  private written = '';
  /** Ends of lines that come before the next word. */
  private breaks = 0;
  private hasBlank = false;
  private link: { readonly href: string; readonly from: number } | undefined;

  say(text: string): void {
    const words = text.replaceAll(/[ \t\r\n\f]+/g, ' ');
    const bare = words.trim();
    this.hasBlank ||= words.startsWith(' ');
    if (bare === '') return;
    const isFirst = this.written === '';
    if (!isFirst) this.written += this.breaks > 0 ? '\n'.repeat(this.breaks) : this.blank;
    this.written += bare;
    this.breaks = 0;
    this.hasBlank = words.endsWith(' ');
  }

  private get blank(): string {
    return this.hasBlank ? ' ' : '';
  }

  /** @param tag what stands between the angle brackets */
  tag(tag: string): void {
    const [, slash, name = ''] = /^(\/?)([a-z][a-z\d]*)/i.exec(tag.slice(0, 20)) ?? [];
    const element = name.toLowerCase();
    if (element === 'br') this.breaks += this.breaks < 2 ? 1 : 0;
    else if (PARAGRAPHS.has(element)) this.breaks = 2;
    else if (LINES.has(element)) this.breaks = Math.max(this.breaks, 1);
    else if (element === 'td' || element === 'th') this.hasBlank = true;
    if (element === 'li' && slash === '') this.say('* ');
    if (element === 'a') this.endLink();
    if (element === 'a' && slash === '') this.beginLink(attribute(LINK, tag));
    if (element === 'img') this.sayImage(attribute(ALTERNATIVE, tag));
  }

  private beginLink(href: string): void {
    if (/^(?:https?:|mailto:)/i.test(href)) this.link = { href, from: this.written.length };
  }

  private endLink(): void {
    const { link } = this;
    this.link = undefined;
    if (link === undefined) return;
    const words = this.written.slice(link.from).trim();
    const href = link.href.replace(/^mailto:/i, '');
    if (words !== href && words !== link.href) this.say(` <${link.href}>`);
  }

  private sayImage(alternative: string): void {
    if (alternative.trim() !== '') this.say(`[${alternative.trim()}]`);
  }

  text(): string {
    this.endLink();
    return this.written === '' ? '' : `${this.written}\n`;
  }
}

function attribute(form: RegExp, tag: string): string {
  const [, ...values] = form.exec(tag) ?? [];
  return decodeEntities(values.find((value) => value !== undefined) ?? '');
}

/** Names of U+00A0 to U+00FF, in their order (HTML 4.01, section 24.2). */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave ' +
  'Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc ' +
  'Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc ' +
  'iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(' ').map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    shy: '',
    ndash: '\u2013',
    mdash: '\u2014',
    lsquo: '\u2018',
    rsquo: '\u2019',
    sbquo: '\u201a',
    ldquo: '\u201c',
    rdquo: '\u201d',
    bdquo: '\u201e',
    bull: '\u2022',
    hellip: '\u2026',
    euro: '\u20ac',
    trade: '\u2122',
    zwnj: '\u200c',
    zwj: '\u200d',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
  }),
]);

const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,8})|#[xX]([\dA-Fa-f]{1,6})|(\w{2,8}));/g, (whole, ...found) => {
    const [decimal, hex, name] = found as (string | undefined)[];
    if (name !== undefined) return NAMED.get(name) ?? whole;
    return characterOf(decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal));
  });

/** What is no character, or one that a terminal would obey, is shown as such. */
function characterOf(code: number): string {
  const isControl =
    (code < 0x20 && code !== 0x0a && code !== 0x09) || (code >= 0x7f && code < 0xa0);
  const isHalf = code >= 0xd800 && code < 0xe000;
  return isControl || isHalf || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}
