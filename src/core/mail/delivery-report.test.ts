/** Reports of non-delivery: what they say, to whom none is sent, and that nothing of them can be made to say more. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, latin1Bytes } from '../bytes/line.ts';
import { deliveryReport, type DeliveryReport } from './delivery-report.ts';
import { readMessage } from './message.ts';

const REPORT: DeliveryReport = {
  host: 'emsd.example',
  id: 'NDN.36d3f180.1',
  at: 0x36d3f180,
  arrivedAt: 0x36d3f000,
  sender: 'ann@example.com',
  recipients: [
    {
      address: '402.002@emsd.example',
      action: 'failed',
      status: '5.1.1',
      reason: 'nobody has that number',
    },
    {
      address: 'bob@example.org',
      action: 'failed',
      status: '5.7.1',
      reason: 'it answered 550 no',
      remote: 'mx.example.org',
    },
  ],
  message: latin1Bytes(
    'From: ann@example.com\r\nMessage-ID: <1@example.com>\r\nSubject: G\u00fcte\r\n\r\nPRIVATE\r\n',
  ),
};

const textOf = (report: DeliveryReport): string =>
  latin1(deliveryReport(report)?.octets ?? new Uint8Array(0));

describe('a report', () => {
  it('says what became of the message', () => {
    expect(textOf(REPORT)).toBe(
      [
        'Date: Wed, 24 Feb 1999 12:33:04 +0000',
        'From: Mail delivery <postmaster@emsd.example>',
        'To: ann@example.com',
        'Message-ID: <NDN.36d3f180.1@emsd.example>',
        'In-Reply-To: <1@example.com>',
        'References: <1@example.com>',
        'Subject: Your message was not delivered',
        'Auto-Submitted: auto-replied',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status;',
        ' boundary="=_NDN.36d3f180.1"',
        '',
        '--=_NDN.36d3f180.1',
        'Content-Type: text/plain; charset=us-ascii',
        '',
        'This is the mail system at emsd.example.',
        '',
        'Your message to 402.002@emsd.example was not delivered, and will not be tried again:',
        '  nobody has that number',
        '',
        'Your message to bob@example.org was not delivered, and will not be tried again:',
        '  it answered 550 no (said by mx.example.org)',
        '',
        '--=_NDN.36d3f180.1',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; emsd.example',
        'Arrival-Date: Wed, 24 Feb 1999 12:26:40 +0000',
        '',
        'Final-Recipient: rfc822; 402.002@emsd.example',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: x-portolan; nobody has that number',
        '',
        'Final-Recipient: rfc822; bob@example.org',
        'Action: failed',
        'Status: 5.7.1',
        'Remote-MTA: dns; mx.example.org',
        'Diagnostic-Code: smtp; it answered 550 no',
        '',
        '--=_NDN.36d3f180.1',
        'Content-Type: text/rfc822-headers',
        '',
        'From: ann@example.com',
        'Message-ID: <1@example.com>',
        'Subject: G?te',
        '',
        '--=_NDN.36d3f180.1--',
        '',
      ].join('\r\n'),
    );
  });

  it.each([
    '',
    '<>',
    'nobody',
    'a@b.example, c@d.example',
    'Ann <a@b.example>',
    'a@b.example\r\nBcc: c@d.example',
  ])('is sent to nobody of a message from %j', (sender) => {
    expect(deliveryReport({ ...REPORT, sender })).toBeUndefined();
  });

  it('is the same whenever it is made', () => {
    expect(textOf(REPORT)).toBe(textOf({ ...REPORT }));
  });

  it('sends no more than the header back, nor all of a long one', () => {
    const long = `From: a@example.com\r\n${'X-Much: 0123456789\r\n'.repeat(1000)}\r\nPRIVATE`;
    const text = textOf({ ...REPORT, message: latin1Bytes(long) });
    expect(text).not.toContain('PRIVATE');
    expect(text.length).toBeLessThan(11_000);
    expect(
      text
        .split('\r\n')
        .filter((line) => line.startsWith('X-'))
        .every((line) => line === 'X-Much: 0123456789'),
    ).toBe(true);
  });

  it('has three parts, whatever the texts in it', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '--=_NDN.36d3f180.1',
        '--=_NDN.36d3f180.1--',
        'x\r\n\r\n--=_NDN.36d3f180.1_',
        'a\r\nStatus: 2.0.0',
      ),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, (reason, address, remote) => {
        const recipients = [
          { address, action: 'failed', status: '5.0.0', reason, remote },
        ] as const;
        const message = latin1Bytes(`X: ${reason.replaceAll(/[^ -~\r\n]/g, '')}\r\n\r\n`);
        const report = deliveryReport({ ...REPORT, recipients, message });
        const read = readMessage(report!.octets);
        const [boundary] = /=_NDN[\w.]*/.exec(latin1(report!.octets))!;
        expect(typeof read === 'string' ? [] : read.fields.map(({ name }) => name)).toHaveLength(
          /In-Reply-To/.test(latin1(report!.octets)) ? 10 : 8,
        );
        const lines = latin1(report!.octets).split('\r\n');
        expect(lines.filter((line) => line === `--${boundary}`)).toHaveLength(3);
        expect(lines.filter((line) => line === `--${boundary}--`)).toHaveLength(1);
      }),
      { numRuns: 500, seed: 3464 },
    );
  });
});
