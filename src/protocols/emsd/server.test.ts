/** A message centre, row by row (RFC 2524, sections 3.2 to 3.4, 4 and 5.1). */
import { describe, expect, it } from 'vitest';
import type { Invocation } from './operations.ts';
import { ANN, BEGIN, BOB, ipm, recipient, securityOf, Story, submit } from './centre/story.ts';

const ID = { submissionTime: BEGIN, messageNumber: 0 };
const TO_BOB = ipm([recipient('401002')]);

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
