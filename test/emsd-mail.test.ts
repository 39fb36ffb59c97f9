/** Across and back: a corpus of messages as they are met, any message of EMSD, and what is refused. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateText, readDate } from '../src/core/mail/date.ts';
import { readMessage } from '../src/core/mail/message.ts';
import { CORPUS } from './support/mail-corpus.ts';
import type { Ipm } from '../src/protocols/emsd/ipm.ts';
import { ipmOfMail, mailOfIpm, type CrossedIn } from '../src/protocols/emsd/rfc822.ts';
import { decodeIpm } from '../src/protocols/emsd/wire.ts';

const HOST = 'emsd.example';
const ENVELOPE = { from: 'ann@example.com', recipients: ['hidden@example.org'] };
const FORM = { host: HOST, showBlindCopies: true };

const inside = (octets: Uint8Array, envelope = ENVELOPE): CrossedIn => {
  const crossed = ipmOfMail(octets, envelope, HOST);
  if (crossed.kind === 'refused') throw new Error(`${crossed.status} ${crossed.reason}`);
  return crossed;
};

/** As the centre names what has no name of its own. */
const LOCAL = { kind: 'local', submissionTime: 100, messageNumber: 1 } as const;

const outside = ({ ipm, messageId, submissionTime }: CrossedIn): Uint8Array => {
  const facts = {
    messageId: messageId ?? LOCAL,
    ...(submissionTime !== undefined && { submissionTime }),
  };
  const crossed = mailOfIpm(ipm, facts, FORM);
  if (crossed.kind === 'refused') throw new Error(`${crossed.status} ${crossed.reason}`);
  return crossed.octets;
};

const PEOPLE = new Set(['to', 'cc', 'bcc']);

/** What a message says: values by lower-case names in their order, recipients as one list. */
function said(octets: Uint8Array): Record<string, string[]> {
  const message = readMessage(octets);
  if (typeof message === 'string') throw new Error(message);
  const values: Record<string, string[]> = {};
  for (const { name, value } of message.fields) {
    const key = name.toLowerCase();
    if (PEOPLE.has(key) && values[key]) values[key] = [`${values[key][0]}, ${value}`];
    else (values[key] ??= []).push(value);
  }
  return values;
}

const text = (octets: Uint8Array) =>
  Array.from(octets, (octet) => String.fromCharCode(octet)).join('');

function bodyOf(octets: Uint8Array): string | undefined {
  const message = readMessage(octets);
  if (typeof message === 'string') throw new Error(message);
  return message.body && text(message.body);
}

describe('a message of the Internet, into EMSD and back', () => {
  it.each(CORPUS)('$name', ({ octets, differs = {} }) => {
    const original = said(octets);
    const back = outside(inside(octets));
    const again = said(back);
    // What EMSD does not keep, or keeps another way, for all messages.
    const blind = again['bcc']?.[0]?.split(', ') ?? [];
    expect(blind).toContain('hidden@example.org');
    delete again['bcc'];
    const rest = blind.filter((address) => address !== 'hidden@example.org');
    if (rest.length > 0) again['bcc'] = [rest.join(', ')];
    if (!original['message-id']) delete again['message-id'];
    if ((differs['date'] ?? original['date'] ?? []).length === 0) delete again['date'];
    const expected = { ...original, ...differs };
    if (original['date'] && !differs['date']) {
      expected['date'] = [dateText(readDate(original['date'][0]!)!)];
    }
    for (const [name, values] of Object.entries(expected))
      if (values.length === 0) delete expected[name];
    expect(again).toEqual(expected);
    expect(bodyOf(back)).toBe(bodyOf(octets));
    // All of what comes back is ASCII in its headers, in lines that nobody breaks.
    const header = text(back).split('\r\n\r\n')[0]!;
    expect(header).toMatch(/^[ -~\r\n]*$/);
    expect(Math.max(...header.split('\r\n').map((line) => line.length))).toBeLessThan(999);
    // A second time nothing changes any more.
    expect(text(outside(inside(back)))).toBe(text(back));
  });
});

const words = fc
  .array(fc.stringMatching(/^[!-~]{1,12}$/), { minLength: 1, maxLength: 8 })
  .map((list) => list.join(' '));
const atom = fc.stringMatching(/^[a-z0-9]{1,10}$/);
const mailAddress = fc.tuple(atom, atom).map(([local, host]) => `${local}@${host}.example`);
const names = fc.oneof(
  fc.constant(''),
  fc.stringMatching(/^[A-Za-z]{1,8}( [A-Za-z]{1,8}){0,2}$/),
  fc.stringMatching(/^[!#-[\]-~]{1,8}(, [!#-[\]-~]{1,8})?$/).map((name) => name.trim()),
);
const subscriberAddress = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 39n }), names)
  .map(([number, name]) => ({
    kind: 'emsd' as const,
    digits: `${number}`,
    ...(name !== '' && { name }),
  }));
const someAddress = fc.oneof(
  subscriberAddress,
  mailAddress.map((text) => ({ kind: 'rfc822' as const, text })),
  fc
    .tuple(atom, mailAddress)
    .map(([name, at]) => ({ kind: 'rfc822' as const, text: `${name} <${at}>` })),
);
const localId = fc.record({
  kind: fc.constant('local' as const),
  submissionTime: fc.nat(0xffff_ffff),
  messageNumber: fc.nat(4096),
});
const anyId = fc.oneof(
  localId,
  mailAddress.map((at) => ({ kind: 'rfc822' as const, text: `<${at}>` })),
);
const label = fc.oneof(
  fc.stringMatching(/^[!-9;-~]{1,20}$/),
  fc.stringMatching(/^[ -~]{0,20}$/),
  fc.constantFrom(
    'From',
    'to',
    'Subject',
    'Date',
    'Message-ID',
    'X-Priority',
    'X-EMSD-Extension',
    'MIME-Version',
    'Content-Type',
    'Received',
    'X-EMSD-Requests',
  ),
);
const extension = fc.record({
  label,
  value: fc.oneof(
    words,
    fc.stringMatching(/^[ -~]{0,80}$/),
    fc.constantFrom('Urgent', '1.0', 'x'.repeat(1200)),
  ),
});
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Any message that says each thing in the one way in which the Internet would say it back. */
const anyIpm: fc.Arbitrary<Ipm> = fc
  .record({
    sender: optional(someAddress),
    originator: someAddress,
    recipients: fc.array(
      fc.record({
        address: someAddress,
        as: fc.constantFrom('primary' as const, 'copy' as const, 'blind copy' as const),
        receipt: fc.constantFrom('none' as const, 'non-receipt' as const, 'receipt' as const),
        returnMessage: fc.boolean(),
        report: fc.constantFrom('none' as const, 'non-delivery' as const, 'delivery' as const),
        replyRequested: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    priority: fc.constantFrom('non-urgent' as const, 'normal' as const, 'urgent' as const),
    importance: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
    autoForwarded: fc.boolean(),
    replyTo: optional(fc.array(someAddress, { minLength: 1, maxLength: 4 })),
    repliedTo: optional(anyId),
    subject: optional(
      fc.oneof(
        words.map((one) => one.slice(0, 127).trim()),
        fc.constant(''),
      ),
    ),
    extensions: optional(fc.array(extension, { minLength: 1, maxLength: 10 })),
    contentType: optional(
      fc.constantFrom('text/plain', 'text/plain; charset=utf-8', 'multipart/mixed; boundary="a b"'),
    ),
    contentId: optional(mailAddress.map((at) => `<${at}>`)),
    contentDescription: optional(words),
    contentTransferEncoding: optional(fc.constantFrom('7bit', 'base64')),
    body: optional(fc.uint8Array({ maxLength: 200 })),
    version: fc.constantFrom(undefined, '1.1', '2'),
  })
  .map(({ body, version, ...heading }) => {
    const mimeVersion = version;
    const there = Object.entries({ ...heading, mimeVersion }).filter(
      ([, value]) => value !== undefined,
    );
    const octets = body?.filter((octet, at) => octet !== 0x0d || body[at + 1] !== 0x0a);
    return {
      heading: Object.fromEntries(there) as never,
      ...(octets && { body: { octets } }),
    };
  });

const ORDER = ['primary', 'copy', 'blind copy'];

/**
 * What the Internet has one way for: the order of To, Cc and Bcc, of headers of different names, a sender and replies
 * that go to the originator.
 */
function asKept({ heading, body }: Ipm): unknown {
  const mail = (address: Ipm['heading']['originator']) => {
    const crossed = mailOfIpm(
      { heading: { ...plain(heading), originator: address } },
      { messageId: LOCAL },
      FORM,
    );
    if (crossed.kind === 'refused') throw new Error(crossed.reason);
    return said(crossed.octets)['from']![0]!;
  };
  const bare = (address: Ipm['heading']['originator']) =>
    /([^ <]+@[^ >]+)>?$/.exec(mail(address))![1];
  const { sender, replyTo, extensions = [], ...rest } = heading;
  const repliesToFrom = replyTo?.length === 1 && mail(replyTo[0]!) === mail(heading.originator);
  return {
    ...rest,
    recipients: heading.recipients.toSorted((a, b) => ORDER.indexOf(a.as) - ORDER.indexOf(b.as)),
    sender: sender && bare(sender) === bare(heading.originator) ? undefined : sender,
    replyTo: repliesToFrom ? undefined : replyTo,
    extensions: extensions.toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)),
    body: body && [...body.octets],
  };
}

const plain = (heading: Ipm['heading']): Ipm['heading'] => ({
  originator: heading.originator,
  recipients: heading.recipients,
  priority: 'normal',
  importance: 'normal',
  autoForwarded: false,
});

describe('a message of EMSD, to the Internet and back', () => {
  it('says what it said', () => {
    fc.assert(
      fc.property(anyIpm, anyId, (ipm, messageId) => {
        const crossed = mailOfIpm(ipm, { messageId, submissionTime: 1_000_000_000 }, FORM);
        if (crossed.kind === 'refused') throw new Error(crossed.reason);
        const back = inside(crossed.octets, { from: '', recipients: [] });
        expect(asKept(back.ipm)).toEqual(asKept(ipm));
        expect(back.submissionTime).toBe(1_000_000_000);
        const decoded = decodeIpm(back.content);
        expect(decoded.ok && asKept(decoded.message)).toEqual(asKept(back.ipm));
      }),
      { numRuns: 400, seed: 2524 },
    );
  });

  it('has the same Message-ID whenever it is asked', () => {
    const facts = {
      messageId: { kind: 'local', submissionTime: 0x36d3f180, messageNumber: 1 },
    } as const;
    const [ipm] = fc.sample(anyIpm, { numRuns: 1, seed: 1 }) as [Ipm];
    const crossed = mailOfIpm(ipm, facts, FORM);
    expect(crossed.kind === 'message' && said(crossed.octets)['message-id']).toEqual([
      '<EMSD.36d3f180.00000001@emsd.example>',
    ]);
  });
});
