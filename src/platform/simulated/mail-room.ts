/** Where one simulated host takes mail: the rules of SMTP that both doors keep, without its dialogue. */
import {
  ACCEPTED,
  isNear,
  MAX_MAIL,
  MAX_RECIPIENTS,
  MAX_SENDERS,
  type Mail,
  type MailAnswer,
  type MailOutcomes,
  type MailPeer,
  type MailTaker,
  type SmtpListenOptions,
} from '../mail.ts';
import { permanent, temporary } from '../mail-sending.ts';

/** A port that takes mail. */
export class MailRoom {
  /** Senders that are being served. */
  private senders = 0;
  private open = true;

  constructor(
    private readonly options: SmtpListenOptions,
    private readonly taker: MailTaker,
  ) {}

  /** Takes a message as a server does: first its recipients, each by itself, then the whole for those that it wants. */
  async take(mail: Mail, peer: MailPeer): Promise<MailOutcomes> {
    const all = (answer: MailAnswer) => mail.recipients.map(() => answer);
    const { admits = isNear } = this.taker;
    if (!this.open) return all(temporary('4.3.2', 'not taking mail'));
    if (!admits(peer.remote.address)) return all(permanent('5.7.1', 'not for you'));
    const { connections = MAX_SENDERS, size = MAX_MAIL } = this.options;
    if (this.senders >= connections) return all(temporary('4.3.2', 'too many senders'));
    if (mail.octets.length > size) return all(permanent('5.3.4', 'too long'));
    this.senders++;
    try {
      return await this.serve(mail, peer);
    } finally {
      this.senders--;
    }
  }

  close(): void {
    this.open = false;
  }

  private async serve(mail: Mail, peer: MailPeer): Promise<MailOutcomes> {
    const { recipients: most = MAX_RECIPIENTS } = this.options;
    const { recipients, from, octets } = mail;
    const asked = await Promise.all(
      recipients.map((address) => answered(() => this.taker.recipient(address, from, peer))),
    );
    const wanted = recipients.filter((_, place) => asked[place]!.kind === 'accepted');
    const taken = [...new Set(wanted)].slice(0, most);
    const outcomes = asked.map((answer, place) =>
      answer.kind === 'accepted' && !taken.includes(recipients[place]!)
        ? temporary('4.5.3', 'too many recipients')
        : answer,
    );
    if (taken.length === 0) return outcomes;
    const whole = { from, recipients: taken, octets: octets.slice() };
    const verdict = await answered(() => this.taker.message(whole, peer));
    return outcomes.map((answer) => (answer.kind === 'accepted' ? verdict : answer));
  }
}

/** Trouble of the one who decides is trouble of ours. */
async function answered(decide: () => Promise<MailAnswer>): Promise<MailAnswer> {
  try {
    const answer = await decide();
    return answer.kind === 'accepted' ? ACCEPTED : answer;
  } catch {
    return temporary('4.3.0', 'trouble here; try again later');
  }
}
