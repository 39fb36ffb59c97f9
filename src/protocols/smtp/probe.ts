/** A mail server greets with 220, or refuses with 554 (RFC 5321, section 3.1), and knows EHLO (4.1.1.1). */
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardText, named } from '../../core/heard.ts';
import type { Probe, Recognition } from '../protocol.ts';
import { decode } from './wire.ts';

/** The servers that say who they are, and what follows their names as a version. */
const PRODUCTS: readonly (readonly [product: string, says: RegExp])[] = [
  ['Exim', /\bExim (\d[\w.]*)/],
  ['Sendmail', /\bSendmail (\d[\w.]*)/],
  ['Postfix', /\bPostfix\b(?: \((\d[\w.]*)\))?/],
  ['OpenSMTPD', /\bOpenSMTPD\b/],
  ['Microsoft ESMTP MAIL Service', /\bMicrosoft ESMTP MAIL Service(?:, Version: ([\d.]+))?/],
  ['Haraka', /\bHaraka(?:\/(\d[\w.]*))?/],
  ['MailHog', /\bMailHog\b/],
  ['Mailpit', /\bMailpit\b/],
];

export const smtpProbe: Probe = {
  transport: 'tcp',
  hello: () => latin1Bytes('EHLO localhost\r\n'),
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { code, lines } = decoded.message;
    const text = lines.join(' ');
    // Whoever speaks EHLO answers 250; 502 is an old server that has no more than HELO.
    if (asked === 'smtp' && (code === 250 || code === 502)) {
      return { service: 'smtp', ...product(text), evidence: heardText(`${code} ${text}`) };
    }
    const found = greeting(code, text);
    // A greeting that came late stands before what is said to another's words: it must say more to be believed.
    const isLate = asked !== undefined && asked !== 'smtp';
    return isLate && found?.likely ? undefined : found;
  },
};

function greeting(code: number, text: string): Recognition | undefined {
  if (code !== 220 && code !== 554 && code !== 421) return undefined;
  const says = product(text);
  const sure = /\bE?SMTP\b/i.test(text) || says.product !== undefined;
  return {
    service: 'smtp',
    ...says,
    evidence: heardText(`${code} ${text}`),
    ...(!sure && { likely: true }),
  };
}

function product(text: string): ReturnType<typeof named> {
  for (const [name, says] of PRODUCTS) {
    const match = says.exec(text);
    if (match) return named(name, match[1]);
  }
  return {};
}
