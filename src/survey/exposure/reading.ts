/** What a platform tells of its packet filter: the words of the system's own tools, not yet understood. */
import type { Family } from './address-set.ts';

/** What one tool printed. */
export type FirewallOutput =
  | {
      readonly tool: 'nft';
      /** Of `nft -j list ruleset`. */
      readonly json: string;
      /** Of `nft -a list ruleset`, to quote rules from. */
      readonly text?: string;
    }
  | {
      readonly tool: 'iptables-save';
      /** Whether the rules are in the kernel's older tables or in those of nftables. */
      readonly kernel: 'legacy' | 'nf_tables';
      readonly family: Family;
      readonly text: string;
    };

/** An address of one of this machine's interfaces, and how many of its bits the network shares. */
export interface LinkAddress {
  readonly name: string;
  readonly address: string;
  readonly prefix: number;
}

/** What a system's own tools print of its packet filter. */
export interface FirewallReading {
  readonly outputs: readonly FirewallOutput[];
  /** What could not be read and why, one sentence each. Empty: everything was. */
  readonly gaps: readonly string[];
  /** The exact command that would show more. */
  readonly remedy?: string;
  readonly links: readonly LinkAddress[];
}
