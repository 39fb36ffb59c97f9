/** What a message centre brings to devices (RFC 2524, sections 3.3.1 and 5.1.5). */
import { describe, expect, it } from 'vitest';
import { decodeIpm } from '../wire.ts';
import {
  ANN,
  BOB,
  ID,
  NOTHING,
  TO_BOB,
  ipm,
  poll,
  recipient,
  Story,
  submit,
  verifyDelivery,
} from './story.ts';

const latin1Text = (octets: Uint8Array): string => String.fromCharCode(...octets);

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
