/** What devices ask a message centre for, beside bringing messages (RFC 2524, table 1). */
import { describe, expect, it } from 'vitest';
import type { Invocation } from './operations.ts';
import {
  BOB,
  ID,
  NOTHING,
  TO_BOB,
  poll,
  securityOf,
  Story,
  submit,
  verifyDelivery,
} from './centre/story.ts';

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
