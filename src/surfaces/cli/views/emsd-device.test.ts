/** What a person sees of a device's messages. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { MessageEvent } from '../../../app/emsd/device/event.ts';
import { emsdInboxLiveView, emsdInboxView, emsdSubmitView } from './emsd-device.ts';

const options = { width: 60, colours: pc.createColors(false), numeric: false };
const message: MessageEvent = {
  event: 'message',
  time: '2026-11-21T12:00:00.000Z',
  number: 3,
  id: '36d3f180.00000001',
  from: '',
  to: [],
  delivered: '2026-11-21T11:59:00.000Z',
  received: '2026-11-21T12:00:00.000Z',
  contentType: 33,
  length: 1200,
};
const lines = (told: MessageEvent) => emsdInboxLiveView.row(told, options);

describe('a message that came', () => {
  it('is told by what is known of it', () => {
    expect(lines(message)).toEqual(['   3  2026-11-21 11:59  content of type 33, 1,200 octets']);
    expect(
      lines({ ...message, from: 'Ann (401.001)', subject: 'Hi', text: 'One\n\nTwo\n' }),
    ).toEqual(['   3  2026-11-21 11:59  Ann (401.001) · Hi', '      One', '', '      Two']);
  });

  it('has what hangs on it told behind it', () => {
    const attachments = [{ name: 'a.pdf', type: 'application/pdf', size: 1200 }];
    expect(lines({ ...message, from: '401.001', text: 'Text\n', attachments }).slice(1)).toEqual([
      '      Text',
      '      [attachment: a.pdf, application/pdf, 1,200 octets]',
    ]);
  });

  it('as a report is told in words', () => {
    const text = 'Not delivered to bob@example.org: recipient unknown (there is no such user).\n';
    expect(lines({ ...message, reportOn: '36d3f180.00000001', text })).toEqual([
      '   3  2026-11-21 11:59  report on message 36d3f180.00000001',
      '      Not delivered to bob@example.org: recipient unknown',
      '      (there is no such user).',
    ]);
  });
});

describe('at the end', () => {
  const submitted = {
    number: '401.001',
    centre: '127.0.0.1:642',
    outbox: 'mail',
    submitted: 1,
    refused: 0,
    waiting: 0,
    problems: [],
  };

  it.each([
    [0, ''],
    [1, 'A message that came is not shown yet: '],
    [1200, '1,200 messages that came are not shown yet: '],
  ])('of submitting, %i messages that came are told', (unshown, words) => {
    const command = 'portolan emsd inbox --mailbox mail --number 401.001 --centre 127.0.0.1:642';
    const told = emsdSubmitView({ ...submitted, unshown }, options);
    expect([...told].join(' ')).toBe(words === '' ? '' : words + command);
  });

  it('of receiving, it is told what is not here', () => {
    const result = { mailbox: 'mail', centre: 'x', received: 0, holds: 2, problems: [] };
    const told = emsdInboxView({ ...result, waiting: ['too long', 'in part'] }, options);
    expect([...told].join(' ')).toBe(
      ' 0 messages came. mail holds 2 messages. The centre holds longer messages than you set: --no-limits has them ' +
        'brought. A message has come in part; the centre may bring the rest when this runs again.',
    );
  });
});
