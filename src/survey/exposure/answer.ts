/** The words in which a firewall's answer is given. */

/**
 * What the packet filter says of somebody outside who knocks: everybody gets in, nobody does, some do or
 * it hangs on something, or it could not be told.
 */
export const ANSWERS = ['open', 'blocked', 'partly', 'not determined'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What the packet filter says of a door, and why. */
export interface FirewallAnswer {
  readonly answer: Answer;
  /** Whose rules decided: `ufw`, `firewalld`, `nftables`, `iptables`, `Docker` … Absent when none did. */
  readonly by?: string;
  /** One sentence. */
  readonly why: string;
  /** The rule that decided, as its tool writes it, and where it stands. */
  readonly rule?: string;
}
