import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { readSnmpWishes } from './snmp-parameters.ts';

const SECRET = { 'auth-password': 'the first secret', 'priv-password': 'another secret' };
const WHO = { user: 'reader', auth: 'sha256', priv: 'aes' };

describe('how SNMP is asked', () => {
  it.each([
    [{}, {}],
    [
      { community: 'shelf', snmp: '1' },
      { community: 'shelf', versions: ['1'] },
    ],
    [{ snmp: '3', user: 'reader' }, { account: { name: 'reader' } }],
    [
      { ...WHO, ...SECRET },
      {
        account: {
          name: 'reader',
          authentication: { algorithm: 'sha256', password: 'the first secret' },
          privacy: { algorithm: 'aes', password: 'another secret' },
        },
      },
    ],
  ])('by %j', (input, wishes) => expect(readSnmpWishes(input)).toEqual(wishes));

  it.each<[input: Record<string, string>, says: string]>([
    [{ snmp: '3' }, 'name one by --user'],
    [{ snmp: '2c', user: 'reader' }, '--user is for SNMP 3'],
    [{ auth: 'md5', ...SECRET }, 'name one by --user'],
    [{ user: 'reader', auth: 'md5' }, 'PORTOLAN_AUTH_PASSWORD is not set'],
    [{ ...WHO, 'auth-password': 'the first secret' }, 'PORTOLAN_PRIV_PASSWORD is not set'],
    [{ user: 'reader', 'auth-password': 'the first secret' }, '--auth does not say'],
    [{ user: 'reader', priv: 'aes', 'priv-password': 'another secret' }, '--priv needs --auth'],
    [{ ...WHO, ...SECRET, 'priv-password': 'seven.7' }, 'privacy password is shorter than 8'],
    [{ snmp: '3', user: 'x'.repeat(33) }, '1 to 32 bytes'],
  ])('not by %j', (input, says) => {
    expect(() => readSnmpWishes(input)).toThrow(UsageError);
    expect(() => readSnmpWishes(input)).toThrow(says);
  });
});
