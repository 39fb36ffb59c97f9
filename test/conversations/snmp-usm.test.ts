/** SNMP's user-based security with real cryptography: keys as the standard has them, and what of an answer is believed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { berInteger, berNull, berOid, berSequence } from '../../src/core/bytes/ber-write.ts';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import { mutations } from '../../src/core/mutations.ts';
import { nodeCryptography } from '../../src/platform/node/cryptography.ts';
import type { Reading } from '../../src/protocols/snmp/message-model.ts';
import { localizedKey, passwordKey } from '../../src/protocols/snmp/usm/keys.ts';
import { usmModel } from '../../src/protocols/snmp/usm/model.ts';
import { open } from '../../src/protocols/snmp/usm/open.ts';
import { seal } from '../../src/protocols/snmp/usm/seal.ts';
import { beginSession, keepTime, TIME_WINDOW } from '../../src/protocols/snmp/usm/session.ts';
import { secureUser } from '../../src/protocols/snmp/usm/user.ts';
import { PDUS } from '../../src/protocols/snmp/vocabulary.ts';
import { decode } from '../../src/protocols/snmp/wire.ts';

const cryptography = nodeCryptography();
const VECTORS = new URL('../../src/protocols/snmp/vectors/v3.json', import.meta.url);
const ENGINE = fromHex('000000000000000000000002');

describe('keys', () => {
  it.each([
    [
      'md5',
      'RFC 3414, A.3.1',
      '9faf3283884e92834ebc9847d8edd963',
      '526f5eed9fcce26f8964c2930787d82b',
    ],
    [
      'sha1',
      'RFC 3414, A.3.2',
      '9fb5cc0381497b3793528939ff788d5d79145211',
      '6695febc9288e36282235fc7151f128497b38f3f',
    ],
  ] as const)('of "maplesyrup", %s, %s', (name, _, own, local) => {
    const key = passwordKey(cryptography, name, new TextEncoder().encode('maplesyrup'));
    expect(toHex(key)).toBe(own);
    expect(toHex(localizedKey(cryptography, name, key, ENGINE))).toBe(local);
  });
});

it('an answer of Net-SNMP is authentic, and can be read', () => {
  const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as readonly { readonly hex: string }[];
  const bytes = fromHex(vectors[0]!.hex);
  const decoded = decode(bytes);
  if (!decoded.ok || decoded.message.version !== '3') throw new Error('no message of version 3');
  const { message, fields } = decoded;
  if (message.security instanceof Uint8Array) throw new Error('another security model');
  const reader = { ...user, name: 'sha256-aes', nameBytes: new TextEncoder().encode('sha256-aes') };
  const session = beginSession(reader, message.security.engineId, message.security, 0)!;
  const opened = open(reader, session, { message, bytes, fields }, 0);
  const value = { type: 'OCTET STRING', value: new TextEncoder().encode('A jury') };
  expect(opened).toMatchObject({
    level: 'authPriv',
    scoped: { pdu: { kind: 'response', variables: [{ oid: '1.3.6.1.2.1.1.1.0', value }] } },
  });
});

const user = secureUser(
  {
    name: 'reader',
    authentication: { algorithm: 'sha256', password: 'the first secret' },
    privacy: { algorithm: 'aes', password: 'another secret' },
  },
  cryptography,
);
const clear = { ...user, privacy: undefined, level: 'authNoPriv' } as const;
const TIME = { engineBoots: 3, engineTime: 1000 };
const ASKED = { id: 7, messageIds: [70, 71] };

/** An engine's answer at a time, in seconds after the session began. */
function answer(who: typeof user | typeof clear, { id = 7, messageId = 70, after = 0 } = {}) {
  const session = beginSession(user, ENGINE, TIME, 0)!;
  const variable = berSequence([berOid('1.3.6.1.2.1.1.1.0'), berNull()]);
  const numbers = [id, 0, 0].map((number) => berInteger(number));
  const pdu = berSequence([...numbers, berSequence([variable])], PDUS.response);
  return seal(who as typeof user, session, { pdu, messageId, reportable: false }, after * 1000);
}

function reading(who: typeof user | typeof clear, bytes: Uint8Array, now = 0): Reading | undefined {
  const decoded = decode(bytes);
  if (!decoded.ok) return undefined;
  const received = { message: decoded.message, bytes, fields: decoded.fields };
  const authentic = keepTime(beginSession(user, ENGINE, TIME, 0)!, TIME, 0)!;
  return usmModel(who as typeof user).read(received, ASKED, authentic, now);
}

describe.each([
  ['authenticated', clear],
  ['encrypted', user],
] as const)('an answer that is %s', (_, who) => {
  it('is believed when everything is right', () => {
    expect(reading(who, answer(who))).toMatchObject({ kind: 'answer', pdu: { requestId: 7 } });
    expect(reading(who, answer(who, { messageId: 71 }))).toMatchObject({ kind: 'answer' });
  });

  it('is ignored when it answers something else, or is protected otherwise', () => {
    expect(reading(who, answer(who, { id: 8 }))).toBeUndefined();
    expect(reading(who, answer(who, { messageId: 72 }))).toBeUndefined();
    expect(reading(who, answer(who === user ? clear : user))).toBeUndefined();
    const stranger = { ...who, name: 'other', nameBytes: new TextEncoder().encode('other') };
    expect(reading(who, answer(stranger as typeof user))).toBeUndefined();
  });

  it('is ignored when it is old: somebody says again what he recorded', () => {
    const late = (TIME_WINDOW + 1) * 1000;
    expect(reading(who, answer(who), late - 2000)).toMatchObject({ kind: 'answer' });
    expect(reading(who, answer(who), late)).toBeUndefined();
  });

  it('is never believed with any bit of it changed, and harms nobody', () => {
    const bytes = answer(who);
    const believed = [...mutations(bytes)].filter(
      (mutation) => toHex(mutation) !== toHex(bytes) && reading(who, mutation)?.kind === 'answer',
    );
    expect(believed.map((mutation) => toHex(mutation))).toEqual([]);
  });
});
