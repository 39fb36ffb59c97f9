/** A message centre's door for the mail of the Internet: where it is, and what it says of whom it takes nothing for. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import type { IncomingMail, MailTaken } from '../../protocols/emsd/server.ts';
import { listenForMail, readMailPlace } from './mailing.ts';

describe('where mail is taken', () => {
  it.each([
    ['127.0.0.1:2525', { address: '127.0.0.1', port: 2525 }],
    ['[::1]:2525', { address: '::1', port: 2525 }],
  ])('%s is of this machine alone', (text, place) => {
    expect(readMailPlace(text, false)).toEqual(place);
  });

  it.each(['0.0.0.0:2525', '10.0.0.1:2525', '[::]:2525'])(
    '%s is for others, and so only where the centre is',
    (text) => {
      expect(() => readMailPlace(text, false)).toThrow(UsageError);
      expect(() => readMailPlace(text, false)).toThrow(
        'write --smtp-in 127.0.0.1:2525, or open the centre to them too: --listen ADDRESS',
      );
      expect(readMailPlace(text, true)).toMatchObject({ port: 2525 });
    },
  );

  it.each(['127.0.0.1', '127.0.0.1:0', 'x'])('%s is no place', (text) => {
    expect(() => readMailPlace(text, true)).toThrow('--smtp-in takes a place with its port');
  });
});

/** What a mail server hears that hands a message to this address; the centre knows `401.001@centre.example` alone. */
async function answerTo(recipient: string, taken: MailTaken = 'accepted') {
  const network = createNetwork({ seed: 1 });
  const door = network.host('right', { addresses: ['10.0.0.2'] }).mail;
  const mails: IncomingMail[] = [];
  const centre = {
    knows: (address: string) => address === '401.001@centre.example',
    async takeMail(mail: IncomingMail) {
      mails.push(mail);
      return taken;
    },
  };
  const place = { address: '10.0.0.2', port: 2525 };
  const host = 'centre.example';
  const sender = network.host('left', { addresses: ['10.0.0.1'] }).mail;
  const octets = new TextEncoder().encode('From: joe@elsewhere.example\r\n\r\nHello\r\n');
  const mail = { from: 'joe@elsewhere.example', recipients: [recipient], octets };
  const [answer] = await network.run(
    listenForMail(
      door,
      place,
      host,
      centre,
      () => 0,
      () => true,
    ).then(() =>
      sender.sendSmtp(mail, { host: '10.0.0.2', port: 2525, name: 'elsewhere.example' }),
    ),
  );
  return { answer, mails };
}

describe('mail from elsewhere', () => {
  it('is taken for those who are here', async () => {
    const { answer, mails } = await answerTo('401.001@centre.example');
    expect(answer).toEqual({ kind: 'accepted' });
    expect(mails).toMatchObject([{ recipients: ['401.001@centre.example'] }]);
  });

  it('is refused for others, and for a postmaster whom nobody named with how to name him', async () => {
    const unknown = await answerTo('401.002@centre.example');
    expect(unknown.answer).toMatchObject({ kind: 'permanent', status: '5.1.1' });
    const { answer } = await answerTo('Postmaster@Centre.example');
    expect(answer).toMatchObject({ status: '5.1.1' });
    expect(answer).toMatchObject({ reason: expect.stringContaining('in the users file') });
  });

  it('that is too long is refused with the bound', async () => {
    const { answer } = await answerTo('401.001@centre.example', 'too long');
    expect(answer).toMatchObject({
      kind: 'permanent',
      status: '5.3.4',
      reason: expect.stringContaining('37760 octets'),
    });
  });
});
