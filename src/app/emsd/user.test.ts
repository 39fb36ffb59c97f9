/** Subscribers by command: what it does to the file, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../../core/bytes/line.ts';
import { nodeCryptography } from '../../platform/node/cryptography.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import type { Context, Input } from '../operation.ts';
import { emsdUser } from './user.ts';
import { readUsers, usersOf } from './users/file.ts';
import { passwordBytes } from './users/passwords.ts';
import { createUsers } from './users/users.ts';

function house(files: Readonly<Record<string, string>> = {}) {
  const platform = createNetwork({ seed: 1 }).host('here', {
    addresses: [],
    cryptography: nodeCryptography(),
    files: Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, latin1Bytes(text)]),
    ),
  });
  const context = { platform } as Context;
  return {
    user: (input: Input) => emsdUser.run({ users: 'u', ...input }, context),
    text: async () => latin1(await platform.files.read('u', 10_000)),
    async check(number: string, password: string) {
      const users = usersOf(readUsers(latin1(await platform.files.read('u', 10_000))));
      const all = createUsers(users, nodeCryptography(), platform.clock);
      return all.check(number, passwordBytes(password), '127.0.0.1');
    },
  };
}

describe('a subscriber', () => {
  it('is made with the file, shown without the password, changed and taken out', async () => {
    const { user, text, check } = house({ '-': 'geheim\n' });
    const ada = {
      number: '401.001',
      aliases: ['ada@example.org', 'a@b', 'c@d'],
      name: 'Ada',
      password: true,
    };
    expect(
      await user({
        number: '401001',
        name: 'Ada',
        alias: ['Ada@example.org, a@b', 'c@d'],
        'set-password': true,
      }),
    ).toEqual({ users: [ada], changed: 'made', file: 'u', warnings: [] });
    expect(await text()).not.toContain('geheim');
    expect(await check('401001', 'geheim')).toBe('right');
    expect(await check('401001', 'Geheim')).toBe('wrong');

    const moved = await user({ number: '401.001', at: '127.0.0.2', alias: [''], name: '' });
    const changed = { number: '401.001', aliases: [], at: '127.0.0.2:642', password: true };
    expect(moved).toMatchObject({ users: [changed], changed: 'changed' });
    expect(await check('401001', 'geheim')).toBe('right');
    expect(await user({})).toMatchObject({ users: [changed] });

    expect(await user({ number: '401.001', remove: true })).toMatchObject({ changed: 'removed' });
    expect(await user({})).toMatchObject({ users: [] });
    await expect(user({ number: '401.001' })).rejects.toThrow('401.001 is not in "u"');
  });

  it('has the password of the environment before that of standard input', async () => {
    const { user, check } = house({ '-': 'other' });
    await user({ number: '1', 'set-password': true, password: 'geheim' });
    expect(await check('1', 'geheim')).toBe('right');
    // Without the flag the environment changes nobody's password.
    await user({ number: '1', name: 'Ada', password: 'third' });
    expect(await check('1', 'geheim')).toBe('right');
  });

  it('without a password is told of', async () => {
    const { user } = house({ u: '# mine\nnonsense\n' });
    const { warnings } = await user({ number: '2', name: 'Bob' });
    expect(warnings).toEqual([
      expect.stringMatching(/^"u", line 2: "nonsense" is no subscriber/),
      '000.002 has no password, so its device is not believed: add --set-password',
    ]);
  });
});

describe('nothing is written', () => {
  it.each<[Input, string]>([
    [{ name: 'Ada' }, 'name the subscriber'],
    [{ number: 'x', name: 'Ada' }, 'no subscriber'],
    [{ number: '2', alias: ['a@b'] }, 'a@b is an alias of 000.001'],
    [{ number: '2', 'set-password': true }, 'the password has 17 characters'],
    [{ number: '2', 'set-password': true, password: '' }, 'the password has 0 characters'],
    [{ number: '1', remove: true, name: 'Ada' }, 'leave out what else'],
    [{ number: '2', remove: true }, 'is not in'],
    [{ number: '2', users: 'other' }, 'There is no file'],
  ])('for %o', async (input, why) => {
    const { user, text } = house({ u: '1 alias=a@b\n', '-': 'x'.repeat(17) });
    await expect(user(input)).rejects.toThrow(why);
    expect(await text()).toBe('1 alias=a@b\n');
  });

  it('into a file that is no UTF-8', async () => {
    const { user, text } = house({ u: '1 name="Zo\xeb"\n' });
    await expect(user({ number: '2', name: 'Bob' })).rejects.toThrow('no UTF-8');
    expect(await text()).toBe('1 name="Zo\xeb"\n');
  });
});
