/** Listings as people have them: pasted somewhere, with the shell around them, and with names for numbers. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importListing, recogniseListing } from './import.ts';
import { withoutPrompts } from './prompts.ts';
import type { PortOfService } from './report.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');

const NUMBERS: Readonly<Record<string, number>> = {
  domain: 53,
  ssh: 22,
  ipp: 631,
  postgresql: 5432,
};
const portOf: PortOfService = (service) => NUMBERS[service];

/** What is read, by whatever program it looks to be of. */
function read(text: string) {
  const listing = recogniseListing(text);
  if (listing === undefined) throw new Error('looks like no listing');
  const { report, system } = importListing(text, listing, portOf);
  const sockets = report.listeners.map(({ transport, address, port, processes }) =>
    [transport, address, port, ...processes.map(({ pid }) => pid)].join(' '),
  );
  return { listing, system, sockets, gaps: report.coverage.gaps.slice(1) };
}
const lines = (text: string, change: (line: string) => string) =>
  text.split('\n').map(change).join('\n');
const withoutHeading = (text: string) => text.slice(text.indexOf('\n') + 1);

describe('a listing of ss', () => {
  const text = fixture('ss-numbers');
  const plain = read(text);

  it('is what it is', () => {
    expect(plain).toMatchObject({ listing: 'ss', system: 'linux', gaps: [] });
    expect(plain.sockets).toEqual([
      'tcp 127.0.0.1 22 5',
      'tcp :: 631 5',
      'tcp :: 5432 5',
      'tcp 0.0.0.0 6390 4',
      'tcp :: 6390 4',
      'tcp 0.0.0.0 8081 3 14',
      'tcp 0.0.0.0 12345 5',
      'udp 0.0.0.0 53 5',
    ]);
  });

  it.each<[how: string, pasted: string]>([
    ['with blanks before every line', lines(text, (line) => `    ${line}`)],
    ['with a tab before every line', lines(text, (line) => `\t${line}`)],
    ['with empty lines before and behind', `\n\n${text}\n\n`],
    ['with the lines of Windows', text.replaceAll('\n', '\r\n')],
    ['with tabs between', text.replaceAll(/ +/g, '\t')],
    ['behind a prompt', `$ ss -tulpn\n${text}`],
    [
      'between prompts',
      `ada@web1:~$ sudo ss -tulpn\n[sudo] password for ada:\n${text}ada@web1:~$ `,
    ],
    ['behind the prompt of root', `[root@web1 ~]# ss -tulpn\n${withoutHeading(text)}`],
    ['in a fence', `\`\`\`console\n${text}\`\`\`\n`],
    ['behind what the kernel complained of', `RTNETLINK answers: Invalid argument\n${text}`],
    ['without its heading', withoutHeading(text)],
    ['with blanks and without its heading', lines(withoutHeading(text), (line) => `  ${line}`)],
    ['with programs on lines of their own', text.replaceAll(/ +users:/g, '\n users:')],
    [
      'with timers below',
      text.replaceAll(/(\S) *$/gm, '$1\n\t bbr cwnd:10').replace('\n\t bbr cwnd:10', ''),
    ],
    ['with more columns', fixture('ss-extended')],
    ['twice, by transport', `$ ss -tlnp\n${withoutUdp(text)}$ ss -ulnp\n${withoutTcp(text)}`],
  ])('is the same %s', (_, pasted) => {
    expect(read(pasted)).toEqual(plain);
  });

  it('still says which line could not be understood', () => {
    const { gaps } = read(`$ ss -tulpn\n${lines(text, (line) => `  ${line}`)}\n  tcp what is this`);
    expect(gaps).toMatchObject([{ count: 1, partial: true }]);
    expect(gaps[0]?.why).toContain('line 12: "tcp what is this"');
  });

  it('has all its sockets, whatever programs call themselves', () => {
    const [heading = '', ...rows] = text.replaceAll('"python3"', '"$ ss -l"').split('\n');
    expect(read([heading, ...rows].join('\n')).sockets).toEqual(plain.sockets);
  });
});

/** With `-t` or `-u` alone, there is no column for which it is. */
const withoutUdp = (text: string) => lines(text.replace(/^udp.*\n/gm, ''), (line) => line.slice(6));
const withoutTcp = (text: string) => lines(text.replace(/^tcp.*\n/gm, ''), (line) => line.slice(6));

describe('a listing with names', () => {
  it.each([
    ['ss', 'ss-names', 'ss', 1],
    ['netstat of Linux', 'netstat-linux-names', 'netstat', 1],
    ['lsof', 'lsof-linux-names', 'lsof', 2],
  ] as const)('of %s has the numbers that are known', (_, name, listing, unknown) => {
    const told = read(fixture(name));
    const numbers = read(fixture('ss-numbers')).sockets.filter((one) => !one.includes('8081'));
    const places = (sockets: readonly string[]) =>
      sockets.map((one) => one.split(' ', 3).join(' '));
    // lsof says IPv6 by a column of its own; netstat names no processes.
    expect({ ...told, sockets: places(told.sockets) }).toMatchObject({
      listing,
      sockets: places(numbers),
    });
    const [, unnumbered] = told.gaps.filter(({ what }) => what === 'sockets');
    expect(unnumbered).toMatchObject({ count: unknown, partial: true });
    expect(unnumbered?.why).toContain('run it with -n');
  });

  it('of macOS has them too', () => {
    const { sockets, system, gaps } = read(
      'tcp4       0      0  localhost.ipp          *.*                    LISTEN\n' +
        'tcp46      0      0  *.ssh                  *.*                    LISTEN\n' +
        'tcp6       0      0  localhost.ipp          *.*                    LISTEN\n' +
        'tcp4       0      0  ada-mac.local.ssh      *.*                    LISTEN\n' +
        'udp4       0      0  *.mdns                 *.*\n',
    );
    expect(system).toBe('darwin');
    expect(sockets).toEqual(['tcp :: 22', 'tcp 127.0.0.1 631', 'tcp ::1 631']);
    expect(gaps.at(-1)).toMatchObject({ count: 2, remedy: 'sudo lsof +c 0 -nP -i' });
  });

  it('of Windows is read where its own end has numbers, as mostly', () => {
    const { sockets, system, gaps } = read(
      '  TCP    0.0.0.0:135            DESKTOP-ADA:0          LISTENING\n' +
        ' [svchost.exe]\n' +
        '  TCP    [::]:445               DESKTOP-ADA:0          LISTENING\n' +
        '  TCP    DESKTOP-ADA:epmap      DESKTOP-ADA:0          LISTENING\n' +
        '  TCP    10.0.0.5:49712         server:https           ESTABLISHED\n' +
        '  UDP    0.0.0.0:5353           *:*\n',
    );
    expect(system).toBe('win32');
    expect(sockets).toEqual(['tcp 0.0.0.0 135', 'tcp :: 445', 'udp 0.0.0.0 5353']);
    expect(gaps.at(-1)).toMatchObject({
      count: 1,
      remedy: expect.stringContaining('netstat -abno'),
    });
  });
});

describe('the system', () => {
  const osquery = (family: string) =>
    JSON.stringify([{ pid: '1', port: '22', protocol: '6', family, address: '::' }]);

  it.each([
    ['lsof of macOS', fixture('lsof-macos-root'), 'darwin'],
    ['lsof of Linux', fixture('lsof-linux'), 'linux'],
    ['its table', fixture('lsof-linux-table'), 'linux'],
    ['netstat of macOS', fixture('netstat-macos-14'), 'darwin'],
    ['netstat of Windows', fixture('netstat-windows-fr'), 'win32'],
    ['netstat of Linux', fixture('netstat-linux'), 'linux'],
    ['osquery of Linux', osquery('10'), 'linux'],
    ['osquery of macOS', osquery('30'), 'darwin'],
    ['osquery of Windows', osquery('23'), 'win32'],
    ['osquery of anything', osquery('2').replace('::', '0.0.0.0'), undefined],
  ])('is known by %s', (_, text, system) => {
    expect(read(text).system).toBe(system);
  });
});

describe('a prompt', () => {
  it.each([
    '$ ss',
    '# netstat -tulpn',
    'ada@web1:~$ ss -tulpn | grep tcp',
    'ada@mac ~ % sudo lsof -nP -i',
    'C:\\Users\\ada>netstat -ano',
    'PS C:\\> netstat -ano',
    '[root@web1 ~]# /usr/sbin/ss -l',
    'ada@web1:~$',
  ])('is taken off: %s', (prompt) => {
    expect(withoutPrompts(`${prompt}\nrow\n${prompt}`)).toBe('\nrow\n');
  });

  it.each(['[{"port":"22"}]', 'tcp LISTEN 0 1 *:22 *:* users:(("$ ss",pid=1,fd=1))', 'cfoo'])(
    'is none: %s',
    (line) => {
      expect(withoutPrompts(line)).toBe(line);
    },
  );
});
