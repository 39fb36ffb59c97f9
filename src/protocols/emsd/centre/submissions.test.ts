/** Submissions to a message centre, whole and in parts (RFC 2524, sections 3.2.1, 3.4.2, 4 and 5.1.2). */
import { describe, expect, it } from 'vitest';
import { OPERATIONS, type Invocation } from '../operations.ts';
import { encodeInvocation } from '../wire.ts';
import { ANN, BOB, ID, TO_BOB, ipm, recipient, securityOf, Story, submit } from './story.ts';

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
