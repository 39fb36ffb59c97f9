/** A message centre, row by row (RFC 2524, sections 3.2 to 3.4, 4 and 5.1). */
import { describe, expect, it } from 'vitest';
import { OPERATIONS, type Invocation } from './operations.ts';
import { decodeIpm, encodeInvocation } from './wire.ts';
import { ANN, BEGIN, BOB, ipm, recipient, securityOf, Story, submit } from './centre/story.ts';

const ID = { submissionTime: BEGIN, messageNumber: 0 };
const TO_BOB = ipm([recipient('401002')]);

const latin1Text = (octets: Uint8Array): string => String.fromCharCode(...octets);

/** What every device does when it starts: it asks for what waits for it. */
const poll = (digits: string): Invocation => ({
  operation: 'deliveryControl',
  argument: { restrict: 'update', security: securityOf(digits) },
});
const NOTHING = {
  waitingOperations: { submission: false, delivery: false },
  waitingMessages: { longContent: false, lowPriority: false },
  waitingContentTypes: [],
};

describe('a submission', () => {
  it('is answered when it is on the disk, and handed on when the device has the answer', () => {
    const story = new Story().keepsSlowly();
    const id = story.hears(submit(TO_BOB));
    expect(story.kept('message')).toEqual([]);
    story.keeps().answers(id, 'submit', { messageId: ID });
    expect(story.kept('message')).toHaveLength(1);
    story.confirms(id).keeps();
    const { id: delivery, invocation } = story.invokes('deliver');
    expect(invocation.argument).toMatchObject({
      messageId: { kind: 'local', ...ID },
      content: TO_BOB,
    });
    story.results(delivery, 'deliver', null).keeps();
    expect(story.tells('delivered')).toMatchObject({ number: '401002' });
    expect([...story.kept('message'), ...story.kept('copy')]).toEqual([]);
    expect(story.left).toEqual([]);
  });

  it('by two-way handshake is refused, and so is what is no message', () => {
    const story = new Story();
    const twoWay = story.hears(submit(TO_BOB), ANN, 9);
    story.refuses(twoWay, 'protocolViolation');
    story.refuses(story.hearsOctets(33, Uint8Array.of(0, 0x30), ANN, 5), 'protocolViolation');
    story.refuses(story.hears(submit(Uint8Array.of(0x30, 0))), 'protocolViolation');
    expect(story.disk.size).toBe(1);
    expect(story.left).toEqual([]);
  });

  it('that says it is encoded in another way than BER is refused', () => {
    const story = new Story();
    const argument = encodeInvocation(submit(TO_BOB));
    const { sap, value: operation } = OPERATIONS.submit;
    story.esro({ kind: 'perform', id: 1, from: ANN, sap, operation, encoding: 'PER', argument });
    story.refuses(1, 'protocolViolation');
    expect(story.left).toEqual([]);
  });

  it('is refused without the right password, and from another than says so', () => {
    const story = new Story();
    const security = { ...securityOf('401001'), password: new Uint8Array(3) };
    story.refuses(story.hears(submit(TO_BOB, 0, { security })), 'securityError');
    const asBob = { security: securityOf('401002') };
    story.refuses(story.hears(submit(TO_BOB, 0, asBob)), 'securityError');
    expect(story.left).toEqual([]);
  });

  it('from the address that a subscriber has may do without a password, where that is wanted', () => {
    const fromBob = ipm([recipient('401003')], 'x', {
      originator: { kind: 'emsd', digits: '401002' },
    });
    const { argument } = submit(fromBob) as Extract<Invocation, { operation: 'submit' }>;
    const { security: _, ...open } = argument;
    const nameless: Invocation = { operation: 'submit', instance: 0, argument: open };
    const strict = new Story();
    strict.refuses(strict.hears(nameless, BOB), 'securityError');
    const story = new Story({ byAddress: true });
    story.answers(story.hears(nameless, BOB), 'submit', { messageId: ID });
    expect(story.left).toEqual([]);
  });

  it('that comes again is answered as before, and delivered once', () => {
    const story = new Story();
    const first = story.hears(submit(TO_BOB));
    story.answers(first, 'submit', { messageId: ID }).crashes();
    const { id: verify } = story.invokes('submissionVerify', ANN);
    const again = story.hears(submit(TO_BOB));
    story.answers(again, 'submit', { messageId: ID }).isSilent(verify).confirms(again);
    // It may have been asked before the power was lost: what its ESRO acknowledges proves nothing any more.
    const second = story.invokes('submissionVerify', ANN).id;
    story.results(second, 'submissionVerify', { status: 'send message' });
    const { id } = story.invokes('deliver');
    story.results(id, 'deliver', null);
    const third = story.hears(submit(TO_BOB));
    story.answers(third, 'submit', { messageId: ID }).confirms(third);
    expect(story.left).toEqual([]);
  });

  it('that comes again while it is being kept is kept once', () => {
    const story = new Story().keepsSlowly();
    const [first, again] = [0, 1].map(() => story.hears(submit(TO_BOB)));
    story.keeps();
    story.answers(first!, 'submit', { messageId: ID }).answers(again!, 'submit', { messageId: ID });
    expect(story.kept('message')).toHaveLength(1);
    expect(story.left).toEqual([]);
  });

  it('with the same identifier and other octets is another', () => {
    const story = new Story();
    story.answers(story.hears(submit(TO_BOB)), 'submit', { messageId: ID });
    const other = story.hears(submit(ipm([recipient('401002')], 'Other\n')));
    story.answers(other, 'submit', { messageId: { ...ID, messageNumber: 1 } });
    expect(story.left).toEqual([]);
  });

  it('that cannot be kept is refused for now, and is a new one afterwards', () => {
    const story = new Story().keepsSlowly();
    const first = story.hears(submit(TO_BOB));
    story.keepsNot().refuses(first, 'resourceError');
    const again = story.hears(submit(TO_BOB));
    story.keeps().answers(again, 'submit', { messageId: { ...ID, messageNumber: 1 } });
    expect(story.kept('message')).toHaveLength(1);
    expect(story.left).toEqual([]);
  });

  it('of one address is bounded in a minute', () => {
    const story = new Story({ limits: { perMinute: 1 } });
    story.answers(story.hears(submit(TO_BOB)), 'submit', { messageId: ID });
    story.refuses(story.hears(submit(TO_BOB, 1)), 'resourceError');
    expect(story.left).toEqual([]);
  });

  it('is refused when too many of its device wait to be verified', () => {
    const story = new Story({ limits: { unverifiedPerUser: 1 } });
    story.answers(story.hears(submit(TO_BOB)), 'submit', { messageId: ID });
    story.refuses(story.hears(submit(TO_BOB, 1)), 'resourceError');
    expect(story.left).toEqual([]);
  });
});

describe('a submission whose answer nobody confirms', () => {
  /** At 0: not confirmed, and the device is asked. */
  function doubtful(): { story: Story; verify: number } {
    const story = new Story({ times: { settling: 30_000, firstWait: 10_000 } });
    const id = story.hears(submit(TO_BOB));
    story.answers(id, 'submit', { messageId: ID }).confirmsNot(id);
    return { story, verify: story.invokes('submissionVerify', ANN).id };
  }

  it('is handed on when the device knows of it', () => {
    const { story, verify } = doubtful();
    story.results(verify, 'submissionVerify', { status: 'send message' });
    expect(story.tells('accepted')).toMatchObject({ verified: true });
    expect(story.invokes('deliver')).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('is given up when the device knows nothing of it, once no answer can be under way', () => {
    const { story, verify } = doubtful();
    story.at(5000).results(verify, 'submissionVerify', { status: 'drop message' }).at(30_000);
    const { id } = story.invokes('submissionVerify', ANN);
    story.results(id, 'submissionVerify', { status: 'drop message' });
    expect(story.tells('dropped')).toMatchObject({ number: '401001' });
    expect([...story.kept('message'), ...story.kept('instance')]).toEqual([]);
    // So the same again is a message of its own.
    const again = story.hears(submit(TO_BOB));
    story.answers(again, 'submit', { messageId: { submissionTime: BEGIN + 30, messageNumber: 0 } });
    expect(story.left).toEqual([]);
  });

  it('is not given up for another device of the same subscriber, that never had it', () => {
    const { story, verify } = doubtful();
    const other = { ...ANN, port: 5000 };
    const drops = () => {
      const { id } = story.invokes('submissionVerify', other);
      story.results(id, 'submissionVerify', { status: 'drop message' });
    };
    story.at(60_000).isSilent(verify);
    story.answers(story.hears(poll('401001'), other), 'deliveryControl', NOTHING);
    drops();
    expect(story.kept('message')).toHaveLength(1);
    // The one that had it comes back there, had no answer, submits again, and has none again.
    const again = story.hears(submit(TO_BOB), other);
    story.answers(again, 'submit', { messageId: ID }).confirmsNot(again);
    drops();
    story.at(90_000);
    drops();
    expect(story.kept('message')).toEqual([]);
  });

  it('is not given up when the device has been answered again meanwhile', () => {
    const { story, verify } = doubtful();
    story.at(40_000);
    const again = story.hears(submit(TO_BOB));
    story.answers(again, 'submit', { messageId: ID });
    story.results(verify, 'submissionVerify', { status: 'drop message' }).confirms(again);
    const second = story.invokes('submissionVerify').id;
    story.results(second, 'submissionVerify', { status: 'send message' });
    expect(story.invokes('deliver')).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('is asked for again, later each time, and at once when the device shows itself', () => {
    const { story, verify } = doubtful();
    story.isSilent(verify).at(10_000);
    const second = story.invokes('submissionVerify').id;
    story.isSilent(second).at(15_000);
    const shown = story.hears(poll('401001'), { ...ANN, port: 5000 });
    story.answers(shown, 'deliveryControl', NOTHING);
    const third = story.invokes('submissionVerify', ANN).id;
    story.errs(third, 'protocolViolation').at(25_000);
    story.invokes('submissionVerify');
    expect(story.kept('message')).toHaveLength(1);
    expect(story.left).toEqual([]);
  });

  it('is asked for after a restart', () => {
    const { story } = doubtful();
    const { id } = story.crashes().invokes('submissionVerify', ANN);
    story.results(id, 'submissionVerify', { status: 'send message' });
    expect(story.invokes('deliver')).toBeDefined();
    expect(story.left).toEqual([]);
  });
});

describe('a delivery', () => {
  /** Submitted by Ann, known to be here, and on its way. */
  function underway(content = TO_BOB, options = {}): Story {
    const story = new Story(options);
    const id = story.hears(submit(content));
    return story.answers(id, 'submit', { messageId: ID }).confirms(id);
  }

  it('is tried again, the same octets under the same identifier, when the device is silent', () => {
    const story = underway(TO_BOB, { times: { firstWait: 10_000 } });
    const first = story.invokes('deliver', BOB);
    story.at(5000).isSilent(first.id).at(15_000);
    const second = story.invokes('deliver', BOB);
    expect(second.invocation).toEqual(first.invocation);
    story.crashes();
    const third = story.invokes('deliver', BOB);
    expect(third.invocation).toEqual(first.invocation);
    story.results(third.id, 'deliver', null);
    expect(story.kept('copy')).toEqual([]);
    expect(story.left).toEqual([]);
  });

  it('goes on at once when the device shows itself', () => {
    const story = underway();
    story.isSilent(story.invokes('deliver').id).at(3000);
    const shown = story.hears(poll('401002'), BOB);
    story.answers(shown, 'deliveryControl', NOTHING);
    expect(story.invokes('deliver', BOB)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('waits for a device that cannot take it now, and is reported when it never will', () => {
    const story = underway(TO_BOB, { times: { firstWait: 10_000 } });
    story.errs(story.invokes('deliver').id, 'resourceError').at(10_000);
    story.errs(story.invokes('deliver').id, 'protocolViolation');
    expect(story.tells('undelivered')).toMatchObject({ to: '401002' });
    const { invocation } = story.invokes('deliver', ANN);
    const report = decodeIpm(invocation.argument.content);
    expect(report).toMatchObject({
      message: { heading: { subject: 'Not delivered: Hi', repliedTo: { kind: 'local', ...ID } } },
    });
    expect(story.left).toEqual([]);
  });

  it('to nobody who is here is reported at once, all of them in one report', () => {
    const story = underway(
      ipm(['499998', '499999', 'x@centre.example'].map((to) => recipient(to))),
    );
    const { id, invocation } = story.invokes('deliver', ANN);
    const report = decodeIpm(invocation.argument.content);
    expect(report.ok && latin1Text(report.message.body!.octets)).toBe(
      'Your message could not be delivered to\n' +
        '499.998: nobody here has this number.\n499.999: nobody here has this number.\n' +
        'x@centre.example: nobody here has this address.\n',
    );
    expect(story.told.filter(({ kind }) => kind === 'undelivered')).toHaveLength(3);
    story.results(id, 'deliver', null);
    expect([...story.kept('message'), ...story.kept('copy')]).toEqual([]);
    expect(story.left).toEqual([]);
  });

  it('to more than a report has room for is reported in as few as will do', () => {
    const many = Array.from({ length: 100 }, (_, n) => recipient(`${500_000 + n}`));
    const story = underway(ipm(many), { limits: { partLength: 130 } });
    expect(story.kept('message')).toHaveLength(2);
    expect(story.invokes('deliver', ANN).invocation.argument.part).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('is given up after its time, with a report', () => {
    const story = underway(TO_BOB, { times: { lifetime: 60_000, firstWait: 90_000 } });
    story.isSilent(story.invokes('deliver').id).at(60_000);
    expect(story.tells('undelivered')).toMatchObject({ reason: 'it could not be reached in time' });
    expect(story.invokes('deliver', ANN)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('that was asked for is reported', () => {
    const story = underway(ipm([recipient('401002', { report: 'delivery' })]));
    story.results(story.invokes('deliver', BOB).id, 'deliver', null);
    const { invocation } = story.invokes('deliver', ANN);
    expect(decodeIpm(invocation.argument.content)).toMatchObject({
      message: { heading: { subject: 'Delivered: Hi' } },
    });
    const asked = story.hears(verifyDelivery, BOB);
    // Where Bob is reached the directory says; but only who has proved to be there is believed.
    story.refuses(asked, 'resourceError');
    expect(story.left).toEqual([]);
  });

  it('shows blind copies to themselves alone', () => {
    const both = [recipient('401002'), recipient('401003', { as: 'blind copy' })];
    const story = underway(ipm(both));
    const toBob = story.invokes('deliver', BOB).invocation;
    expect(decodeIpm(toBob.argument.content)).toMatchObject({
      message: { heading: { recipients: [{ address: { digits: '401002' } }] } },
    });
    const cy = { address: '192.0.2.13', port: 642 };
    story.answers(story.hears(poll('401003'), cy), 'deliveryControl', NOTHING);
    const toCy = decodeIpm(story.invokes('deliver', cy).invocation.argument.content);
    expect(toCy).toMatchObject({
      message: { heading: { recipients: [{}, { as: 'blind copy' }] } },
    });
    expect(story.left).toEqual([]);
  });

  it.each([
    ['a tab', 0x09, 'Not delivered: H '],
    ['an octet beyond ASCII', 0xe9, 'Not delivered: =?utf-8?B?SMOp?='],
  ])('is no trouble with the subject of an old program: %s', (_, octet, quoted) => {
    const to = [
      recipient('401002'),
      recipient('401003', { as: 'blind copy' }),
      recipient('499999'),
    ];
    const content = ipm(to, 'x', { subject: 'H~' }).map((one) => (one === 0x7e ? octet : one));
    const story = underway(content);
    const toBob = story.invokes('deliver', BOB).invocation.argument.content;
    // Without the blind copy, and else as it came.
    expect(toBob.length).toBeLessThan(content.length);
    expect(toBob.includes(octet)).toBe(true);
    const report = decodeIpm(story.invokes('deliver', ANN).invocation.argument.content);
    expect(report).toMatchObject({ message: { heading: { subject: quoted } } });
  });

  it('goes in parts where it is long, one after the other, with identifiers of their own', () => {
    const content = ipm([recipient('401002')], 'x'.repeat(250));
    const story = underway(content, { limits: { partLength: 200 } });
    const first = story.invokes('deliver', BOB);
    expect(first.invocation).toMatchObject({
      instance: 0,
      argument: { part: { first: true, sequence: 0, total: 2 } },
    });
    story.results(first.id, 'deliver', null);
    const second = story.invokes('deliver', BOB);
    expect(second.invocation).toMatchObject({ instance: 1, argument: { part: { number: 1 } } });
    // Whoever lost some of them gets all of them again, as other operations.
    story.errs(second.id, 'messageError').at(10_000);
    const again = story.invokes('deliver', BOB);
    expect(again.invocation).toMatchObject({ instance: 2, argument: { part: { sequence: 1 } } });
    expect(story.left).toEqual([]);
  });
});

describe('a message that is too long', () => {
  /** The longest content that can be brought, in parts of 100 octets. */
  const longest = 32 * 100;
  const limits = { limits: { partLength: 100 } };
  const long = (octets: number): Uint8Array => {
    const around = ipm([recipient('401002')], 'x'.repeat(2000)).length - 2000;
    return ipm([recipient('401002')], 'x'.repeat(octets - around));
  };

  it('is refused where it comes, and one octet shorter is brought', () => {
    const story = new Story(limits);
    expect(long(longest).length).toBe(longest);
    story.refuses(story.hears(submit(long(longest + 1))), 'protocolViolation');
    const id = story.hears(submit(long(longest)));
    story.answers(id, 'submit', { messageId: ID }).confirms(id);
    const { argument } = story.invokes('deliver', BOB).invocation;
    expect(argument.part).toMatchObject({ total: 32 });
    expect(story.left).toEqual([]);
  });

  it('is refused as mail too', () => {
    const story = new Story(limits);
    const recipients = ['401.002@centre.example'];
    expect(story.mailComes({ recipients, content: long(longest + 1) })).toBe('too long');
    expect(story.mailComes({ recipients, content: long(longest) })).toBe('accepted');
    expect(story.invokes('deliver', BOB)).toBeDefined();
    expect(story.left).toEqual([]);
  });
});

describe('what cannot leave', () => {
  const fails = (story: Story, id: number) =>
    story.esro({ kind: 'failed', id, value: 1, from: 'here' });

  it('is tried a second later, then lets others pass, later each time, and is reported in the end', () => {
    const story = new Story({ times: { firstWait: 10_000, lifetime: 60_000 } });
    const sends = (text: string, instance: number) => {
      const id = story.hears(submit(ipm([recipient('401002')], text), instance));
      story.answers(id, 'submit', { messageId: { ...ID, messageNumber: instance } }).confirms(id);
    };
    sends('bad', 0);
    const textOf = ({ invocation }: { invocation: { argument: { content: Uint8Array } } }) =>
      String.fromCharCode(...invocation.argument.content.slice(-4));
    for (const second of [1, 2, 3, 4, 5]) {
      const bad = story.invokes('deliver', BOB);
      expect(textOf(bad)).toMatch(/bad$/);
      fails(story, bad.id);
      if (second === 1) sends('good', 1);
      // Whoever asks meanwhile does not make it leave.
      story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', NOTHING);
      story.at(second * 1000);
    }
    fails(story, story.invokes('deliver', BOB).id);
    const good = story.invokes('deliver', BOB);
    expect(textOf(good)).toBe('good');
    story.results(good.id, 'deliver', null).at(15_000);
    fails(story, story.invokes('deliver', BOB).id).at(35_000);
    fails(story, story.invokes('deliver', BOB).id).at(60_000);
    expect(story.tells('undelivered')).toMatchObject({ to: '401002' });
    expect(decodeIpm(story.invokes('deliver', ANN).invocation.argument.content)).toMatchObject({
      message: { heading: { subject: 'Not delivered: Hi' } },
    });
    expect(story.left).toEqual([]);
  });
});

const verifyDelivery: Invocation = {
  operation: 'deliveryVerify',
  argument: { messageId: { kind: 'local', ...ID } },
};

describe('what a device asks for', () => {
  it('is held back, told of and brought when it is allowed again', () => {
    const story = new Story();
    const pause: Invocation = {
      operation: 'deliveryControl',
      argument: {
        restrict: 'update',
        permissibleMaxContentLength: 10,
        security: securityOf('401002'),
      },
    };
    story.answers(story.hears(pause, BOB), 'deliveryControl', NOTHING);
    const id = story.hears(submit(TO_BOB));
    story.answers(id, 'submit', { messageId: ID }).confirms(id).crashes();
    story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', {
      waitingOperations: { submission: false, delivery: true },
      waitingMessages: { longContent: true, lowPriority: false },
      waitingContentTypes: [32],
    });
    const free: Invocation = {
      operation: 'deliveryControl',
      argument: { restrict: 'remove', security: securityOf('401002') },
    };
    story.answers(story.hears(free, BOB), 'deliveryControl', NOTHING);
    expect(story.invokes('deliver', BOB)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('by deliveryVerify is what became of a message that it has; it does not come again', () => {
    const story = new Story();
    story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', NOTHING);
    const id = story.hears(submit(TO_BOB));
    story.answers(id, 'submit', { messageId: ID }).confirms(id);
    const delivery = story.invokes('deliver', BOB).id;
    const asked = story.hears(verifyDelivery, BOB);
    story.abandons(delivery).answers(asked, 'deliveryVerify', { status: 'no report sent' });
    story.crashes().at(1e6);
    expect(story.kept('copy')).toEqual([]);
    expect(story.left).toEqual([]);
  });

  it('of configuration is answered by nothing', () => {
    const story = new Story();
    story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', NOTHING);
    const asked = story.hears({ operation: 'getConfiguration', argument: null }, BOB);
    story.answers(asked, 'getConfiguration', null);
    expect(story.left).toEqual([]);
  });
});

describe('a submission in parts', () => {
  const content = ipm([recipient('401002')], 'x'.repeat(100));
  const slices = [content.subarray(0, 60), content.subarray(60)];
  const part = (number: number, instance: number): Invocation =>
    submit(slices[number]!, instance, {
      part:
        number === 0
          ? { first: true, sequence: 9, total: 2 }
          : { first: false, sequence: 9, number },
    });

  it('is one message, in any order, across a restart, and goes on when all answers are known', () => {
    const story = new Story();
    const second = story.hears(part(1, 5));
    story.answers(second, 'submit', { messageId: ID }).confirms(second).crashes();
    const first = story.hears(part(0, 4));
    story.answers(first, 'submit', { messageId: ID }).confirms(first);
    // What became of the answer before the restart nobody knows any more.
    const verify = story.invokes('submissionVerify', ANN).id;
    story.results(verify, 'submissionVerify', { status: 'send message' });
    expect(story.invokes('deliver', BOB).invocation.argument).toMatchObject({ content });
    expect(story.kept('part')).toEqual([]);
    expect(story.left).toEqual([]);
  });

  it('that cannot be kept asks for that part again', () => {
    const story = new Story().keepsSlowly();
    const first = story.hears(part(0, 4));
    story.keeps().answers(first, 'submit', { messageId: ID });
    const second = story.hears(part(1, 5));
    story.keepsNot().refuses(second, 'resourceError');
    const again = story.hears(part(1, 6));
    story.keeps().answers(again, 'submit', { messageId: ID });
    expect(story.kept('message')).toMatchObject([{ facts: { stage: 'unverified' } }]);
    expect(story.left).toEqual([]);
  });
});

describe('mail', () => {
  it('to elsewhere is handed on until it is taken, and reported when it never is', () => {
    const story = new Story({ times: { firstWait: 10_000 } });
    const id = story.hears(submit(ipm([recipient('joe@elsewhere.example')])));
    story.answers(id, 'submit', { messageId: ID }).confirms(id);
    const first = story.mailsTo('joe@elsewhere.example');
    story.mailed(first.ticket, 'temporary', 'busy').at(10_000);
    const second = story.mailsTo('joe@elsewhere.example');
    expect(second.mail).toEqual(first.mail);
    story.mailed(second.ticket, 'permanent', 'unknown there');
    expect(story.invokes('deliver', ANN)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('from elsewhere is taken for those who are here, and nobody else', () => {
    const story = new Story();
    const content = ipm([recipient('bob@centre.example')]);
    const stranger = { recipients: ['joe@elsewhere.example'], content };
    expect(story.mailComes(stranger)).toBe('no such recipient');
    const recipients = ['BOB@centre.example', '401.002@centre.example'];
    expect(story.mailComes({ recipients, content })).toBe('accepted');
    const { id, invocation } = story.invokes('deliver', BOB);
    expect(invocation.argument.messageId).toEqual({
      kind: 'rfc822',
      text: '<1@elsewhere.example>',
    });
    story.errs(id, 'protocolViolation');
    const bounce = story.mailsTo('joe@elsewhere.example');
    expect(bounce.mail.bounce).toMatchObject({ recipient: '401002' });
    story.mailed(bounce.ticket, 'permanent');
    expect(story.kept('message')).toEqual([]);
    expect(story.left).toEqual([]);
  });

  describe('that has the Message-ID of another', () => {
    const recipients = ['401.002@centre.example'];
    const text = (body: string, more = {}) =>
      ipm([recipient('401002')], body, {
        originator: { kind: 'rfc822', text: 'joe@elsewhere.example' },
        ...more,
      });
    const received = { extensions: [{ label: 'Received', value: 'by another way' }] };
    const taken = (story: Story) => {
      const { id, invocation } = story.invokes('deliver', BOB);
      story.results(id, 'deliver', null);
      return invocation.argument.messageId;
    };

    it('and its From, Subject and body is the same, though servers wrote other headers on it', () => {
      const story = new Story();
      story.mailComes({ recipients, content: text('one') });
      // While it waits, and when it is delivered.
      for (let times = 0; times < 2; times++) {
        expect(story.mailComes({ recipients, content: text('one', received) })).toBe('accepted');
        expect(story.tells('repeated')).toMatchObject({ number: '401002' });
        if (times === 0) taken(story);
        story.crashes();
      }
      expect(story.kept('message')).toEqual([]);
      expect(story.left).toEqual([]);
    });

    it('and another text is another message, under a name of its own', () => {
      const story = new Story();
      story.mailComes({ recipients, content: text('one') });
      expect(taken(story)).toEqual({ kind: 'rfc822', text: '<1@elsewhere.example>' });
      story.mailComes({ recipients, content: text('two') });
      expect(taken(story)).toMatchObject({ kind: 'local' });
      for (const body of ['two', 'one']) story.mailComes({ recipients, content: text(body) });
      expect(story.told.filter(({ kind }) => kind === 'repeated')).toHaveLength(2);
      expect(story.left).toEqual([]);
    });

    it('is tried once more where the first could not be delivered', () => {
      const story = new Story();
      story.mailComes({ recipients, content: text('one'), from: '' });
      story.errs(story.invokes('deliver', BOB).id, 'protocolViolation');
      story.mailComes({ recipients, content: text('one'), from: '' });
      taken(story);
      expect(story.left).toEqual([]);
    });

    it('goes to those who do not have it', () => {
      const story = new Story();
      story.mailComes({ recipients, content: text('one') });
      taken(story);
      const both = [...recipients, '401.003@centre.example'];
      story.mailComes({ recipients: both, content: text('one') });
      expect(story.tells('repeated')).toMatchObject({ number: '401002' });
      expect(story.kept('copy')).toMatchObject([{ facts: { to: { number: '401003' } } }]);
      expect(story.left).toEqual([]);
    });

    it('is not answered for before the first is on the disk', () => {
      const story = new Story().keepsSlowly();
      for (let times = 0; times < 2; times++) {
        expect(story.mailComes({ recipients, content: text('one') })).toBe('nothing');
      }
      story.keeps();
      expect([story.mailAnswer, story.mailAnswer]).toEqual(['accepted', 'accepted']);
      taken(story);
      story.keeps();
      expect(story.left).toEqual([]);
    });
  });

  it('from elsewhere is seen by nobody before it is on the disk', () => {
    const story = new Story();
    story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', NOTHING).keepsSlowly();
    const recipients = ['401.002@centre.example'];
    expect(story.mailComes({ recipients, content: TO_BOB })).toBe('nothing');
    story.answers(story.hears(poll('401002'), BOB), 'deliveryControl', NOTHING);
    expect(story.keeps().mailAnswer).toBe('accepted');
    expect(story.invokes('deliver', BOB).invocation.argument.content).toEqual(TO_BOB);
    expect(story.left).toEqual([]);
  });

  it('whose octets the disk does not give for a while is brought when it does, and not returned', () => {
    const story = new Story({ times: { firstWait: 10_000 } });
    story.mailComes({ recipients: ['401.003@centre.example'], content: TO_BOB });
    const [name, kept] = [...story.disk].find(([, { content }]) => content !== undefined)!;
    story.disk.set(name, { record: kept.record });
    const cy = { address: '192.0.2.13', port: 642 };
    story.answers(story.hears(poll('401003'), cy), 'deliveryControl', NOTHING);
    expect(story.tells('retry')).toMatchObject({ to: '401003', wait: 10_000 });
    story.disk.set(name, kept);
    expect(story.at(10_000).invokes('deliver', cy)).toBeDefined();
    expect(story.left).toEqual([]);
  });
});
