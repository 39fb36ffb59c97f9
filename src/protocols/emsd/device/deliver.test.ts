/** A device that takes delivery (RFC 2524, sections 3.3.1, 3.4.2, 4 and 5.2.1). */
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { seededRandom } from '../../../core/random.ts';
import type { MessageId } from '../ipm.ts';
import { IPM_CONTENT, type DeliverArgument, type Part } from '../operations.ts';
import { encodeInvocation } from '../wire.ts';
import { Story } from './story.ts';

// M0 of the vectors: alice@example.com to bob@example.org, "Hi".
const CONTENT = fromHex(
  '3038302c4011616c696365406578616d706c652e636f6d30133011400f626f62406578616d706c652e6f72678302486930080406' +
    '48656c6c6f0a',
);
const ID: MessageId = { kind: 'local', submissionTime: 0x36d3f180, messageNumber: 1 };
const OTHER_ID: MessageId = { ...ID, messageNumber: 2 };
const NOTHING = {
  waitingOperations: { submission: false, delivery: false },
  waitingMessages: { longContent: false, lowPriority: false },
  waitingContentTypes: [],
};

const deliver = (argument: Partial<DeliverArgument> = {}, instance = 0) =>
  ({
    operation: 'deliver',
    instance,
    argument: {
      messageId: ID,
      deliveryTime: 0x36d3f1bc,
      contentType: IPM_CONTENT,
      content: CONTENT,
      ...argument,
    },
  }) as const;

/** A device that the centre knows of. */
const here = (options = {}) => {
  const story = new Story({ receives: true, pollEvery: 1e9, ...options });
  return story
    .results(story.invokes('deliveryControl'), 'deliveryControl', NOTHING)
    .tells('registered');
};

const registersAgain = (story: Story) => {
  story.results(story.invokes('deliveryControl'), 'deliveryControl', NOTHING).tells('registered');
  return story;
};

const inbox = ({ disk }: Story) =>
  [...disk.values()].filter(({ record }) => record.kind === 'inbox');

describe('a message', () => {
  it('is on the disk before it is answered, and put down as shown before it is', () => {
    const story = here();
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null).rests(1e9);
    expect(inbox(story)).toMatchObject([
      { content: CONTENT, record: { facts: { isShown: false } } },
    ]);
    story
      .confirms(id)
      .keeps('inbox')
      .tells('message', ({ facts }) => {
        expect(facts).toMatchObject({ messageId: ID, standing: 'known', isShown: true });
      });
    expect(inbox(story)).toMatchObject([
      { content: CONTENT, record: { facts: { isShown: true } } },
    ]);
    registersAgain(story.crashes()).rests(1e9);
  });

  it('that comes again is answered alike, and shown no second time: same instance or another', () => {
    const story = here();
    const first = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(first, 'deliver', null);
    story.confirms(first).keeps('inbox').tells('message');
    for (const instance of [0, 1]) {
      const again = story.hears(deliver({}, instance));
      story.keeps().answers(again, 'deliver', null).confirms(again).rests(1e9);
    }
    expect(inbox(story)).toHaveLength(1);
  });

  it('that comes again before the disk has it waits for that too', () => {
    const story = here();
    const first = story.hears(deliver());
    const second = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(first, 'deliver', null);
    story.answers(second, 'deliver', null).confirms(second).keeps('inbox').tells('message');
    story.leavesOpen(first).rests(1e9);
    expect(story.holds).toBe('inbox device window');
  });

  it('is another one with another identifier, though the instance is the same', () => {
    const story = here();
    for (const messageId of [ID, OTHER_ID]) {
      const id = story.hears(deliver({ messageId }));
      story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
      story.confirms(id).keeps('inbox').tells('message');
    }
    expect(inbox(story)).toHaveLength(2);
  });

  it('that comes again after a crash is not shown again', () => {
    const story = here();
    const first = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(first, 'deliver', null).crashes();
    // What the centre heard is not known: it is asked, and the message is shown.
    story.keeps('inbox');
    const [control, asked] = [story.invokes('deliveryControl'), story.invokes('deliveryVerify')];
    story.tells('message');
    story.results(control, 'deliveryControl', NOTHING).tells('registered');
    story.results(asked, 'deliveryVerify', { status: 'no report sent' }).keeps('inbox');
    story.tells('verified', ({ status }) => expect(status).toBe('no report sent'));
    const again = story.hears(deliver());
    story.keeps().answers(again, 'deliver', null).confirms(again).rests(1e9);
  });

  it('is lost with the power when it was not answered: the centre has it still', () => {
    const story = here();
    story.hears(deliver());
    registersAgain(story.crashes());
    const again = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(again, 'deliver', null);
    expect(story.holds).toBe('inbox device window');
  });

  it('comes by the 2-way selector too', () => {
    const story = here();
    const id = story.hears(deliver(), 7);
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    story.confirms(id).keeps('inbox').tells('message');
    expect(story.holds).toBe('inbox device window');
  });
});

describe('a message that nobody looks at', () => {
  it('is told when somebody does', () => {
    const story = here({ isLookedAt: false });
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    story.tells('came', ({ facts }) => expect(facts.messageId).toEqual(ID));
    story.confirms(id).keeps('inbox');
    expect(inbox(story)).toMatchObject([
      { record: { facts: { standing: 'known', isShown: false } } },
    ]);
    registersAgain(story.crashes()).rests(1e9);
    const again = story.crashes({ isLookedAt: true }).keeps('inbox').invokes('deliveryControl');
    story.tells('message', ({ facts }) => expect(facts.isShown).toBe(true));
    story.results(again, 'deliveryControl', NOTHING).tells('registered').rests(1e9);
    registersAgain(story.crashes()).rests(1e9);
  });

  it('and whose answer was not acknowledged: the centre is asked then', () => {
    const story = here({ isLookedAt: false });
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null).tells('came');
    story.leavesOpen(id).keeps('inbox').rests(1e9);
    registersAgain(story.crashes()).rests(1e9);
    story.crashes({ isLookedAt: true }).keeps('inbox');
    story.invokes('deliveryControl');
    story.invokes('deliveryVerify', ({ messageId }) => expect(messageId).toEqual(ID));
    story.tells('message', ({ facts }) => expect(facts.standing).toBe('doubtful'));
  });
});

describe('a message whose answer was not acknowledged', () => {
  /** It is shown, and the centre is asked what it thinks. */
  const open = () => {
    const story = here();
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null).leavesOpen(id);
    story.keeps('inbox');
    const asked = story.invokes('deliveryVerify', ({ messageId }) => expect(messageId).toEqual(ID));
    story.tells('message');
    return { story, asked };
  };

  it.each(['no report sent', 'delivery report sent', 'non-delivery report sent'] as const)(
    'the centre says: %s',
    (status) => {
      const { story, asked } = open();
      story.results(asked, 'deliveryVerify', { status }).keeps('inbox');
      story.tells('verified', (event) => expect(event.status).toBe(status)).rests(1e9);
      registersAgain(story.crashes()).rests(1e9);
    },
  );

  it('a centre that does not say is asked four times, and then that is told', () => {
    const { story, asked } = open();
    let question = asked;
    for (const at of [5_000, 35_000, 155_000]) {
      story.fails(question).at(at);
      question = story.invokes('deliveryVerify');
    }
    story.fails(question).keeps('inbox');
    story.tells('verified', ({ status }) => expect(status).toBeUndefined()).rests(1e9);
  });

  it('an error is no answer to wait for, but that of a centre that cannot now', () => {
    const { story, asked } = open();
    story.errors(asked, 'resourceError').at(5000);
    story.errors(story.invokes('deliveryVerify'), 'protocolViolation').keeps('inbox');
    story.tells('verified', ({ status }) => expect(status).toBeUndefined());
  });

  it('is asked for again after a crash, and not shown again', () => {
    const { story } = open();
    story.crashes();
    const [control, asked] = [story.invokes('deliveryControl'), story.invokes('deliveryVerify')];
    story.results(control, 'deliveryControl', NOTHING).tells('registered');
    story.results(asked, 'deliveryVerify', { status: 'no report sent' }).keeps('inbox');
    story.tells('verified').rests(1e9);
    expect(story.holds).toBe('inbox device window');
  });
});

describe('a message in parts', () => {
  const [A, B, C] = [CONTENT.subarray(0, 20), CONTENT.subarray(20, 40), CONTENT.subarray(40)];
  const first: Part = { first: true, sequence: 9, total: 3 };
  const other = (number: number): Part => ({ first: false, sequence: 9, number });

  const comes = (story: Story, part: Part, content: Uint8Array, messageId = ID) =>
    story.hears(deliver({ part, content, messageId }, part.first ? 0 : part.number));

  it('in any order is one message once it is whole', () => {
    const story = here();
    for (const [part, content] of [
      [other(2), C],
      [first, A],
    ] as const) {
      const id = comes(story, part, content);
      story.keeps('part', 'window').answers(id, 'deliver', null).confirms(id).rests(1e9);
    }
    const last = comes(story, other(1), B);
    story.keeps('inbox', 'device', '-part', '-part', 'window').answers(last, 'deliver', null);
    story.confirms(last).keeps('inbox').tells('message').rests(1e9);
    expect(inbox(story)).toMatchObject([{ content: CONTENT }]);
    const again = comes(story, first, A);
    story.keeps().answers(again, 'deliver', null);
  });

  it('goes on after a crash, and is verified since some answer may not have arrived', () => {
    const story = here();
    const id = comes(story, first, A);
    story.keeps('part', 'window').answers(id, 'deliver', null);
    registersAgain(story.crashes());
    const second = comes(story, other(1), B);
    story.keeps('part', 'window').answers(second, 'deliver', null);
    const last = comes(story, other(2), C);
    story.keeps('inbox', 'device', '-part', '-part', 'window').answers(last, 'deliver', null);
    story.confirms(last).keeps('inbox');
    story.invokes('deliveryVerify');
    story.tells('message');
    expect(story.holds).toBe('window window inbox device window');
  });

  it('is given up when parts of another come', () => {
    const story = here();
    story.keepsAfter(comes(story, first, A));
    const id = story.hears(deliver({ part: { ...first, sequence: 10 }, content: A }, 4));
    story.keeps('-part', 'part', 'window').answers(id, 'deliver', null);
    expect([...story.disk.keys()].filter((key) => key.startsWith('part'))).toHaveLength(1);
  });

  it('with a part beyond its end, or more than a content may have, breaks the protocol', () => {
    const story = here();
    story.keepsAfter(comes(story, first, A));
    const beyond = comes(story, other(3), B);
    story.answersError(beyond, 'protocolViolation');
    const huge = comes(story, other(1), new Uint8Array(65_530));
    story.answersError(huge, 'protocolViolation').rests(1e9);
    expect(story.holds).toBe('part window');
  });
});

describe('what is refused', () => {
  it('what cannot be read, and what only the centre may perform', () => {
    const story = here();
    story.answersError(story.hearsOctets(35, Uint8Array.of(0, 0x30), 3), 'protocolViolation');
    story.answersError(story.hearsOctets(63, Uint8Array.of(0), 3), 'protocolViolation');
    story.answersError(story.hears(deliver(), 9), 'protocolViolation');
    const bad = story.hears(deliver({ content: Uint8Array.of(0x30, 0) }));
    story.answersError(bad, 'protocolViolation');
    story.answersError(
      story.hears({ operation: 'getConfiguration', argument: null }),
      'protocolViolation',
    );
    story.rests(1e9);
    expect(story.holds).toBe('');
  });

  it('whoever is not the centre', () => {
    const story = here();
    const id = story.hears(deliver(), 3, { address: '192.0.2.66', port: 642 });
    story.refuses(id).rests(1e9);
    expect(story.holds).toBe('');
  });

  it('a centre without the password that it must show', () => {
    const password = new TextEncoder().encode('theirs');
    const story = here({ centrePassword: password });
    story.answersError(story.hears(deliver()), 'securityError');
    const id = story.hears(deliver({ security: { password } }));
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    expect(story.holds).toBe('inbox device window');
  });

  it('what comes before the centre has heard who is here: it may be for who was here before', () => {
    const story = new Story({ receives: true });
    const control = story.invokes('deliveryControl');
    story.answersError(story.hears(deliver()), 'resourceError');
    const verify = { operation: 'submissionVerify', argument: { messageId: ID } } as const;
    story.answersError(story.hears(verify), 'resourceError');
    // A centre that does not believe us still thinks that somebody else is here.
    story.errors(control, 'securityError').tells('unregistered');
    story.answersError(story.hears(deliver()), 'resourceError');
    const again = story.at(2000).invokes('deliveryControl');
    story.errors(again, 'protocolViolation').tells('registered');
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    expect(story.holds).toBe('inbox device window');
  });

  it('everything, by a device that only submits', () => {
    const story = new Story();
    story.answersError(story.hears(deliver()), 'resourceError').rests();
    expect(story.holds).toBe('');
  });
});

describe('any octets', () => {
  it('are answered, kept or refused, and end nothing', () => {
    const random = seededRandom(2524);
    const story = here();
    const good = encodeInvocation(deliver({ part: { first: true, sequence: 1, total: 3 } }));
    for (let i = 0; i < 5000; i++) {
      const operation = Math.floor(random() * 64);
      const octets = good.slice(0, Math.floor(random() * (good.length + 1)));
      const at = Math.floor(random() * octets.length);
      if (at < octets.length) octets[at]! ^= 1 << (random() * 8);
      story.hearsOctets(random() < 0.7 ? 35 : operation, octets, random() < 0.9 ? 3 : 7);
      story.settles();
    }
    const id = story.hears(deliver({ messageId: OTHER_ID }, 200));
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    expect(story.holds).toContain('inbox device window');
  });
});

describe('limits', () => {
  const limited = (limits: object) => {
    const story = here().does({ kind: 'limit', limits: { restrict: 'update', ...limits } });
    story.keeps('device');
    const control = story.invokes('deliveryControl', (argument) => {
      expect(argument).toMatchObject({ restrict: 'update', ...limits });
    });
    return story.results(control, 'deliveryControl', NOTHING).tells('registered');
  };

  it.each([
    { permissibleOperations: { submission: false, delivery: false } },
    { permissibleMaxContentLength: CONTENT.length - 1 },
    { permissibleLowestPriority: 'urgent' },
  ])('%j holds here too', (limits) => {
    const story = limited(limits);
    story.answersError(story.hears(deliver()), 'deliveryControlViolated').rests(1e9);
    expect(story.holds).toBe('device');
  });

  it('let through what is within them', () => {
    const story = limited({
      permissibleMaxContentLength: CONTENT.length,
      permissibleLowestPriority: 'normal',
    });
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    expect(story.holds).toBe('device inbox window');
  });

  it('refuse nothing that was answered already', () => {
    const story = here();
    const id = story.hears(deliver());
    story.keeps('inbox', 'device', 'window').answers(id, 'deliver', null);
    const limits = { restrict: 'update', permissibleMaxContentLength: 1 } as const;
    story.does({ kind: 'limit', limits }).keeps('device').invokes('deliveryControl');
    const again = story.hears(deliver());
    story.keeps().answers(again, 'deliver', null);
    expect(story.holds).toBe('inbox device window');
  });

  it('outlive a crash, and are told again; until they are given up', () => {
    const story = limited({ permissibleMaxContentLength: 5 });
    story.crashes().invokes('deliveryControl', ({ permissibleMaxContentLength }) => {
      expect(permissibleMaxContentLength).toBe(5);
    });
    story.crashes({ forgetLimits: true }).keeps('device');
    story.invokes('deliveryControl', ({ restrict }) => expect(restrict).toBe('remove'));
    story.crashes({ forgetLimits: false });
    story.invokes('deliveryControl', (argument) =>
      expect(argument).toEqual({ restrict: 'update' }),
    );
  });
});

describe('registration', () => {
  it('is repeated, sooner when nobody answers', () => {
    const story = new Story({ receives: true });
    let control = story.invokes('deliveryControl', (argument) => {
      expect(argument).toEqual({ restrict: 'update' });
    });
    let now = 0;
    for (const pause of [2, 4, 8, 16, 32, 60, 60]) {
      story.fails(control).tells('unregistered', ({ why }) => expect(why).toBe('silence'));
      story.at((now += pause * 1000));
      control = story.invokes('deliveryControl');
    }
    story
      .results(control, 'deliveryControl', NOTHING)
      .tells('registered')
      .rests(now + 60_000);
  });

  it('takes the protocolViolation of old centres for an answer, and securityError for none', () => {
    const story = new Story({ receives: true });
    story.errors(story.invokes('deliveryControl'), 'protocolViolation').tells('registered');
    const again = story.at(60_000).invokes('deliveryControl');
    story.errors(again, 'securityError').tells('unregistered', ({ why }) => {
      expect(why).toBe('securityError');
    });
  });
});
