import { describe, expect, it } from 'vitest';
import { interpreterOf, isCode, scriptOf } from './interpreters.ts';

describe('what an interpreter runs', () => {
  it.each<[path: string, command: string, script: string | undefined]>([
    ['/usr/bin/python3.11', 'python3 /srv/app.py --port 80', '/srv/app.py'],
    ['/usr/bin/python3', '/usr/bin/python3 -u -W ignore app.py', 'app.py'],
    ['/usr/bin/python3', 'python3 -m http.server 8000', '-m http.server'],
    ['/usr/bin/python3', 'python3 -c import_os', '-c'],
    ['/usr/bin/python3', 'python3 -Bsm flask run', 'flask'],
    ['/usr/bin/python3', 'python3 -Sc import socket', '-c'],
    ['/usr/bin/python3', 'python3 -cprint(1) x', '-c'],
    ['/usr/bin/python3', 'python3', undefined],
    ['/usr/bin/perl', 'perl -MIO::Socket -we use strict', '-e'],
    ['/usr/bin/perl', 'perl -Mbare app.pl', 'app.pl'],
    ['/usr/bin/ruby', 'ruby -rsocket -ne puts 1', '-e'],
    ['/usr/bin/node', 'node --eval=run() x', '-e'],
    ['/bin/sh', 'sh -ec run it', '-c'],
    ['/usr/bin/python3', '/usr/bin/python3 /usr/bin/gunicorn app:app', '/usr/bin/gunicorn'],
    ['/usr/bin/node', 'node --require /x/hook.js server.js', 'server.js'],
    ['/usr/bin/node', 'node --enable-source-maps /srv/dist/main.js', '/srv/dist/main.js'],
    ['/usr/bin/node', 'node -e code', '-e'],
    ['C:\\Program Files\\nodejs\\node.exe', 'node.exe C:\\app\\server.js', 'C:\\app\\server.js'],
    ['/usr/bin/java', 'java -Xmx2g -cp /a.jar:/b.jar com.example.Main --x', 'com.example.Main'],
    ['/usr/bin/java', 'java -jar /opt/app.jar', '-jar /opt/app.jar'],
    ['/usr/bin/perl', 'perl -w /usr/sbin/munin-node', '/usr/sbin/munin-node'],
    ['/usr/bin/php8.2', 'php -S 0.0.0.0:80 -t web', '-S 0.0.0.0:80'],
    ['/bin/bash', 'bash -c run', '-c'],
    ['/bin/bash', '/bin/bash /etc/init.d/thing start', '/etc/init.d/thing'],
    ['/usr/sbin/nginx', 'nginx: master process /usr/sbin/nginx', undefined],
    ['C:\\Program Files\\nodejs\\node.exe', '"C:\\Program Files\\nodejs\\node.exe" a.js', 'a.js'],
    ['C:\\My Apps\\node.exe', 'C:\\My Apps\\node.exe server.js', 'server.js'],
    ['/usr/bin/python3', 'gunicorn: master [app]', undefined],
    ['/usr/bin/node', 'my-app (3 clients)', undefined],
    ['/bin/bash', '-bash /etc/thing', '/etc/thing'],
    ['/usr/bin/nodejs-like', 'nodejs-like x.js', undefined],
  ])('%s: %s', (path, command, script) => {
    expect(scriptOf(path, command)).toBe(script);
  });

  it('is code given by hand, which has no name', () => {
    expect(['-c', '-e', '--eval'].map(isCode)).toEqual([true, true, true]);
    expect(['app.py', '-m http.server', '-jar a.jar'].map(isCode)).toEqual([false, false, false]);
  });

  it('is not known without a command line', () => {
    expect(scriptOf('/usr/bin/python3', undefined)).toBeUndefined();
  });

  it('tells kinds of interpreters apart, not their versions', () => {
    expect(interpreterOf('/usr/bin/python3.11')).toBe(interpreterOf('/opt/python/bin/python3.13'));
    expect(interpreterOf('/usr/bin/python3')).not.toBe(interpreterOf('/usr/bin/perl'));
    expect(interpreterOf('C:\\Windows\\System32\\svchost.exe')).toBe('svchost');
    expect(interpreterOf('/usr/sbin/sshd')).toBeUndefined();
  });
});
