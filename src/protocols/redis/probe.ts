/** A Redis server answers PING with PONG, or says that it wants a password first (Redis commands, "PING"). */
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

/** Errors that may come instead of an answer to PING; all of them are upper case words of Redis's own. */
const REFUSALS: ReadonlySet<string> = new Set([
  'NOAUTH',
  'DENIED',
  'LOADING',
  'MASTERDOWN',
  'NOPERM',
]);

export const redisProbe: Probe = {
  transport: 'tcp',
  hello: () => latin1Bytes('*1\r\n$4\r\nPING\r\n'),
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { kind, code, text } = decoded.message;
    const evidence = heardText(`${kind === 'error' ? '-' : '+'}${text}`);
    const found = { service: 'redis', ...named('Redis'), evidence };
    if (kind === 'error' && REFUSALS.has(code)) return found;
    if (asked === 'redis') return text === 'PONG' ? found : undefined;
    // What it says to other words: ERR and a sentence about a command.
    return kind === 'error' && code === 'ERR' && text.includes('command')
      ? { ...found, likely: true }
      : undefined;
  },
};
