import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodePrivileges, passwdEntry } from './privileges.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-privileges-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const uid = process.getuid?.() ?? -1;
const PASSWD = [
  '# a comment',
  `ann:x:1000:1001:Ann:/nowhere/at/all:/bin/sh`,
  `own:x:${uid}:1001::${folder}:/bin/sh`,
  'broken:x:many:1:::',
  'short:x',
].join('\n');

describe('a table of users', () => {
  it('has them by name and by number', () => {
    expect(passwdEntry(PASSWD, 'ann')).toEqual({ name: 'ann', uid: 1000, gid: 1001 });
    expect(passwdEntry(PASSWD, '1000')).toEqual({ name: 'ann', uid: 1000, gid: 1001 });
  });

  it('gives a home that is there and their own', () => {
    expect(passwdEntry(PASSWD, 'own')).toMatchObject({ home: folder });
  });

  it.each(['nobody', '', '1001', 'broken', 'short', '# a comment'])('has no "%s"', (name) => {
    expect(passwdEntry(PASSWD, name)).toBeUndefined();
  });
});

describe('an heir', () => {
  it('is nobody where nobody else called', () => {
    expect(nodePrivileges({}).heir()).toMatchObject({ name: 'nobody' });
    expect(nodePrivileges({ SUDO_UID: '0' }).heir()).toMatchObject({ name: 'nobody' });
    expect(nodePrivileges({ SUDO_UID: 'x; rm' }).heir()).toMatchObject({ name: 'nobody' });
    expect(nodePrivileges({ DOAS_USER: 'root' }).heir()).toMatchObject({ name: 'nobody' });
  });

  it('is who called by sudo', () => {
    expect(nodePrivileges({ SUDO_UID: '1' }).heir()).toMatchObject({ uid: 1 });
    expect(nodePrivileges({ PKEXEC_UID: '1' }).heir()).toMatchObject({ uid: 1 });
    expect(nodePrivileges({ DOAS_USER: 'daemon' }).heir()).toMatchObject({ name: 'daemon' });
  });

  it.each(['nosuchuser-', '--help', '$(id)', ''])('cannot be "%s"', (name) => {
    expect(() => nodePrivileges({}).heir(name)).toThrow('there is no user');
  });
});

const isRoot = uid === 0 && process.platform === 'linux';
if (!isRoot) console.log('LEFT OUT: giving up rights: needs root, on Linux');

describe.skipIf(!isRoot)('becoming somebody', () => {
  let script: string;

  beforeAll(async () => {
    const build = await rolldown({
      input: fileURLToPath(new URL('privileges.ts', import.meta.url)),
      platform: 'node',
    });
    script = join(folder, 'privileges.mjs');
    await build.write({ file: script, format: 'esm' });
    await build.close();
  });

  /** What a process says that begins as root and becomes `user`. */
  const become = (user: string) =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `
          import { readFileSync, readdirSync } from 'node:fs';
          import { promisify } from 'node:util';
          import { pbkdf2 } from 'node:crypto';
          import { nodePrivileges } from ${JSON.stringify(script)};
          // The pool's threads are there before, and must lose their rights too.
          await Promise.all([1, 2, 3, 4].map(() => promisify(pbkdf2)('a', 'b', 1000, 8, 'sha1')));
          const privileges = nodePrivileges();
          const before = privileges.isElevated();
          let refused = '';
          try {
            privileges.become(privileges.heir(${JSON.stringify(user)}));
          } catch (problem) {
            refused = problem.message;
          }
          const tries = ['setuid', 'seteuid', 'setgid', 'setegid'].filter((name) => {
            try { process[name](0); return true; } catch { return false; }
          });
          const threads = readdirSync('/proc/self/task').map((thread) =>
            readFileSync('/proc/self/task/' + thread + '/status', 'utf8'));
          console.log(JSON.stringify({
            before, refused, after: privileges.isElevated(), tries,
            uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(),
            threads: threads.length,
            uids: [...new Set(threads.map((status) => /^Uid:\\s+(.*)$/m.exec(status)[1]))],
            groupLines: [...new Set(threads.map((status) => /^Groups:\\s*(.*)$/m.exec(status)[1].trim()))],
            capabilities: [...new Set(threads.map((status) => /^CapEff:\\s+(.*)$/m.exec(status)[1]))],
          }));
        `,
        ],
        { encoding: 'utf8' },
      ),
    ) as Record<string, unknown>;

  it('leaves no way back, in no thread', () => {
    const { uid: nobody, gid: nogroup } = nodePrivileges({}).heir();
    const said = become('nobody');
    expect(said).toMatchObject({
      before: true,
      after: false,
      refused: '',
      tries: [],
      uid: nobody,
      gid: nogroup,
      groups: [nogroup],
      uids: [Array(4).fill(nobody).join('\t')],
      groupLines: [String(nogroup)],
      capabilities: ['0000000000000000'],
    });
    expect(said['threads']).toBeGreaterThan(4);
  });

  it('is no becoming when it is the administrator', () => {
    expect(become('root')).toMatchObject({ refused: 'that user is the administrator too', uid: 0 });
  });
});
