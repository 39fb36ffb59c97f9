/** An FTP server greets with 220, or with 120 or 421 when it cannot yet or not now (RFC 959, section 5.4). */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

const PRODUCTS: readonly (readonly [product: string, says: RegExp])[] = [
  ['vsftpd', /\bvsFTPd (\d[\w.]*)/i],
  ['ProFTPD', /\bProFTPD(?: (\d[\w.]*))?/],
  ['Pure-FTPd', /\bPure-FTPd\b/],
  ['FileZilla Server', /\bFileZilla Server(?: version)?(?: (\d[\w.]*))?/],
  ['Microsoft FTP Service', /\bMicrosoft FTP Service\b/],
  ['pyftpdlib', /\bpyftpdlib(?: (\d[\w.]*))?/],
];

export const ftpProbe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { code, lines } = decoded.message;
    if (code !== 220 && code !== 120 && code !== 421) return undefined;
    const text = lines.join(' ');
    const match = PRODUCTS.map(([name, says]) => ({ name, match: says.exec(text) })).find(
      (one) => one.match,
    );
    const sure = match !== undefined || /\bFTP\b/i.test(text);
    // A greeting that came late stands before what is said to another's words: it must say more to be believed.
    if (!sure && asked !== undefined) return undefined;
    return {
      service: 'ftp',
      ...(match && named(match.name, match.match?.[1])),
      evidence: heardText(`${code} ${text}`),
      ...(!sure && { likely: true }),
    };
  },
};
