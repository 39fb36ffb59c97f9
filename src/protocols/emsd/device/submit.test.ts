/** A device that submits (RFC 2524, sections 3.2.1, 3.4.2, 4 and 5.2.2). */
import { describe, expect, it } from 'vitest';
import { IPM_CONTENT, type Part } from '../operations.ts';
import { Story } from './story.ts';

const CONTENT = new TextEncoder().encode('what is to be said');
const ABOUT = { to: ['401.002'], subject: 'Hi' };
const SUBMIT = {
  kind: 'submit',
  contentType: IPM_CONTENT,
  content: CONTENT,
  about: ABOUT,
} as const;
const ID = { submissionTime: 0x36d3f180, messageNumber: 1 };
const OTHER_ID = { submissionTime: 0x36d3f180, messageNumber: 2 };
const CREDENTIALS = {
  address: { kind: 'emsd', digits: '401001' },
  password: new TextEncoder().encode('secret'),
} as const;

/** Puts a message into the outbox and lets it leave. */
const begun = (options = {}) => {
  const story = new Story(options).does(SUBMIT).keeps('outbox', 'device', 'outbox', 'device');
  story.tells('queued');
  return story;
};

const kindsOn = ({ disk }: Story) => [...disk.values()].map(({ record }) => record.kind).toSorted();

describe('one message', () => {
  it('is on the disk before it leaves, and its fate before it is told', () => {
    const story = begun({ security: CREDENTIALS });
    const submit = story.invokes('submit', (argument, instance) => {
      expect(argument).toMatchObject({ security: CREDENTIALS, contentType: IPM_CONTENT });
      expect(argument.content).toEqual(CONTENT);
      expect(instance).toBe(7);
    });
    story.results(submit, 'submit', { messageId: ID }).keeps('fate', '-outbox');
    story.tells('submitted', ({ messageId }) => expect(messageId).toEqual(ID)).rests();
    expect(kindsOn(story)).toEqual(['device', 'fate']);
  });

  it('leaves no password on the disk', () => {
    const story = begun({ security: CREDENTIALS });
    story.invokes('submit');
    expect(JSON.stringify([...story.disk.values()])).not.toContain('secret');
  });

  it('is sent again after silence, the same octet for octet, until its fate is known', () => {
    const story = begun();
    const first = story.invokes('submit');
    story
      .at(16_000)
      .fails(first)
      .tells('unanswered', ({ attempts }) => expect(attempts).toBe(1));
    const second = story.at(18_000).invokes('submit');
    story.at(34_000).fails(second).tells('unanswered');
    const third = story.at(38_000).invokes('submit');
    expect(second.argument).toEqual(first.argument);
    expect(third.argument).toEqual(first.argument);
    story.results(third, 'submit', { messageId: ID }).keeps('fate', '-outbox').tells('submitted');
    story.rests();
  });

  it('waits five minutes at the most, and no longer than until the centre is heard', () => {
    const story = begun();
    let submit = story.invokes('submit');
    for (const pause of [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      story.fails(submit).tells('unanswered');
      story.at(story['now'] + pause * 1000);
      submit = story.invokes('submit');
    }
    story.fails(submit).tells('unanswered');
    const id = story.hears({ operation: 'setConfiguration', argument: null });
    story.answers(id, 'setConfiguration', null);
    expect(story.invokes('submit').argument).toEqual(submit.argument);
  });

  it('is the same operation after a crash, whenever that comes', () => {
    const story = begun();
    const first = story.invokes('submit');
    const second = story.at(1000).crashes().invokes('submit');
    expect(second.argument).toEqual(first.argument);
    // The answer came, and was not yet on the disk.
    story.results(second, 'submit', { messageId: ID }).crashes();
    const third = story.invokes('submit');
    expect(third.argument).toEqual(first.argument);
    story.results(third, 'submit', { messageId: ID }).keeps('fate', '-outbox').tells('submitted');
    story.crashes().rests();
  });

  it('does not exist if the disk had it not', () => {
    const story = new Story().does(SUBMIT).crashes();
    story.rests();
    expect(story.holds).toBe('');
  });

  it('is never sent again with other credentials while its fate is unknown', () => {
    const story = begun({ security: CREDENTIALS });
    const first = story.invokes('submit');
    const other = { ...CREDENTIALS, password: new TextEncoder().encode('changed') };
    story.crashes({ security: other }).tells('stuck').rests();
    const again = story.crashes({ security: CREDENTIALS }).invokes('submit');
    expect(again.argument).toEqual(first.argument);
  });

  it('comes with consecutive instance identifiers, from 255 on to 0', () => {
    const story = new Story({ firstInstance: 254 });
    const instances: (number | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      story.does(SUBMIT).keeps('outbox', 'device', 'outbox', 'device').tells('queued');
      const submit = story.invokes('submit', (_, instance) => instances.push(instance));
      const messageId = { ...ID, messageNumber: i };
      story.results(submit, 'submit', { messageId }).keeps('fate', '-outbox').tells('submitted');
    }
    expect(instances).toEqual([254, 255, 0, 1]);
  });

  it('holds others back when too many of unknown fate are before it', () => {
    const story = new Story();
    for (let i = 0; i < 33; i++) {
      story.does(SUBMIT);
      if (i < 32) story.keeps('outbox', 'device', 'outbox', 'device').tells('queued');
      else story.keeps('outbox', 'device').tells('queued');
      if (i < 32) story.invokes('submit');
    }
    story.rests();
    expect(story.disk.size).toBe(34);
  });
});

describe('what the centre says against it', () => {
  it('resourceError: it is sent later, as another operation', () => {
    const story = begun();
    story.errors(story.invokes('submit'), 'resourceError').keeps('outbox', 'device');
    story.tells('deferred').at(2000).keeps('outbox', 'device');
    const again = story.invokes('submit', (_, instance) => expect(instance).toBe(8));
    story.results(again, 'submit', { messageId: ID }).keeps('fate', '-outbox').tells('submitted');
  });

  it('securityError and others: it is refused, and told so', () => {
    for (const error of ['securityError', 'protocolViolation', 'messageError'] as const) {
      const story = begun();
      story.errors(story.invokes('submit'), error).keeps('fate', '-outbox');
      story.tells('refused', ({ why }) => expect(why).toBe(error)).rests();
      expect(kindsOn(story)).toEqual(['device', 'fate']);
    }
  });

  it('submissionControlViolated: it is held, not given up', () => {
    const story = begun();
    story.errors(story.invokes('submit'), 'submissionControlViolated').keeps('outbox', 'device');
    story.tells('deferred').rests(300_000);
    expect(story.holds).toBe('outbox device');
  });

  it('submissionControl: what it does not let through is held until it does', () => {
    const story = new Story();
    const prohibit = {
      restrict: 'update',
      permissibleOperations: { submission: false, delivery: true },
    } as const;
    const none = { submission: false, delivery: false };
    const first = story.hears({ operation: 'submissionControl', argument: prohibit });
    story.answers(first, 'submissionControl', { waitingOperations: none });
    story.does(SUBMIT).keeps('outbox', 'device').tells('queued').rests();
    const short = {
      restrict: 'update',
      permissibleOperations: { submission: true, delivery: true },
      permissibleMaxContentLength: CONTENT.length - 1,
    } as const;
    const second = story.hears({ operation: 'submissionControl', argument: short });
    const waiting = { submission: true, delivery: false };
    story.answers(second, 'submissionControl', { waitingOperations: waiting }).rests();
    const third = story.hears({ operation: 'submissionControl', argument: { restrict: 'remove' } });
    story
      .keeps('outbox', 'device')
      .answers(third, 'submissionControl', { waitingOperations: none });
    story.invokes('submit');
    expect(story.holds).toBe('outbox device');
  });
});

describe('submissionVerify', () => {
  const verify = (messageId = ID) =>
    ({
      operation: 'submissionVerify',
      argument: { messageId: { kind: 'local', ...messageId } },
    }) as const;

  it('says send of what is submitted, after a crash too', () => {
    const story = begun();
    story.results(story.invokes('submit'), 'submit', { messageId: ID }).keeps('fate', '-outbox');
    story.tells('submitted');
    for (const crash of [false, true]) {
      if (crash) story.crashes();
      const id = story.hears(verify());
      story.keeps().answers(id, 'submissionVerify', { status: 'send message' });
    }
    expect(story.holds).toBe('device fate');
  });

  it('waits for the disk to have it', () => {
    const story = begun();
    story.results(story.invokes('submit'), 'submit', { messageId: ID });
    const id = story.hears(verify());
    story.keeps('fate', '-outbox').keeps().tells('submitted');
    story.answers(id, 'submissionVerify', { status: 'send message' });
    expect(story.holds).toBe('device fate');
  });

  it('says drop of what it does not know, and keeps to that when the result comes after all', () => {
    const story = begun();
    const first = story.invokes('submit');
    const asked = story.hears(verify());
    story.keeps('dropped').answers(asked, 'submissionVerify', { status: 'drop message' });
    story.results(first, 'submit', { messageId: ID }).keeps('outbox', 'device');
    const second = story.invokes('submit', (_, instance) => expect(instance).toBe(8));
    const again = story.crashes().invokes('submit');
    expect(again.argument).toEqual(second.argument);
    const twice = story.hears(verify());
    story.keeps('dropped').answers(twice, 'submissionVerify', { status: 'drop message' });
    story.results(again, 'submit', { messageId: OTHER_ID }).keeps('fate', '-outbox');
    story.tells('submitted', ({ messageId }) => expect(messageId).toEqual(OTHER_ID));
  });

  it('remembers no more than so many that it dropped', () => {
    const story = new Story();
    for (let i = 0; i < 300; i++) {
      const id = story.hears(verify({ ...ID, messageNumber: i }));
      story.keeps(...(i < 256 ? ['dropped'] : ['dropped', '-dropped']));
      story.answers(id, 'submissionVerify', { status: 'drop message' });
    }
    expect(story.disk.size).toBe(256);
  });
});

describe('a message in parts', () => {
  const LONG = Uint8Array.from({ length: 25 }, (_, i) => i);
  const parts = (options = {}) => {
    const story = new Story({ slice: 10, ...options }).does({ ...SUBMIT, content: LONG });
    story.keeps('outbox', 'device', 'outbox', 'device').tells('queued');
    return story;
  };
  const seen: { part: Part | undefined; octets: number[]; instance: number | undefined }[] = [];
  const next = (story: Story) =>
    story.invokes('submit', ({ part, content }, instance) =>
      seen.push({ part, octets: [...content], instance }),
    );

  it('goes as operations of their own, the first first, and is submitted when all are', () => {
    seen.length = 0;
    const story = parts();
    const first = next(story);
    story.results(first, 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    story.results(third, 'submit', { messageId: ID }).results(second, 'submit', { messageId: ID });
    story.keeps('fate', '-outbox').tells('submitted').rests();
    expect(seen).toEqual([
      {
        part: { first: true, sequence: 0, total: 3 },
        octets: [...LONG.subarray(0, 10)],
        instance: 7,
      },
      {
        part: { first: false, sequence: 0, number: 1 },
        octets: [...LONG.subarray(10, 20)],
        instance: 8,
      },
      {
        part: { first: false, sequence: 0, number: 2 },
        octets: [...LONG.subarray(20)],
        instance: 9,
      },
    ]);
  });

  it('goes again whole, and the same, when one was not answered', () => {
    const story = parts();
    const first = next(story);
    story.results(first, 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    story.at(16_000).fails(second).abandons(third).tells('unanswered').at(18_000);
    expect(next(story).argument).toEqual(first.argument);
  });

  it('goes again anew when the centre asks for all', () => {
    seen.length = 0;
    const story = parts();
    story.results(next(story), 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    story.errors(second, 'messageError').keeps('outbox', 'device').abandons(third);
    next(story);
    expect(seen.at(-1)).toMatchObject({ part: { sequence: 1, total: 3 }, instance: 10 });
  });

  it('is refused when that happens without end', () => {
    const story = parts();
    for (let i = 0; i < 8; i++) {
      story.errors(next(story), 'messageError').keeps('outbox', 'device');
    }
    story.errors(next(story), 'messageError').keeps('fate', '-outbox').tells('refused').rests();
    expect(story.holds).toBe('device fate');
  });

  it('sends one again, by an operation of its own, when the centre asks for that', () => {
    seen.length = 0;
    const story = parts();
    story.results(next(story), 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    story.results(third, 'submit', { messageId: ID }).errors(second, 'resourceError');
    story.keeps('outbox', 'device').tells('deferred').at(2000);
    const again = next(story);
    expect(seen.at(-1)).toMatchObject({ part: { sequence: 0, number: 1 }, instance: 10 });
    story.results(again, 'submit', { messageId: ID }).keeps('fate', '-outbox').tells('submitted');
  });

  it('is not mixed with others, whichever is first', () => {
    const story = parts();
    const first = next(story);
    const short = CONTENT.subarray(0, 5);
    story
      .does({ ...SUBMIT, content: short })
      .keeps('outbox', 'device')
      .tells('queued')
      .rests();
    story.results(first, 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    story.results(second, 'submit', { messageId: ID }).results(third, 'submit', { messageId: ID });
    story.keeps('fate', '-outbox', 'outbox', 'device').tells('submitted');
    story.invokes('submit', ({ part }) => expect(part).toBeUndefined());
    story
      .does({ ...SUBMIT, content: LONG })
      .keeps('outbox', 'device')
      .tells('queued')
      .rests();
  });

  it('that the centre was told to drop goes anew at once', () => {
    const story = parts();
    story.results(next(story), 'submit', { messageId: ID });
    const [second, third] = [next(story), next(story)];
    const asked = story.hears({
      operation: 'submissionVerify',
      argument: { messageId: { kind: 'local', ...ID } },
    });
    story.keeps('dropped', 'outbox', 'device').abandons(second).abandons(third);
    story.answers(asked, 'submissionVerify', { status: 'drop message' });
    expect(next(story).argument).not.toEqual(second.argument);
  });
});
