import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { readSmartHost, smartHostText, type SmartHost } from './smart-host.ts';

const login = { user: 'ann@example.org', password: 'pw' };

describe('the mail server that takes all our mail', () => {
  it.each<[text: string, meant: SmartHost, shown: string]>([
    ['127.0.0.1:25', { host: '127.0.0.1', port: 25 }, '127.0.0.1:25'],
    ['[::1]:2525', { host: '::1', port: 2525 }, '[::1]:2525'],
    ['smtp://mail.lan', { host: 'mail.lan', port: 25 }, 'mail.lan:25'],
    [
      'smtp://ann%40example.org@mail.lan',
      { host: 'mail.lan', port: 587, tls: 'required', login },
      'smtp://ann%40example.org@mail.lan:587',
    ],
    [
      'SMTPS://ann@example.org@mail.lan/',
      { host: 'mail.lan', port: 465, tls: 'implicit', login },
      'smtps://ann%40example.org@mail.lan:465',
    ],
    ['smtps://[::1]:4650', { host: '::1', port: 4650, tls: 'implicit' }, 'smtps://[::1]:4650'],
  ])('%s', (text, meant, shown) => {
    const read = readSmartHost(text, 'pw');
    expect(read).toEqual(meant);
    expect(smartHostText(read)).toBe(shown);
  });

  it.each([
    ['mail.lan', 'a mail server with its port'],
    ['', 'a mail server with its port'],
    ['http://mail.lan', 'a mail server with its port'],
    ['127.0.0.1:0', 'a mail server with its port'],
    ['mail.lan:65536', 'a mail server with its port'],
    ['smtp://@mail.lan', 'a mail server with its port'],
    ['smtp://mail.lan/inbox', 'a mail server with its port'],
    ['ann@mail.lan:25', 'a mail server with its port'],
    ['smtps://ann%4@mail.lan', 'write % as %25'],
    ['smtps://ann:secret@mail.lan', 'put it into PORTOLAN_SMTP_PASSWORD instead'],
  ])('is not "%s"', (text, why) => {
    const read = () => readSmartHost(text, 'pw');
    expect(read).toThrow(UsageError);
    expect(read).toThrow(why);
    expect(read).not.toThrow('secret');
  });

  it('wants the password of a user, and none otherwise', () => {
    expect(() => readSmartHost('smtps://ann@mail.lan', undefined)).toThrow(/is missing/);
    expect(() => readSmartHost('smtps://ann@mail.lan', '')).toThrow(UsageError);
    expect(readSmartHost('smtps://mail.lan', undefined)).not.toHaveProperty('login');
  });
});
