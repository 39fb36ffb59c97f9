/**
 * The jury: Net-SNMP's agent in version 3, with a user for each way of protecting what is said. Our client reads what
 * `snmpget` and `snmpwalk` read, and is told apart who may not, as they are. On loopback; the commands that ask so are
 * judged in `snmp-v3-commands.test.ts`.
 * And the other way round: its tools walk an engine of ours.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeCryptography } from '../../src/platform/node/cryptography.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import type { UdpDoor, UdpSocket } from '../../src/platform/udp.ts';
import type { Agent } from '../../src/protocols/snmp/agent.ts';
import {
  inquiry,
  type InquiryEvent,
  type InquiryOptions,
} from '../../src/protocols/snmp/client.ts';
import { OIDS } from '../../src/protocols/snmp/mib/names.ts';
import {
  AUTHENTICATION_NAMES,
  PRIVACY_NAMES,
  type AuthenticationName,
  type PrivacyName,
} from '../../src/protocols/snmp/usm/algorithms.ts';
import type { UserAccount } from '../../src/protocols/snmp/usm/account.ts';
import { secureUser } from '../../src/protocols/snmp/usm/user.ts';
import { printable } from '../../src/protocols/snmp/values.ts';
import { printerObjects, XP_432 } from '../../src/protocols/snmp/description.ts';
import { usmAgent } from '../../src/protocols/snmp/usm/agent.ts';
import { run } from '../support/built.ts';
import { noSnmpd, startSnmpd, type Snmpd } from '../support/snmpd.ts';

const reason = noSnmpd('snmpget -V');
if (reason) console.log(`LEFT OUT: jury Net-SNMP, version 3: ${reason}`);

const PASSWORD = { authentication: 'the first secret', privacy: 'another secret' };
/** As Net-SNMP calls them. */
const THEIRS: Readonly<Record<AuthenticationName | PrivacyName, string>> = {
  md5: 'MD5',
  sha: 'SHA',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  des: 'DES',
  aes: 'AES',
};

interface Combination {
  readonly auth?: AuthenticationName;
  readonly priv?: PrivacyName;
}

const COMBINATIONS: readonly Combination[] = [
  {},
  ...AUTHENTICATION_NAMES.flatMap((auth) => [
    { auth },
    ...PRIVACY_NAMES.map((priv) => ({ auth, priv })),
  ]),
];
const nameOf = ({ auth, priv }: Combination) => `${auth ?? 'plain'}-${priv ?? 'clear'}`;

function account(combination: Combination): UserAccount {
  const { auth, priv } = combination;
  return {
    name: nameOf(combination),
    ...(auth && { authentication: { algorithm: auth, password: PASSWORD.authentication } }),
    ...(priv && { privacy: { algorithm: priv, password: PASSWORD.privacy } }),
  };
}

/** The same user, for its tools. */
function flagsOf(combination: Combination): string[] {
  const { auth, priv } = combination;
  const level = priv ? 'authPriv' : auth ? 'authNoPriv' : 'noAuthNoPriv';
  return [
    '-v3',
    '-u',
    nameOf(combination),
    '-l',
    level,
    ...(auth ? ['-a', THEIRS[auth], '-A', PASSWORD.authentication] : []),
    ...(priv ? ['-x', THEIRS[priv], '-X', PASSWORD.privacy] : []),
  ];
}

const levelWord = ({ auth, priv }: Combination) => (priv ? 'priv' : auth ? 'auth' : 'noauth');

const CONFIGURATION = [
  'sysDescr A jury of version 3',
  'sysName jury',
  'sysLocation Shelf 3',
  'sysContact nobody@example.org',
  ...COMBINATIONS.flatMap((combination) => {
    const { auth, priv } = combination;
    const secrets = [
      ...(auth ? [`${THEIRS[auth]} "${PASSWORD.authentication}"`] : []),
      ...(priv ? [`${THEIRS[priv]} "${PASSWORD.privacy}"`] : []),
    ];
    return [
      ['createUser', nameOf(combination), ...secrets].join(' '),
      `rouser ${nameOf(combination)} ${levelWord(combination)}`,
    ];
  }),
];

const SYSTEM = '1.3.6.1.2.1.1';
const DESCRIPTION = `${OIDS.sysDescr}.0`;

describe.skipIf(reason)('Net-SNMP, version 3', () => {
  const platform = { clock: nodeClock(), udp: nodeUdp() };
  const cryptography = nodeCryptography();
  let snmpd: Snmpd;

  beforeAll(async () => {
    snmpd = await startSnmpd(CONFIGURATION);
  });
  afterAll(() => snmpd.stop());

  async function ask(
    who: UserAccount,
    options: Partial<InquiryOptions> = {},
    udp: UdpDoor = platform.udp,
  ): Promise<Agent | undefined> {
    let last: InquiryEvent | undefined;
    const machine = inquiry({
      hosts: [snmpd.at],
      mayAsk: (address) => address === snmpd.at.address,
      variables: [DESCRIPTION],
      user: secureUser(who, cryptography),
      firstId: process.pid * 1000,
      ...options,
    });
    await converse(
      machine,
      { ...platform, udp },
      {
        address: '127.0.0.1',
        signal: new AbortController().signal,
        tell: (event) => void (last = event),
      },
    );
    const end = last as InquiryEvent | undefined;
    return end?.kind === 'finished' ? end.agents[0] : undefined;
  }

  const descriptionOf = (agent: Agent | undefined) => {
    const held = agent?.values.get(DESCRIPTION);
    return held?.type === 'OCTET STRING' ? printable(held.value) : undefined;
  };
  const theirTarget = () => `${snmpd.at.address}:${snmpd.at.port}`;

  it.each(COMBINATIONS.map((combination) => [nameOf(combination), combination] as const))(
    'reads and walks as snmpget and snmpwalk do: %s',
    async (_, combination) => {
      const heard = await ask(account(combination), { walks: [{ columns: [SYSTEM] }] });
      expect(heard).toMatchObject({ version: '3' });
      expect(heard!.refused).toBeUndefined();
      const flags = [...flagsOf(combination), '-On', '-OQ', '-Ov', theirTarget()];
      const read = execFileSync('snmpget', [...flags, DESCRIPTION], { encoding: 'utf8' });
      expect(descriptionOf(heard)).toBe(read.trim().replaceAll('"', ''));
      expect(heard!.walked.get(SYSTEM)).toBe('end');
      const walk = [...flagsOf(combination), '-On', '-OQ', theirTarget(), SYSTEM];
      const walked = execFileSync('snmpwalk', walk, { encoding: 'utf8' });
      const names = [...walked.matchAll(/^\.([\d.]+) = (?!No more)/gm)].map(([, oid]) => oid!);
      expect(names.length).toBeGreaterThan(20);
      const ours = [...heard!.values.keys()].filter((oid) => oid.startsWith(`${SYSTEM}.`));
      expect(ours.toSorted()).toEqual(names.toSorted());
    },
  );

  const RIGHT = account({ auth: 'sha256', priv: 'aes' });
  const wrong = (password: string) => ({ ...RIGHT.authentication!, password });

  it.each<[what: string, who: UserAccount, why: string]>([
    ['no such user', { ...RIGHT, name: 'nobody' }, 'unknown user'],
    ['the wrong password', { ...RIGHT, authentication: wrong('not the secret') }, 'wrong digest'],
    [
      'the wrong algorithm of the same length',
      { ...account({ auth: 'md5' }), name: 'sha-clear' },
      'wrong digest',
    ],
    [
      'more protection than the user has',
      { ...account({ auth: 'sha', priv: 'aes' }), name: 'sha-clear' },
      'unsupported level',
    ],
  ])('says what is wrong: %s', async (_, who, why) => {
    const began = performance.now();
    const heard = await ask(who);
    expect(heard).toMatchObject({ refused: why });
    expect(heard!.values.size).toBe(0);
    expect(heard!.absent.get(DESCRIPTION)).toBe(why);
    // It is not said over and over to who has answered.
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('agrees with snmpget on what is wrong', () => {
    const tried = (flags: readonly string[]) =>
      spawnSync('snmpget', [...flags, '-r1', '-t1', theirTarget(), DESCRIPTION], {
        encoding: 'utf8',
      }).stderr;
    const flags = flagsOf({ auth: 'sha256', priv: 'aes' });
    const changed = (from: string, to: string) => flags.map((word) => (word === from ? to : word));
    expect(tried(changed('sha256-aes', 'nobody'))).toMatch(/Unknown user name/);
    expect(tried(changed(PASSWORD.authentication, 'not the secret'))).toMatch(
      /Authentication failure/,
    );
  });

  it('is denied what the user may not read with so little protection', async () => {
    const { privacy, ...clear } = RIGHT;
    expect(privacy).toBeDefined();
    const heard = await ask(clear);
    expect(heard!.absent.get(DESCRIPTION)).toBe('authorization error');
  });

  it('hears nothing when the privacy password is wrong: it cannot read us, and says nothing', async () => {
    const privacy = { algorithm: 'aes', password: 'no such secret' } as const;
    const heard = await ask({ ...RIGHT, privacy }, { patience: { waits: [200, 200] } });
    expect(heard!.values.size).toBe(0);
    expect(heard!.session!.clock.isAuthentic).toBe(false);
    expect(heard!.absent.get(DESCRIPTION)).toBe('no answer');
  });

  it.each<[as: 'the same' | 'another', boots: number]>([
    ['another', 1],
    ['the same', 2],
  ])('goes on when the agent starts anew in the middle, as %s engine', async (as, boots) => {
    let restarting: Promise<void> | undefined;
    let isBack = false;
    let said = 0;
    /** Restarts it before the fourth question; until it is back, nothing reaches it. */
    const send = (socket: UdpSocket, ...datagram: Parameters<UdpSocket['send']>): void => {
      if (++said === 4) restarting = snmpd.restart(as).then(() => void (isBack = true));
      if (said < 4 || isBack) socket.send(...datagram);
    };
    const udp: UdpDoor = {
      async open(options, receive) {
        const socket = await platform.udp.open(options, receive);
        return new Proxy(socket, {
          get(target, name) {
            if (name === 'send')
              return (bytes: Uint8Array, to: Endpoint) => send(target, bytes, to);
            const held: unknown = Reflect.get(target, name, target);
            return typeof held === 'function' ? held.bind(target) : held;
          },
        });
      },
    };
    const heard = await ask(RIGHT, { walks: [{ columns: [SYSTEM] }] }, udp);
    await restarting;
    expect(isBack).toBe(true);
    expect(heard!.walked.get(SYSTEM)).toBe('end');
    expect(heard!.renewals).toBe(1);
    expect(heard!.session!.clock).toMatchObject({ engineBoots: boots, isAuthentic: true });
  });
});

describe.skipIf(reason)('an engine of ours, asked by Net-SNMP', () => {
  const OBJECTS = printerObjects(XP_432);
  const stop = new AbortController();
  let at: Endpoint;
  let serving: Promise<void>;

  beforeAll(async () => {
    const cryptography = nodeCryptography();
    const users = COMBINATIONS.map((combination) => secureUser(account(combination), cryptography));
    const engineId = Uint8Array.of(0x80, 0, 0, 0, 5, ...new TextEncoder().encode('jury'));
    const machine = usmAgent({ objects: OBJECTS, engineId, engineBoots: 7, users });
    at = await new Promise<Endpoint>((opened) => {
      const place = { address: '127.0.0.1', signal: stop.signal, opened, tell() {} };
      serving = converse(machine, { clock: nodeClock(), udp: nodeUdp() }, place);
    });
  });
  afterAll(async () => {
    stop.abort();
    await serving;
  });

  const tried = (command: string, flags: readonly string[], oid: string) =>
    run(command, [...flags, '-r1', '-t1', '-On', '-OQ', `${at.address}:${at.port}`, oid]);

  it.each(COMBINATIONS.map((combination) => [nameOf(combination), combination] as const))(
    'is walked whole: %s',
    async (_, combination) => {
      const { out } = await tried('snmpwalk', flagsOf(combination), SYSTEM);
      const names = [...out.matchAll(/^\.([\d.]+) = /gm)].map(([, oid]) => oid!);
      expect(names).toEqual(
        expect.arrayContaining(Object.keys(OBJECTS).filter((oid) => oid.startsWith(`${SYSTEM}.`))),
      );
      expect(names.length).toBeGreaterThan(3);
    },
  );

  it('says what is wrong', async () => {
    const flags = flagsOf({ auth: 'sha256', priv: 'aes' });
    const changed = (from: string, to: string) => flags.map((word) => (word === from ? to : word));
    const why = async (words: readonly string[]) =>
      (await tried('snmpget', words, DESCRIPTION)).err;
    expect(await why(changed('sha256-aes', 'nobody'))).toMatch(/Unknown user name/);
    expect(await why(changed(PASSWORD.authentication, 'not the secret'))).toMatch(
      /Authentication failure/,
    );
    expect(await why(changed(PASSWORD.privacy, 'not the secret'))).toMatch(/Decryption error/);
  });
});
