/** Who is where: what a centre has for one device is never another's, though he has its address now. */
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../operations.ts';
import { ANN, BEGIN, ipm, recipient, securityOf, Story, submit } from './story.ts';

const ID = { submissionTime: BEGIN, messageNumber: 0 };
const TO_CY = ipm([recipient('401003')]);
const PLACE = { address: '192.0.2.20', port: 642 };
const ELSEWHERE = { ...PLACE, port: 5000 };
const NOTHING = {
  waitingOperations: { submission: false, delivery: false },
  waitingMessages: { longContent: false, lowPriority: false },
  waitingContentTypes: [],
};

/** The subscriber proves to be there. */
const appears = (story: Story, digits: string, place = PLACE): Story => {
  const poll: Invocation = {
    operation: 'deliveryControl',
    argument: { restrict: 'update', security: securityOf(digits) },
  };
  return story.answers(story.hears(poll, place), 'deliveryControl', NOTHING);
};

describe('a device that submits from another place', () => {
  const DESK = { address: '192.0.2.21', port: 5000 };
  /** Cy, who is at {@link PLACE}, writes to himself from there. */
  const writes = (story: Story, instance = 0): Story => {
    const own = { kind: 'emsd', digits: '401003' } as const;
    const content = ipm([recipient('401003')], `${instance}`, { originator: own });
    const said = submit(content, instance, { security: securityOf('401003') });
    const id = story.hears(said, DESK);
    const messageId = { ...ID, messageNumber: instance };
    return story.answers(id, 'submit', { messageId }).confirms(id);
  };

  it('still takes delivery where it asked for it', () => {
    const story = writes(appears(new Story(), '401003'));
    story.results(story.invokes('deliver', PLACE).id, 'deliver', null);
    story.crashes();
    writes(story, 1);
    expect(story.invokes('deliver', PLACE)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('is asked there about what it submitted', () => {
    const story = appears(new Story(), '401003');
    const own = { kind: 'emsd', digits: '401003' } as const;
    const content = ipm([recipient('401001')], '', { originator: own });
    const id = story.hears(submit(content, 0, { security: securityOf('401003') }), DESK);
    story.answers(id, 'submit', { messageId: ID }).confirmsNot(id);
    expect(story.invokes('submissionVerify', DESK)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('takes delivery there at once when it is silent where it asked for it', () => {
    const story = writes(appears(new Story(), '401003'));
    story.isSilent(story.invokes('deliver', PLACE).id);
    story.results(story.invokes('deliver', DESK).id, 'deliver', null);
    writes(story, 1);
    expect(story.invokes('deliver', DESK)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('and asks for delivery there takes it there', () => {
    const story = writes(appears(new Story(), '401003'));
    const before = story.invokes('deliver', PLACE).id;
    appears(story, '401003', DESK).abandons(before);
    expect(story.invokes('deliver', DESK)).toBeDefined();
    expect(story.left).toEqual([]);
  });

  it('takes delivery there when it never asked for it', () => {
    const story = writes(new Story());
    expect(story.invokes('deliver', DESK)).toBeDefined();
    expect(story.left).toEqual([]);
  });
});

describe('where another has proved to be since', () => {
  it('nothing is delivered to who was there before, until he shows himself', () => {
    const story = appears(new Story({ times: { firstWait: 10_000 } }), '401003');
    appears(story, '401001');
    const id = story.hears(submit(TO_CY));
    story.answers(id, 'submit', { messageId: ID }).confirms(id).at(100_000);
    expect(story.left).toEqual([]);
    story.crashes().at(200_000);
    expect(story.left).toEqual([]);
    appears(story, '401003', ELSEWHERE);
    story.results(story.invokes('deliver', ELSEWHERE).id, 'deliver', null);
    expect(story.tells('delivered')).toMatchObject({ number: '401003' });
    expect(story.left).toEqual([]);
  });

  it('what is under way to him is broken off', () => {
    const story = appears(new Story(), '401003');
    const id = story.hears(submit(TO_CY));
    story.answers(id, 'submit', { messageId: ID }).confirms(id);
    const delivery = story.invokes('deliver', PLACE).id;
    appears(story, '401001').abandons(delivery);
    expect(story.kept('copy')).toHaveLength(1);
    expect(story.left).toEqual([]);
  });

  it('he is not asked what he submitted: whoever is there knows nothing of it', () => {
    const story = new Story();
    const id = story.hears(submit(TO_CY));
    story.answers(id, 'submit', { messageId: ID }).confirmsNot(id);
    const verify = story.invokes('submissionVerify', ANN).id;
    appears(story, '401002', ANN).abandons(verify).at(1e6);
    expect(story.kept('message')).toHaveLength(1);
    expect(story.left).toEqual([]);
    appears(story, '401001', ELSEWHERE);
    const again = story.invokes('submissionVerify', ELSEWHERE).id;
    story.results(again, 'submissionVerify', { status: 'send message' });
    expect(story.tells('accepted')).toMatchObject({ verified: true });
  });

  it('he moves, and is asked and served at his new place alone', () => {
    const story = new Story();
    const id = story.hears(submit(TO_CY));
    story.answers(id, 'submit', { messageId: ID }).confirmsNot(id);
    const verify = story.invokes('submissionVerify', ANN).id;
    appears(story, '401001', ELSEWHERE).abandons(verify);
    expect(story.invokes('submissionVerify', ELSEWHERE)).toBeDefined();
    expect(story.left).toEqual([]);
  });
});
