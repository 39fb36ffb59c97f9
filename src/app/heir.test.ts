import { expect, it } from 'vitest';
import { UnavailableError } from '../core/errors.ts';
import { simulatedPrivileges } from '../platform/simulated/privileges.ts';
import { openAndBecome } from './heir.ts';

const ada = { name: 'ada', uid: 1000, gid: 1000, home: '/home/ada' };

/** Who has opened it, and whom it has become by the end. */
async function opened(name: string | undefined) {
  const privileges = simulatedPrivileges([ada]);
  const heir = name === undefined ? undefined : privileges.heir(name);
  const by = await openAndBecome(privileges, heir, async () => privileges.current?.name ?? 'root');
  return [by, privileges.current?.name ?? 'root'];
}

it('opens what is kept as the administrator for nobody, who owns no folder', async () => {
  expect(await opened('nobody')).toEqual(['root', 'nobody']);
});

it('lets whoever has a home open his own', async () => {
  expect(await opened('ada')).toEqual(['ada', 'ada']);
});

it('opens it as it is when there is nobody to become', async () => {
  expect(await opened(undefined)).toEqual(['root', 'root']);
});

it('says whom it has become when that one may not, and what helps', async () => {
  const privileges = simulatedPrivileges([ada]);
  const refused = openAndBecome(privileges, ada, async () => {
    throw new UnavailableError('the store "till.db" cannot be made: this user may not');
  });
  await expect(refused).rejects.toThrow(
    /this user may not\nIt has become ada by then.*--user root/,
  );
});
