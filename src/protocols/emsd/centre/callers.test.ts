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
