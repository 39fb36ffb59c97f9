/** What every mail door promises, whoever made it: the real one (loopback only) and the simulated one. */
import { afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { BindError } from './bind-error.ts';
import {
  ACCEPTED,
  MAX_MAIL,
  type Mail,
  type MailAnswer,
  type MailDoor,
  type MailPeer,
  type MailTaker,
  type SmtpListener,
  type SmtpListenOptions,
  type SmtpSendOptions,
} from './mail.ts';
import { permanent, temporary } from './mail-sending.ts';
import { nodeMail } from './node/mail/index.ts';
import { createNetwork } from './simulated/network.ts';

interface World {
  readonly sender: MailDoor;
  readonly taker: MailDoor;
  readonly address: string;
  wait<T>(promise: Promise<T>): Promise<T>;
}

const worlds: { name: string; make(): World }[] = [
  {
    name: 'node, over loopback',
    make() {
      const door = nodeMail();
      return { sender: door, taker: door, address: '127.0.0.1', wait: (promise) => promise };
    },
  },
  {
    name: 'simulated, between two hosts',
    make() {
      const network = createNetwork({ seed: 1 });
      return {
        sender: network.host('left', { addresses: ['10.0.0.1'] }).mail,
        taker: network.host('right', { addresses: ['10.0.0.2'] }).mail,
        address: '10.0.0.2',
        wait: (promise) => network.run(promise),
      };
    },
  },
];

const octets = (text: string) => new TextEncoder().encode(text);
const HELLO = octets('Subject: Hello\r\n\r\nA line\r\n.\r\n..two dots\r\nlast \u00fc\r\n');
const mail = (over: Partial<Mail> = {}): Mail => ({
  from: 'ann@example.com',
  recipients: ['bob@example.org'],
  octets: HELLO,
  ...over,
});

/** Takes everything, and keeps it. */
class Everything implements MailTaker {
  readonly taken: { mail: Mail; peer: MailPeer }[] = [];
  readonly asked: [address: string, from: string][] = [];
  async recipient(address: string, from: string): Promise<MailAnswer> {
    this.asked.push([address, from]);
    return ACCEPTED;
  }
  async message(taken: Mail, peer: MailPeer): Promise<MailAnswer> {
    this.taken.push({ mail: taken, peer });
    return ACCEPTED;
  }
}

describe.each(worlds)('$name', ({ make }) => {
  const open: SmtpListener[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((listener) => listener.close()));
  });

  async function ground(taker: MailTaker, options: Partial<SmtpListenOptions> = {}) {
    const world = make();
    const listening = { address: world.address, name: 'taker.example', ...options };
    const listener = await world.taker.listenSmtp(listening, taker);
    open.push(listener);
    return {
      ...world,
      listener,
      send: (given: Mail, how: Partial<SmtpSendOptions> = {}) =>
        world.wait(
          world.sender.sendSmtp(given, {
            host: world.address,
            port: listener.local.port,
            name: 'sender.example',
            ...how,
          }),
        ),
    };
  }

  it('hands over a message as it is, with its envelope', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    const recipients = ['bob@example.org', '"cy,d"@example.net'];
    expect(await send(mail({ recipients }))).toEqual([ACCEPTED, ACCEPTED]);
    expect(taker.asked).toEqual(recipients.map((address) => [address, 'ann@example.com']));
    expect(taker.taken).toHaveLength(1);
    const [{ mail: taken, peer }] = taker.taken as [(typeof taker.taken)[0]];
    expect(taken).toEqual({ from: 'ann@example.com', recipients, octets: HELLO });
    expect(peer).toMatchObject({ name: 'sender.example', encrypted: false });
  });

  it('knows the null sender', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    expect(await send(mail({ from: '' }))).toEqual([ACCEPTED]);
    expect(taker.taken[0]?.mail.from).toBe('');
    expect(taker.asked).toEqual([['bob@example.org', '']]);
  });

  it('tells each recipient by itself, and hands over those alone that are wanted', async () => {
    const taken: Mail[] = [];
    const { send } = await ground({
      async recipient(address) {
        if (address.startsWith('no')) return permanent('5.1.1', 'nobody is called so');
        return address.startsWith('full') ? temporary('4.2.2', 'no room now') : ACCEPTED;
      },
      async message(whole) {
        taken.push(whole);
        return ACCEPTED;
      },
    });
    const recipients = ['no@example.org', 'yes@example.org', 'full@example.org'];
    expect(await send(mail({ recipients }))).toEqual([
      {
        kind: 'permanent',
        status: '5.1.1',
        reason: expect.stringContaining('nobody is called so'),
      },
      ACCEPTED,
      { kind: 'temporary', status: '4.2.2', reason: expect.stringContaining('no room now') },
    ]);
    expect(taken.map((whole) => whole.recipients)).toEqual([['yes@example.org']]);
  });

  it('hands nothing over when nobody is wanted', async () => {
    const taker = new Everything();
    const { send } = await ground({
      recipient: async () => permanent('5.7.1', 'we pass nothing on'),
      message: (whole, peer) => taker.message(whole, peer),
    });
    expect(await send(mail())).toMatchObject([{ kind: 'permanent', status: '5.7.1' }]);
    expect(taker.taken).toEqual([]);
  });

  it.each<MailAnswer>([
    { kind: 'temporary', status: '4.3.1', reason: 'the disk is full' },
    { kind: 'permanent', status: '5.6.0', reason: 'it does not fit' },
  ])('tells what is made of the whole message: $kind', async (answer) => {
    const { send } = await ground({
      recipient: async () => ACCEPTED,
      message: async () => answer,
    });
    const [told] = await send(mail());
    expect(told).toEqual({
      ...answer,
      reason: expect.stringContaining((answer as { reason: string }).reason),
    });
  });

  it.each(['recipient', 'message'] as const)(
    'calls it trouble here, for now, when %s throws',
    async (which) => {
      const taker: MailTaker = {
        recipient: async () => ACCEPTED,
        message: async () => ACCEPTED,
        [which]: async () => {
          throw new Error('something private');
        },
      };
      const { send } = await ground(taker);
      const [told] = await send(mail());
      expect(told).toMatchObject({ kind: 'temporary', status: '4.3.0' });
      expect(JSON.stringify(told)).not.toContain('private');
    },
  );

  it('accepts once the taker has, and not before', async () => {
    let decide: (answer: MailAnswer) => void = () => {};
    let heard = false;
    const { sender, address, listener, wait } = await ground({
      recipient: async () => ACCEPTED,
      message: () =>
        new Promise((resolve) => {
          decide = resolve;
          arrived();
        }),
    });
    let arrived: () => void = () => {};
    const here = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const options = { host: address, port: listener.local.port, name: 'sender.example' };
    const sending = sender.sendSmtp(mail(), options).then((outcomes) => {
      heard = true;
      return outcomes;
    });
    await wait(here);
    expect(heard).toBe(false);
    decide(ACCEPTED);
    expect(await wait(sending)).toEqual([ACCEPTED]);
  });

  it('takes no message that is too long', async () => {
    const taker = new Everything();
    const { send } = await ground(taker, { size: 1000 });
    const long = octets(`Subject: x\r\n\r\n${'0123456789\r\n'.repeat(100)}`);
    expect(await send(mail({ octets: long }))).toMatchObject([
      { kind: 'permanent', status: '5.3.4' },
    ]);
    expect(taker.taken).toEqual([]);
    expect(await send(mail())).toEqual([ACCEPTED]);
  });

  it('takes as long a message as it says', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    const begin = 'Subject: x\r\n\r\n';
    const line = `${'x'.repeat(62)}\r\n`;
    const long = octets(
      (begin + line.repeat(MAX_MAIL / line.length)).slice(0, MAX_MAIL - 2) + '\r\n',
    );
    expect(await send(mail({ octets: long }))).toEqual([ACCEPTED]);
    expect(taker.taken[0]?.mail.octets).toEqual(long);
  });

  it('takes so many recipients and no more', async () => {
    const taker = new Everything();
    const { send } = await ground(taker, { recipients: 3 });
    const recipients = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.org`);
    const outcomes = await send(mail({ recipients }));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'temporary',
    ]);
    expect(taker.taken[0]?.mail.recipients).toEqual(recipients.slice(0, 3));
  });

  it('takes 256 recipients', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    const recipients = Array.from({ length: 256 }, (_, i) => `r${i}@example.org`);
    expect(await send(mail({ recipients }))).toEqual(recipients.map(() => ACCEPTED));
    expect(taker.taken[0]?.mail.recipients).toEqual(recipients);
  });

  it('says temporary when nobody takes mail there, and after closing', async () => {
    const { send, listener } = await ground(new Everything());
    await listener.close();
    expect(await send(mail({ recipients: ['a@b.example', 'c@d.example'] }))).toMatchObject([
      { kind: 'temporary' },
      { kind: 'temporary' },
    ]);
  });

  it('turns away whom it does not admit', async () => {
    const taker = Object.assign(new Everything(), { admits: () => false });
    const { send } = await ground(taker);
    expect(await send(mail())).toMatchObject([{ kind: 'permanent', status: '5.7.1' }]);
    expect(taker.taken).toEqual([]);
  });

  it('goes nowhere that it may not reach', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    await expect(send(mail(), { mayReach: () => false })).rejects.toThrow(UsageError);
    // Nobody's, and not private: nothing is sent there by default.
    await expect(send(mail(), { host: '192.0.2.1' })).rejects.toThrow(UsageError);
    expect(taker.taken).toEqual([]);
  });

  it('says no password in the clear', async () => {
    const { send } = await ground(new Everything());
    const login = { user: 'ann', password: 'secret' };
    await expect(send(mail(), { login })).rejects.toThrow(UsageError);
  });

  it('says nothing that would end a command', async () => {
    const taker = new Everything();
    const { send } = await ground(taker);
    const bad = [
      'a@b.example>\r\nRCPT TO:<c@d.example',
      'a b@c.example',
      '',
      'nobody',
      'ü@b.example',
    ];
    const outcomes = await send(mail({ recipients: ['ok@example.org', ...bad] }));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', ...bad.map(() => 'permanent')]);
    expect(taker.asked).toEqual([['ok@example.org', 'ann@example.com']]);
    expect(await send(mail({ from: 'a\r\n@b.example' }))).toMatchObject([
      { kind: 'permanent', status: '5.1.7' },
    ]);
  });

  it('says temporary when it is told to stop', async () => {
    const { send } = await ground(new Everything());
    const stop = new AbortController();
    stop.abort();
    expect(await send(mail(), { signal: stop.signal })).toMatchObject([{ kind: 'temporary' }]);
  });

  it('says temporary of a host that nobody knows', async () => {
    const { send } = await ground(new Everything());
    expect(await send(mail(), { host: 'nobody.invalid' })).toMatchObject([
      { kind: 'temporary', status: '4.4.3' },
    ]);
  });

  it('tells when the port is taken or the address is none', async () => {
    const { taker, listener, address } = await ground(new Everything());
    const again = { address, port: listener.local.port, name: 'x' };
    await expect(taker.listenSmtp(again, new Everything())).rejects.toThrow(BindError);
    const nowhere = { address: 'elsewhere', name: 'x' };
    await expect(taker.listenSmtp(nowhere, new Everything())).rejects.toThrow(UsageError);
  });
});
