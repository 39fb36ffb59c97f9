/** A MySQL or MariaDB server greets with its version, or says why it does not want this host. */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const mysqlProbe: Probe = {
  transport: 'tcp',
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { message } = decoded;
    if (message.kind === 'error') {
      if (asked !== undefined) return undefined;
      // Three bytes of length and 00 ff are little to go by; the number of an error that comes first is more.
      if (message.code < 1000 || message.code > 5000) return undefined;
      return { service: 'mysql', evidence: heardText(`error ${message.code}: ${message.text}`) };
    }
    const { version } = message;
    // MariaDB puts 5.5.5- before its own, for the sake of old clients.
    const [, maria] = /^(?:5\.5\.5-)?(\d[\d.]*)-MariaDB/i.exec(version) ?? [];
    const [own] = /^\d[\d.]*/.exec(version) ?? [];
    return {
      service: 'mysql',
      ...(maria === undefined ? named('MySQL', own) : named('MariaDB', maria)),
      evidence: heardText(`greeting ${version}`),
    };
  },
};
