/** Mail by packages that are loaded when it is first taken or sent. */
import type { MailDoor } from '../../mail.ts';

export function nodeMail(): MailDoor {
  return {
    listenSmtp: async (options, taker) => (await import('./listen.ts')).listen(options, taker),
    sendSmtp: async (mail, options) => (await import('./send.ts')).send(mail, options),
  };
}
