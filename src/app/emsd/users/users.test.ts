/** The users file, and who is believed. */
import { describe, expect, it } from 'vitest';
import { latin1Bytes } from '../../../core/bytes/line.ts';
import { UsageError } from '../../../core/errors.ts';
import { numberText } from '../../../protocols/emsd/number.ts';
import { nodeCryptography } from '../../../platform/node/cryptography.ts';
import { faultsOf, readUsers, usersOf, withoutUser, withUser, writeUsers } from './file.ts';
import { hashPassword, PasswordCheck, passwordBytes } from './passwords.ts';
import { mustReadNumber } from './user.ts';
import { createUsers, loadUsers } from './users.ts';

const cryptography = nodeCryptography();
/** Cheap: 1 << 4 rounds. */
const CHEAP = `scrypt:4:8:1:${'ab'.repeat(16)}:${'cd'.repeat(32)}`;
const FILE = `# The office
401.001  name="Ada Lovelace"  alias=Ada@example.org alias=al@example.org  at=127.0.0.2:6420

  401002\talias=g.h@example.org  # no comment here
402.007 password=${CHEAP}
`;
const read = (text: string) => usersOf(readUsers(text));
const fault = (line: string) => faultsOf(readUsers(line), 'u').join('; ');

describe('a users file', () => {
  it('is read line by line, and what cannot be read is named', () => {
    const lines = readUsers(FILE);
    expect(usersOf(lines)).toEqual([
      {
        number: '401001',
        name: 'Ada Lovelace',
        aliases: ['ada@example.org', 'al@example.org'],
        at: { address: '127.0.0.2', port: 6420 },
      },
      {
        number: '402007',
        aliases: [],
        password: {
          cost: 4,
          blockSize: 8,
          parallelism: 1,
          salt: new Uint8Array(16).fill(0xab),
          hash: new Uint8Array(32).fill(0xcd),
        },
      },
    ]);
    expect(faultsOf(lines, 'users')).toEqual([
      '"users", line 4: "#" means nothing here: after the number come name="…", alias=…, at=… and password=…',
    ]);
    expect(writeUsers(lines)).toBe(FILE);
  });

  it('is as it was but for the line that was changed', () => {
    const lines = readUsers(FILE);
    const [ada] = usersOf(lines);
    const changed = writeUsers(withUser(lines, { ...ada!, name: 'A. King' }));
    expect(changed.split('\n')[1]).toBe(
      '401.001  name="A. King"  alias=ada@example.org  alias=al@example.org  at=127.0.0.2:6420',
    );
    expect(changed.split('\n').toSpliced(1, 1)).toEqual(FILE.split('\n').toSpliced(1, 1));
    expect(writeUsers(withoutUser(lines, '401001'))).toBe(
      FILE.split('\n').toSpliced(1, 1).join('\n'),
    );
    expect(read(writeUsers(withUser(readUsers(undefined), ada!)))).toEqual([ada]);
  });

  it('keeps every user that can be written', () => {
    const users = read(FILE.replace('# no comment here', 'at=[::1]:7  name="Zoë"'));
    expect(users).toHaveLength(3);
    const again = users.reduce((lines, user) => withUser(lines, user), [...readUsers('')]);
    expect(read(writeUsers(again))).toEqual(users);
  });

  it.each([
    ['name=Ada', 'does not begin with a number'],
    ['four', 'no subscriber'],
    [`${'1'.repeat(41)}`, 'no subscriber'],
    ['401.001 name=""', 'no name'],
    ['401.001 name="Ada', 'cannot be read'],
    ['401.001 name="☎"', 'no name'],
    ['401.001 name=a name=b', 'two of "name"'],
    ['401.001 alias=ada', 'no mail address'],
    ['401.001 at=example.org:642', 'no place of a device'],
    ['401.001 at=127.0.0.1:0', 'no place of a device'],
    ['401.001 at=127.0.0.1:65536', 'no place of a device'],
    ['401.001 password=secret', 'its password is not as portolan writes it'],
    [`401.001 password=${CHEAP.replace(':4:', ':60:')}`, 'its password is not'],
    [`401.001 password=${CHEAP.replace(':8:', ':0:')}`, 'its password is not'],
    ['401.001 colour=red', '"colour" means nothing here'],
    ['401.001\n401001', 'line 2: number 401.001 is in line 1 already'],
    ['1 alias=a@b\n2 alias=A@B', 'line 2: a@b is in line 1 already'],
  ])('refuses %s', (line, why) => {
    expect(fault(line)).toContain(why);
    expect(fault(line)).toMatch(/^"u", line [12]: /);
  });

  it('never shows a password that somebody wrote into it', () => {
    expect(fault('401.001 password=hunter2')).not.toContain('hunter2');
  });

  it('is refused whole where a line cannot be read', async () => {
    const files = { read: async () => latin1Bytes('401.001\nx\ny\n') };
    const loading = loadUsers('/users', files, cryptography, { now: () => 0 });
    await expect(loading).rejects.toThrow(UsageError);
    await expect(loading).rejects.toThrow(
      /^"\/users", line 2: .* \(and 1 other lines cannot be read\)$/,
    );
  });
});

it.each([
  ['401.001', '401001', '401.001'],
  ['7', '7', '000.007'],
  ['000.166', '166', '000.166'],
  ['1234567', '1234567', '1234.567'],
])('the number %s is %s and shown as %s', (text, number, shown) => {
  expect(mustReadNumber(text)).toBe(number);
  expect(numberText(number)).toBe(shown);
});

describe('subscribers', () => {
  const users = createUsers(
    read('1 alias=a@b at=127.0.0.2\n2 at=127.0.0.3\n3 at=127.0.0.3:7'),
    cryptography,
    { now: () => 0 },
  );
  it('are found by number, by alias in any case, and by an address that is theirs alone', () => {
    expect(users.all).toHaveLength(3);
    expect(users.byNumber('2')).toMatchObject({ number: '2' });
    expect(users.byNumber('4')).toBeUndefined();
    expect(users.byAlias('A@b')).toMatchObject({ number: '1' });
    expect(users.byAddress('127.0.0.2')).toMatchObject({ number: '1' });
    expect(users.byAddress('127.0.0.3')).toBeUndefined();
    expect(users.byAddress('127.0.0.9')).toBeUndefined();
  });
});

describe('a password', () => {
  const secret = passwordBytes('geheim');
  const wrong = passwordBytes('geraten');

  it.each(['', '12345678901234567', '☎'])('cannot be "%s"', (text) => {
    expect(() => passwordBytes(text)).toThrow(UsageError);
  });

  /** Counts how often scrypt is run. */
  async function checking(tries?: ConstructorParameters<typeof PasswordCheck>[3]) {
    let runs = 0;
    let now = 0;
    const password = await hashPassword(secret, cryptography);
    const counted: typeof cryptography = {
      ...cryptography,
      scrypt(setting, bytes) {
        runs += 1;
        return cryptography.scrypt(setting, bytes);
      },
    };
    const users = new Map([
      ['1', { number: '1', aliases: [], password }],
      ['2', { number: '2', aliases: [] }],
    ]);
    const passwords = new PasswordCheck(
      (number) => users.get(number),
      counted,
      { now: () => now },
      tries,
    );
    return { passwords, runs: () => runs, wait: (time: number) => void (now += time) };
  }

  it('is right or wrong, and looked at once', async () => {
    const { passwords, runs } = await checking();
    const both = [passwords.check('1', secret, 'a'), passwords.check('1', secret, 'a')];
    expect(await Promise.all(both)).toEqual(['right', 'right']);
    for (let time = 0; time < 50; time++) {
      expect(await passwords.check('1', secret, 'a')).toBe('right');
      expect(await passwords.check('1', wrong, 'a')).toBe('wrong');
    }
    expect(runs()).toBe(2);
  });

  it('of nobody, of one who has none, or too long is wrong at once', async () => {
    const { passwords, runs } = await checking();
    expect(await passwords.check('3', secret, 'a')).toBe('wrong');
    expect(await passwords.check('2', new Uint8Array(), 'a')).toBe('wrong');
    expect(await passwords.check('1', new Uint8Array(17), 'a')).toBe('wrong');
    expect(runs()).toBe(0);
  });

  it('may be guessed by one address a few times, and then slowly; others and what is known go on', async () => {
    const { passwords, runs, wait } = await checking({
      each: { atOnce: 3, perSecond: 0.2 },
      all: { atOnce: 5, perSecond: 1 },
    });
    expect(await passwords.check('1', secret, 'b')).toBe('right');
    const guess = (which: number, from: string) =>
      passwords.check('1', passwordBytes(`guess ${which}`), from);
    const said = [];
    for (let which = 0; which < 5; which++) said.push(await guess(which, 'a'));
    expect(said).toEqual(['wrong', 'wrong', 'wrong', 'not now', 'not now']);
    expect(await passwords.check('1', secret, 'a')).toBe('right');
    expect(await guess(5, 'b')).toBe('wrong');
    // All together have had their share, whatever address they say.
    expect(await guess(6, 'c')).toBe('not now');
    wait(5000);
    expect(await guess(3, 'a')).toBe('wrong');
    expect(await guess(4, 'a')).toBe('not now');
    expect(runs()).toBe(6);
  });
});
