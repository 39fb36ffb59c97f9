/** What cannot cross between the Internet and EMSD, and what nobody can smuggle across. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../src/core/mail/message.ts';
import type { Heading, Ipm, Recipient } from '../src/protocols/emsd/ipm.ts';
import { readNumber } from '../src/protocols/emsd/number.ts';
import { ipmOfMail, mailOfIpm } from '../src/protocols/emsd/rfc822.ts';
import { ipm as anyIpm, messageId as anyId } from './support/emsd-values.ts';

const HOST = 'emsd.example';
const HEAD = 'From: a@example.com\r\nTo: b@example.org\r\n';
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function refusal(
  text: string,
  envelope = { from: 'a@example.com', recipients: ['b@example.org'] },
) {
  const crossed = ipmOfMail(latin1(text), envelope, HOST);
  return crossed.kind === 'refused' ? `${crossed.status} ${crossed.reason}` : crossed.ipm;
}

const many = (count: number, each: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => each(place));

describe('what EMSD has no room for is refused, with a reason', () => {
  it.each<[what: string, text: string, reason: RegExp]>([
    [
      'headers',
      HEAD + many(65, (n) => `X-${n}: x\r\n`).join('') + '\r\n',
      /^5\.6\.0 it has 65 headers .* room for 64/,
    ],
    [
      'recipients',
      `From: a@example.com\r\nTo: ${many(257, (n) => `r${n}@example.org`).join(',\r\n ')}\r\n\r\n`,
      /^5\.5\.3 it names 257 recipients, .* 256/,
    ],
    [
      'addresses to reply to',
      `${HEAD}Reply-To: ${many(257, (n) => `r${n}@example.org`).join(',\r\n ')}\r\n\r\n`,
      /^5\.6\.0 Reply-To has 257/,
    ],
    ['a body', `${HEAD}\r\n${'x'.repeat(65_500)}`, /^5\.3\.4 EMSD has no room for it: .*65535/],
    [
      'an address',
      `From: a@example.com\r\nTo: ${'b'.repeat(120)}@example.org\r\n\r\n`,
      /^5\.6\.0 the address b+\.\.\. is longer than 127/,
    ],
    [
      'an address beyond ASCII',
      'From: a@example.com\r\nTo: <j\u00c3\u00b6rg@example.org>\r\n\r\n',
      /^5\.6\.7 the address j\?rg@example\.org is not ASCII/,
    ],
    [
      'a Message-ID beyond ASCII',
      `${HEAD}Message-ID: <\u00c3\u00b6@example.com>\r\n\r\n`,
      /^5\.6\.7 Message-ID/,
    ],
    [
      'a type beyond ASCII',
      `${HEAD}Content-Type: text/\u00c3\u00b6\r\n\r\n`,
      /^5\.6\.7 Content-Type/,
    ],
    [
      'a control character',
      `${HEAD}Subject: bell\u0007\r\n\r\n`,
      /^5\.6\.0 Subject has a control character/,
    ],
    ['a zero', `${HEAD}X-Zero: a\u0000b\r\n\r\n`, /^5\.6\.0 X-Zero has a control character/],
    [
      'a bare CR',
      `${HEAD}Subject: one\rBcc: c@example.org\r\n\r\n`,
      /^5\.6\.0 Subject has a control character/,
    ],
    [
      'a line that is no header',
      `${HEAD}this is no header\r\n\r\n`,
      /^5\.6\.0 "this is no header" is no header/,
    ],
    [
      'a beginning that continues nothing',
      ` x\r\n${HEAD}\r\n`,
      /^5\.6\.0 line 1 continues nothing/,
    ],
  ])('%s', (_, text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });

  it('a message from nobody', () => {
    expect(refusal('To: b@example.org\r\n\r\n', { from: '', recipients: [] })).toMatch(
      /^5\.6\.0 it does not say whom/,
    );
  });

  it('a message to nobody', () => {
    expect(refusal('From: a@example.com\r\n\r\n', { from: '', recipients: [] })).toMatch(
      /^5\.6\.0 it is to nobody/,
    );
  });

  it('and 64 headers and 256 recipients are none too many', () => {
    const to = many(256, (n) => `r${n}@example.org`).join(',\r\n ');
    const text = `From: a@example.com\r\nTo: ${to}\r\n${many(64, (n) => `X-${n}: x\r\n`).join('')}\r\n`;
    const read = refusal(text) as Ipm;
    expect(read.heading.recipients).toHaveLength(256);
    expect(read.heading.extensions).toHaveLength(64);
  });
});

const recipient: Recipient = {
  address: { kind: 'rfc822', text: 'b@example.org' },
  as: 'primary',
  receipt: 'none',
  returnMessage: false,
  report: 'non-delivery',
  replyRequested: false,
};
const heading: Heading = {
  originator: { kind: 'emsd', digits: '401001', name: 'Ann' },
  recipients: [recipient],
  priority: 'normal',
  importance: 'normal',
  autoForwarded: false,
};
const ID = { kind: 'local', submissionTime: 0x36d3f180, messageNumber: 1 } as const;
const mailOf = (over: Partial<Heading>, more: Partial<Ipm> = {}) =>
  mailOfIpm({ heading: { ...heading, ...over }, ...more }, { messageId: ID }, { host: HOST });

const EVIL = 'x\r\nBcc: victim@example.org\r\n\r\nbody';

describe('nothing that comes from a device begins a header of its own', () => {
  it.each<[where: string, over: Partial<Heading>]>([
    ['the subject', { subject: EVIL }],
    ['a name', { originator: { kind: 'emsd', digits: '401001', name: EVIL } }],
    ['an address', { recipients: [{ ...recipient, address: { kind: 'rfc822', text: EVIL } }] }],
    ['an address to reply to', { replyTo: [{ kind: 'rfc822', text: `a@b.example\r\n${EVIL}` }] }],
    ['an extension', { extensions: [{ label: 'X-A', value: EVIL }] }],
    ["an extension's name", { extensions: [{ label: `X-A: ${EVIL}`, value: 'x' }] }],
    ['a Content-Type', { contentType: EVIL }],
    ['what it replies to', { repliedTo: { kind: 'rfc822', text: EVIL } }],
    [
      'two addresses in the place of one',
      {
        recipients: [
          { ...recipient, address: { kind: 'rfc822', text: 'a@b.example, c@d.example' } },
        ],
      },
    ],
    [
      'a group in the place of an address',
      { originator: { kind: 'rfc822', text: 'All: a@b.example;' } },
    ],
  ])('%s', (_, over) => {
    expect(mailOf(over)).toMatchObject({ kind: 'refused', status: expect.stringMatching(/^5\./) });
  });

  it('nor does any extension say who wrote it, to whom, or when', () => {
    const labels = [
      'From',
      'Sender',
      'To',
      'Cc',
      'Bcc',
      'Date',
      'Message-ID',
      'Subject',
      'Content-Type',
    ];
    const crossed = mailOf({
      subject: 'Mine',
      contentType: 'text/plain',
      extensions: labels.map((label) => ({ label, value: 'boss@example.com' })),
    });
    const message = crossed.kind === 'message' ? readMessage(crossed.octets) : '';
    const fields = typeof message === 'string' ? [] : message.fields;
    const wrapped = fields.filter(({ name }) => name === 'X-EMSD-Extension');
    expect(wrapped.map(({ value }) => value)).toEqual(
      labels.map((label) => `"${label}" "boss@example.com"`),
    );
    expect(
      fields
        .filter((field) => !wrapped.includes(field))
        .map(({ name, value }) => `${name}: ${value}`),
    ).toEqual([
      'Date: Wed, 24 Feb 1999 12:33:04 +0000',
      'From: Ann <401.001@emsd.example>',
      'To: b@example.org',
      'Message-ID: <EMSD.36d3f180.00000001@emsd.example>',
      'Subject: Mine',
      'MIME-Version: 1.0',
      'Content-Type: text/plain',
    ]);
  });

  it('a body is compressed in a way that nobody described', () => {
    expect(mailOf({}, { body: { compression: 1, octets: latin1('x') } })).toMatchObject({
      status: '5.6.1',
    });
  });

  it('blind copies are not shown', () => {
    const blind = {
      ...recipient,
      address: { kind: 'rfc822', text: 'hidden@example.org' },
      as: 'blind copy',
    } as const;
    const crossed = mailOf({ recipients: [recipient, blind] });
    const text = crossed.kind === 'message' ? new TextDecoder().decode(crossed.octets) : '';
    expect(text).toContain('b@example.org');
    expect(text).not.toContain('hidden');
  });

  it('of whatever EMSD can say a message is made, or a reason given', () => {
    let crossedOver = 0;
    fc.assert(
      fc.property(anyIpm, anyId, (message, messageId) => {
        const crossed = mailOfIpm(message, { messageId }, { host: HOST });
        if (crossed.kind === 'refused') return /^5\.\d+\.\d+$/.test(crossed.status);
        crossedOver++;
        const read = readMessage(crossed.octets);
        return (
          typeof read !== 'string' && read.fields.every(({ charset }) => charset === 'us-ascii')
        );
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(crossedOver).toBeGreaterThan(5);
  });

  it('of any octets a message is made, or a reason given', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'From: a@b.example\r\n',
        'To: <',
        '>',
        '"',
        '(',
        'x:y;',
        '\r\n',
        '\n',
        ' ',
        '\t',
        ':',
        ',',
        '=?',
        '?=',
        '\u0000',
        '\u00ff',
      ),
      fc.string({ unit: 'binary-ascii', maxLength: 10 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const crossed = ipmOfMail(
          latin1(pieces.join('')),
          { from: 'a@b.example', recipients: ['c@d.example'] },
          HOST,
        );
        expect(crossed.kind === 'message' ? '5.0.0' : crossed.status).toMatch(/^5\.\d+\.\d+$/);
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});

describe('numbers', () => {
  it.each([
    ['401.001', '401001'],
    ['401001', '401001'],
    ['001.001', '1001'],
    ['1234567.890', '1234567890'],
    ['0', '0'],
    ['9'.repeat(40), '9'.repeat(40)],
    ['9'.repeat(41), undefined],
    ['401.01', undefined],
    ['ann', undefined],
    ['', undefined],
    ['.001', undefined],
  ])('%s', (text, digits) => {
    expect(readNumber(text)).toBe(digits);
  });
});
