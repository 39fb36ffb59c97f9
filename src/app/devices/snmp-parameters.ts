/**
 * How SNMP is to be asked, as whoever calls says it: the same words for every operation that asks. Conventions are
 * those of Net-SNMP's tools, but that passwords are never words of a command line.
 */
import { UsageError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { checkAccount, type UserAccount } from '../../protocols/snmp/usm/account.ts';
import {
  AUTHENTICATION_NAMES,
  PRIVACY_NAMES,
  type AuthenticationName,
  type PrivacyName,
} from '../../protocols/snmp/usm/algorithms.ts';
import type { CommunityVersion } from '../../protocols/snmp/vocabulary.ts';
import type { Input, Parameter } from '../operation.ts';
import type { SnmpManner } from './asking/snmp-manner.ts';

const PASSWORDS = {
  auth: { name: 'auth-password', environment: 'PORTOLAN_AUTH_PASSWORD' },
  priv: { name: 'priv-password', environment: 'PORTOLAN_PRIV_PASSWORD' },
} as const;

export const SNMP_PARAMETERS: readonly Parameter[] = [
  {
    name: 'community',
    summary: 'the word that SNMP 1 and 2c want to hear (default: public)',
    type: 'text',
    environment: 'PORTOLAN_COMMUNITY',
    placeholder: 'WORD',
  },
  {
    name: 'snmp',
    summary: "SNMP's version; default: 2c, and 1 where that is all it speaks",
    type: 'text',
    choices: ['1', '2c', '3'],
    placeholder: 'VERSION',
  },
  {
    name: 'user',
    summary: 'the user of SNMP 3, where it is asked as one',
    type: 'text',
    placeholder: 'NAME',
  },
  {
    name: 'auth',
    summary: 'how the user of SNMP 3 is authenticated',
    type: 'text',
    choices: AUTHENTICATION_NAMES,
    placeholder: 'ALGORITHM',
  },
  {
    name: 'priv',
    summary: 'how what the user of SNMP 3 says is encrypted',
    type: 'text',
    choices: PRIVACY_NAMES,
    placeholder: 'ALGORITHM',
  },
  {
    ...PASSWORDS.auth,
    summary: 'the password that goes with --auth: 8 characters at least',
    type: 'text',
    placeholder: 'PASSWORD',
    secret: true,
  },
  {
    ...PASSWORDS.priv,
    summary: 'the password that goes with --priv: 8 characters at least',
    type: 'text',
    placeholder: 'PASSWORD',
    secret: true,
  },
];

/** What was said of it. Nothing is computed of the passwords yet. */
export interface SnmpWishes {
  readonly community?: string;
  readonly versions?: readonly CommunityVersion[];
  /** Version 3. */
  readonly account?: UserAccount;
}

/** @throws UsageError when the words do not fit together, or a password is missing or too short */
export function readSnmpWishes(input: Input): SnmpWishes {
  const { community, snmp: version, user } = input as Readonly<Record<string, string | undefined>>;
  const flag = ['user', 'auth', 'priv'].find((name) => input[name] !== undefined);
  if (version === '3' || flag !== undefined) {
    if (version !== undefined && version !== '3') {
      throw new UsageError(`--${flag} is for SNMP 3, and --snmp says ${version}: leave one out`);
    }
    if (user === undefined) throw new UsageError('SNMP 3 is asked as a user: name one by --user');
    return { account: readAccount(user, input) };
  }
  return {
    ...(community !== undefined && { community }),
    ...(version !== undefined && { versions: [version as CommunityVersion] }),
  };
}

function readAccount(name: string, input: Input): UserAccount {
  const authentication = readProtection<AuthenticationName>('auth', input);
  const privacy = readProtection<PrivacyName>('priv', input);
  const account = {
    name,
    ...(authentication && { authentication }),
    ...(privacy && { privacy }),
  };
  if (privacy && !authentication) {
    throw new UsageError('SNMP 3 encrypts only what it authenticates: --priv needs --auth');
  }
  checkAccount(account);
  return account;
}

function readProtection<Algorithm extends string>(
  flag: keyof typeof PASSWORDS,
  input: Input,
): { readonly algorithm: Algorithm; readonly password: string } | undefined {
  const { name, environment } = PASSWORDS[flag];
  const algorithm = input[flag] as Algorithm | undefined;
  const password = input[name] as string | undefined;
  if (algorithm === undefined && password === undefined) return undefined;
  // Whoever has set a password must not find that it was not used.
  if (algorithm === undefined) {
    throw new UsageError(`${environment} is set, and --${flag} does not say for which algorithm`);
  }
  if (password === undefined) {
    throw new UsageError(
      `--${flag} takes a password, and ${environment} is not set: a command line is no place for one`,
    );
  }
  return { algorithm, password };
}

/** How agents are asked then; cryptography is loaded where it is needed. */
export async function snmpManner(
  { account, ...manner }: SnmpWishes,
  { cryptography }: Pick<Platform, 'cryptography'>,
): Promise<SnmpManner> {
  if (!account) return manner;
  const { secureUser } = await import('../../protocols/snmp/usm/user.ts');
  return { user: secureUser(account, await cryptography()) };
}
