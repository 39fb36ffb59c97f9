import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { latin1Bytes } from '../../../core/bytes/line.ts';
import { encodeWords } from '../../../core/mail/encoded-words.ts';
import { ipmOfMail } from '../../../protocols/emsd/rfc822.ts';
import type { InboxFacts } from '../../../protocols/emsd/client.ts';
import { readMessage } from './reading.ts';

const TIME = '2026-11-21T12:00:00.000Z';
/** On message 1 of 36d3f180: Ann has it, and bob@x has not, for the recipient is unknown. */
const REPORT = fromHex(
  `30 34 64 09 02 04 36 d3 f1 80 02 01 01 30 27
   30 0f 30 05 04 03 40 10 01 a0 06 02 04 36 d3 f1 bc
   30 14 40 05 62 6f 62 40 78 a1 0b 02 01 01 80 01 0b 81 03 6e 6f 21`.replaceAll('\n', ' '),
);
const facts = (contentType: number, length: number): InboxFacts => ({
  messageId: { kind: 'local', submissionTime: 0x36d3_f200, messageNumber: 2 },
  deliveryTime: 0x36d3_f201,
  receivedAt: 0x36d3_f202,
  contentType,
  length,
  standing: 'known',
  isShown: true,
});

describe('a message of the inbox', () => {
  it('that is a report says what became of which message', () => {
    const told = readMessage('3', facts(2, REPORT.length), REPORT, TIME, true);
    expect(told).toMatchObject({
      event: 'message',
      number: 3,
      reportOn: '36d3f180.00000001',
      text:
        'Delivered to 401.001 at 1999-02-24T12:34:04.000Z.\n' +
        'Not delivered to bob@x: recipient unknown (no!).\n',
    });
    expect(readMessage('3', facts(2, REPORT.length), REPORT, TIME, false)).not.toHaveProperty(
      'text',
    );
  });

  it.each([2, 32, 33])('that nobody can read is told by its type and length: %i', (contentType) => {
    const told = readMessage('3', facts(contentType, 1), Uint8Array.of(0xff), TIME, true);
    expect(told).toMatchObject({ from: '', to: [], contentType, length: 1 });
    expect(told).not.toHaveProperty('reportOn');
  });

  const mailed = (...lines: readonly string[]) => {
    const mail = latin1Bytes(lines.join('\r\n'));
    const crossed = ipmOfMail(mail, { from: 'a@x', recipients: ['401.001@x'] }, 'x');
    if (crossed.kind === 'refused') throw new Error(crossed.reason);
    const { content } = crossed;
    return readMessage('3', facts(32, content.length), content, TIME, true);
  };

  it.each(['z'.repeat(200), '\u00dc'.repeat(100), 'word '.repeat(60).trim()])(
    'has its whole subject: %s',
    (subject) => {
      expect(mailed(`Subject: ${encodeWords(subject)}`, '', '')).toMatchObject({ subject });
    },
  );

  it('has its parts, however long its type is', () => {
    const boundary = 'b'.repeat(70);
    const told = mailed(
      `Content-Type: multipart/mixed; x="${'y'.repeat(100)}"; boundary=${boundary}`,
      '',
      `--${boundary}`,
      'Content-Type: text/html',
      '',
      '<p>One',
      `--${boundary}`,
      'Content-Disposition: attachment; filename=a.bin',
      'Content-Type: application/octet-stream',
      '',
      '12',
      `--${boundary}--`,
    );
    const attachments = [{ name: 'a.bin', type: 'application/octet-stream', size: 2 }];
    expect(told).toMatchObject({ text: 'One\n', attachments });
  });
});
