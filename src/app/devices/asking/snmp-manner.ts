/** As whom agents are asked by SNMP, and what it means when they refuse. */
import type { Agent } from '../../../protocols/snmp/agent.ts';
import type { InquiryOptions } from '../../../protocols/snmp/client.ts';
import type { Refusal } from '../../../protocols/snmp/message-model.ts';
import { ERROR_CODES, errorName } from '../../../protocols/snmp/vocabulary.ts';
import { AUTHENTICATIONS, PRIVACIES } from '../../../protocols/snmp/usm/algorithms.ts';
import type { SecureUser } from '../../../protocols/snmp/usm/user.ts';

/** By default: as `public`, in version 2c, and in 1 where that is all an agent speaks. */
export type SnmpManner = Pick<InquiryOptions, 'community' | 'versions' | 'user'>;

/**
 * Why an agent that answered tells a user of version 3 nothing, for a person; undefined when it told something.
 * A sentence without its end; the subject is the agent.
 */
export function whyNothing(
  { values, absent, walked, refused }: Agent,
  { user }: SnmpManner,
): string | undefined {
  if (!user || values.size > 0) return undefined;
  if (refused !== undefined) return refusalWords(refused, user);
  const ends = new Set([...absent.values(), ...walked.values()]);
  if (ends.has(errorName(ERROR_CODES.authorization))) {
    return `it lets the user "${user.name}" read nothing at the level ${user.level}`;
  }
  if (ends.size > 0 && !ends.has('no answer')) return undefined;
  return user.privacy
    ? `it has SNMP 3, and does not answer "${user.name}": most often the privacy password, or --priv, is wrong`
    : `it has SNMP 3, and does not answer "${user.name}"`;
}

function refusalWords(refused: Refusal, user: SecureUser): string {
  const { name, level, authentication, privacy } = user;
  switch (refused) {
    case 'unknown user':
      return `it knows no user "${name}"`;
    case 'wrong digest':
      return `the authentication password of "${name}" is wrong, or it is not for ${AUTHENTICATIONS[authentication!.algorithm].title}`;
    case 'unsupported level':
      return `it has no ${level} for the user "${name}"${level === 'noAuthNoPriv' ? '' : `: no ${protectionWords(user)}`}`;
    case 'not in time window':
      return 'its clock and what it says of its clock do not agree';
    case 'not to be decrypted':
      return `the privacy password of "${name}" is wrong, or it is not for ${privacy ? PRIVACIES[privacy.algorithm].title : 'this'}`;
    case 'unknown engine':
      return 'it takes its own engine for another';
    case 'other':
      return `it reports something else than the standard of users knows`;
  }
}

const protectionWords = ({ authentication, privacy }: SecureUser): string =>
  [
    ...(authentication ? [AUTHENTICATIONS[authentication.algorithm].title] : []),
    ...(privacy ? [PRIVACIES[privacy.algorithm].title] : []),
  ].join(' with ');
