import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { readBounded } from './bounded.ts';

const me = process.getuid?.() ?? 0;
let folder: string;
let server: Server | undefined;
const peers: Socket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-ask-'));
});
afterEach(() => {
  for (const peer of peers.splice(0)) peer.destroy();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** An engine on a Unix socket that behaves in a way. */
async function engine(behave: (peer: Socket) => void): Promise<string> {
  const path = join(folder, 's');
  server = createServer((peer) => {
    peers.push(peer);
    peer.on('error', () => {});
    peer.once('data', () => behave(peer));
  });
  await new Promise<void>((done) => server?.listen(path, done));
  return path;
}

describe('an engine', () => {
  it('answers', async () => {
    const path = await engine((peer) => {
      peer.write('HTTP/1.0 200 OK\r\n');
      setTimeout(() => peer.end('\r\n[]'), 20);
    });
    expect(await ask(path, '/x', me)).toEqual({ text: '[]' });
  });

  it.each<[string, (peer: Socket) => void]>([
    ['hangs', () => {}],
    ['stops in the middle of its headers', (peer) => void peer.write('HTTP/1.0 200 OK\r\n')],
    ['hangs up', (peer) => void peer.destroy()],
    ['fails', (peer) => void peer.end('HTTP/1.0 500 Oops\r\n\r\n[]')],
    ['speaks something else', (peer) => void peer.end('220 mail ESMTP\r\n\r\n')],
  ])('that %s says nothing, and soon', async (_, behave) => {
    const path = await engine(behave);
    const before = performance.now();
    expect(await ask(path, '/x', me)).toBe('absent');
    expect(performance.now() - before).toBeLessThan(2_500);
  });

  it('that never ends is cut off', async () => {
    const piece = Buffer.alloc(1024 * 1024, 0x20);
    const path = await engine((peer) => {
      peer.write('HTTP/1.0 200 OK\r\n\r\n');
      const more = () => {
        while (!peer.destroyed && peer.write(piece));
      };
      peer.on('drain', more);
      more();
    });
    const answer = await ask(path, '/x', me);
    expect(typeof answer === 'object' && answer.text.length).toBeLessThan(32 * 1024 * 1024);
  });

  it('that another user could have put there is not asked', async () => {
    const path = await engine((peer) => void peer.end('HTTP/1.0 200 OK\r\n\r\n[]'));
    const other = me === 0 ? 0 : me + 1;
    expect(await ask(path, '/x', other)).toEqual(me === 0 ? { text: '[]' } : 'absent');
    symlinkSync(path, join(folder, 'link'));
    expect(await ask(join(folder, 'link'), '/x', me)).toBe('absent');
    expect(peers.length).toBe(me === 0 ? 1 : 0);
  });

  it.each(['nothing', 'file', `${'x'.repeat(200)}`])('is none where %s is', async (name) => {
    writeFileSync(join(folder, 'file'), '');
    expect(await ask(join(folder, name), '/x', me)).toBe('absent');
  });
});

describe('a file', () => {
  it('is read whole, up to a limit', () => {
    writeFileSync(join(folder, 'a'), 'Grüße');
    expect(readBounded(join(folder, 'a'), 7)).toEqual({ text: 'Grüße' });
    expect(readBounded(join(folder, 'a'), 6)).toBe('absent');
  });

  it('that is a pipe, a folder, a device or a ring of links is none', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('ring', join(folder, 'ring'));
    for (const path of ['pipe', '.', 'ring', 'pipe/x', 'a\0b', 'x'.repeat(5_000)]) {
      expect(readBounded(join(folder, path), 100)).toBe('absent');
    }
    expect(readBounded('/dev/zero', 100)).toBe('absent');
  });
});
