/**
 * Messages of the Internet and of EMSD, each as the other (RFC 2524 demands a faithful round trip and says no more; the
 * words and the order are those of the reference implementation).
 *
 * From the Internet:
 * - From is the originator, Sender the sender where it is another; To, Cc and Bcc are the recipients, in this order; who is
 *   on the envelope alone is a blind copy. `401.001@host` is the subscriber 401001, his name the name.
 * - Date is the submission time, its zone is lost. Message-ID is the message's id where there is room for it.
 * - MIME headers have fields; every other header is an extension, in order. So is a header that its field cannot hold
 *   whole (a long subject, groups, comments): the field has as much as fits, the extension all.
 * - What is not ASCII in headers becomes encoded words (RFC 2047) or is refused. Lines end with LF.
 * - What has no room at all is refused, with a reason: more than 64 extensions, 256 recipients or 65,535 octets, an
 *   address of more than 127.
 *
 * To the Internet all of that backwards. A local message id is `<EMSD.tttttttt.nnnnnnnn@host>`. Nothing that comes from a
 * device can begin a header of its own; a control character in a field is refused.
 */
export { mailOfAddress, numberOfMail } from './mail/addresses.ts';
export { ipmOfMail, type CrossedIn, type MailEnvelope } from './mail/from-mail.ts';
export { mailIdOf } from './mail/message-id.ts';
export type { MailRefusal } from './mail/refusal.ts';
export {
  mailOfIpm,
  wholeFields,
  type CrossedOut,
  type IpmFacts,
  type MailForm,
} from './mail/to-mail.ts';
