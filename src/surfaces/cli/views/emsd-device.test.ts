/** What a person sees of a device's messages. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { MessageEvent } from '../../../app/emsd/device/event.ts';
import { emsdInboxLiveView } from './emsd-device.ts';

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
