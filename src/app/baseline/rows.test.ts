/** How a door's programs are written in one cell. */
import { describe, expect, it } from 'vitest';
import type { Drift } from '../../survey/drift/drift.ts';
import type { Program } from '../../survey/drift/program.ts';
import type { Entry } from '../../survey/drift/snapshot.ts';
import { driftRow, programsText } from './rows.ts';

const entry = (...programs: Program[]): Entry => ({
  transport: 'tcp',
  port: 6379,
  binds: [{ address: '127.0.0.1', scope: 'loopback' }],
  programs,
});

describe('a program in a cell', () => {
  it.each<[Program, string]>([
    [{ name: 'nginx', path: '/usr/sbin/nginx' }, '/usr/sbin/nginx'],
    [
      { name: 'redis-server', path: '/usr/bin/redis-check-rdb' },
      'redis-server (/usr/bin/redis-check-rdb)',
    ],
    [
      { name: 'cache', path: '/usr/bin/$&', container: 'docker:web', image: 'redis:7' },
      'cache (/usr/bin/$&) in docker:web (redis:7)',
    ],
    [
      { name: 'systemd-resolve', path: '/lib/systemd/systemd-resolved' },
      '/lib/systemd/systemd-resolved',
    ],
    [{ name: 'python3', path: '/usr/bin/python3.11', script: 'app.py' }, 'python3 app.py'],
    [{ name: 'sshd' }, 'sshd'],
  ])('%o', (program, text) => {
    expect(programsText(entry(program))).toBe(text);
  });

  it('has in the columns of a drift the name that its sentence has', () => {
    const drift: Drift = {
      kind: 'gone',
      severity: 'notice',
      transport: 'tcp',
      port: 6379,
      before: [entry({ name: 'redis-server', path: '/usr/bin/redis-check-rdb' })],
      after: [],
      why: '6379/tcp is gone: redis-server listened there',
      advice: '',
    };
    expect(driftRow(drift)).toMatchObject({
      before: 'redis-server (/usr/bin/redis-check-rdb) on 127.0.0.1',
      why: expect.stringContaining('redis-server') as string,
    });
  });
});
