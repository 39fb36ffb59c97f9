/** From the answer of a submission to the certainty that its device has it (RFC 2524, section 5.1.2). */
import { describe, expect, it } from 'vitest';
import { ANN, BEGIN, ID, NOTHING, TO_BOB, poll, Story, submit } from './story.ts';

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
