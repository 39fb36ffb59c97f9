/** A memcached server says its version (memcached's doc/protocol.txt, "version"). */
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const memcachedProbe: Probe = {
  transport: 'tcp',
  hello: () => latin1Bytes('version\r\n'),
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || asked === undefined) return undefined;
    const { word, text } = decoded.message;
    const evidence = heardText(`${word} ${text}`);
    const found = { service: 'memcache', ...named('memcached'), evidence };
    if (word === 'VERSION') return { ...found, ...named('memcached', text) };
    // What it says to other words.
    return asked === 'memcached' ? undefined : { ...found, likely: true };
  },
};
