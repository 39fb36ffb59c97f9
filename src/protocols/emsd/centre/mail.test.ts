/** A message centre's edge to the mail of the Internet. */
import { describe, expect, it } from 'vitest';
import { ANN, BOB, ID, NOTHING, TO_BOB, ipm, poll, recipient, Story, submit } from './story.ts';

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
