/** Whatever a subscriber submits, and whatever mail comes in: a message centre goes on. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryReport } from '../src/core/mail/delivery-report.ts';
import { sevenBit } from '../src/core/mail/seven-bit.ts';
import { mutations } from '../src/core/mutations.ts';
import { Story, submit } from '../src/protocols/emsd/centre/story.ts';
import type { Ipm } from '../src/protocols/emsd/ipm.ts';
import { ipmOfMail, mailOfIpm } from '../src/protocols/emsd/rfc822.ts';
import { decodeIpm, encodeIpm } from '../src/protocols/emsd/wire.ts';
import { ipm } from './support/emsd-values.ts';
import { CORPUS } from './support/mail-corpus.ts';

const OPTIONS = { limits: { perMinute: 1_000_000, unverifiedPerUser: 1_000_000, spoolPerUser: 4 } };
const FACTS = { messageId: { kind: 'local', submissionTime: 100, messageNumber: 1 } } as const;

/** From Ann, to whoever is named, to somebody here whom nobody else sees, and to nobody's number. */
const fromAnn = (message: Ipm): Uint8Array => {
  const [one] = message.heading.recipients;
  const to = (digits: string, as: 'primary' | 'blind copy') => ({
    ...one!,
    address: { kind: 'emsd' as const, digits },
    as,
    report: 'delivery' as const,
  });
  const recipients = [
    ...message.heading.recipients.slice(0, 9),
    to('401002', 'blind copy'),
    to('9', 'primary'),
  ];
  const originator = { kind: 'emsd' as const, digits: '401001' };
  const heading = { ...message.heading, originator, recipients };
  // A compressed one is refused as it is.
  return encodeIpm({ heading, body: { octets: message.body?.octets ?? new Uint8Array(0) } });
};

/** A submission that is accepted where it is one, and all that the centre does about it at once. */
function isAccepted(content: Uint8Array, instance: number): boolean {
  const story = new Story(OPTIONS);
  const id = story.hears(submit(content, instance));
  if (story.kept('message').length === 0) return false;
  story.confirms(id);
  return story.told.some(({ kind }) => kind === 'accepted');
}

describe('a message centre goes on', () => {
  it('whatever a subscriber submits', () => {
    let accepted = 0;
    for (const message of fc.sample(ipm, { numRuns: 2, seed: 4 })) {
      const content = fromAnn(message);
      const changed = [...content.keys()].map((at) => content.with(at, [9, 0xe9, 0xff][at % 3]!));
      for (const one of [content, ...mutations(content), ...changed]) {
        if (isAccepted(one, accepted % 256)) accepted += 1;
        const read = decodeIpm(one);
        if (!read.ok) continue;
        const mail = mailOfIpm(read.message, FACTS, { host: 'centre.example' });
        if (mail.kind === 'message') sevenBit(mail.octets);
      }
    }
    expect(accepted).toBeGreaterThan(200);
  });

  it('whatever mail comes in', () => {
    let taken = 0;
    const envelope = { from: 'ann@example.com', recipients: ['401.002@centre.example'] };
    for (const { octets } of CORPUS) {
      const changed = [...octets.keys()]
        .filter((at) => at % 61 === 0)
        .flatMap((at) => [0, 9, 0x3c, 0xe9].map((octet) => octets.with(at, octet)));
      for (const one of [octets, ...changed]) {
        const crossed = ipmOfMail(one, envelope, 'centre.example');
        if (crossed.kind === 'refused') continue;
        const story = new Story(OPTIONS);
        const outcome = story.mailComes({
          recipients: envelope.recipients,
          content: crossed.content,
          ...(crossed.messageId && { id: crossed.messageId }),
          ...(crossed.submissionTime !== undefined && { submitted: crossed.submissionTime }),
        });
        if (outcome === 'accepted') taken += 1;
        story.errs(story.invokes('deliver').id, 'protocolViolation');
        const recipients = [
          { address: 'a@b.example', action: 'failed', status: '5.0.0', reason: 'x' },
        ] as const;
        deliveryReport({
          host: 'h',
          id: 'i',
          at: 0,
          sender: 'a@b.example',
          recipients,
          message: one,
        });
      }
    }
    expect(taken).toBeGreaterThan(200);
  });
});
