/** What was heard at a port when it was asked who it is. */

/** We spoke with it, or it spoke, and this is what it is. Every text is fit to be shown. */
export interface Sighting {
  /** The service it speaks, by the registry's short name where it has one: `ssh`. */
  readonly service: string;
  readonly product?: string;
  readonly version?: string;
  /** What was heard that says so, shortened. */
  readonly evidence: string;
  /** `greeting`: it spoke first. Else the protocol whose first words it answered: `http`. */
  readonly how: string;
  /** Other servers say such things too. */
  readonly likely?: boolean;
}

/** What came of asking one door. */
export type Hearing =
  | { readonly kind: 'sighting'; readonly sighting: Sighting }
  /** It said nothing that any protocol here knows. `evidence` when it said anything. */
  | { readonly kind: 'unclear'; readonly evidence?: string }
  /** We kept silent, and it did not speak first. */
  | { readonly kind: 'silent'; readonly why: Restraint }
  /** No connection came about. */
  | { readonly kind: 'unreachable'; readonly why: string };

/** Why nothing was written. */
export type Restraint =
  /** the port is one where bytes become print */
  | 'print port'
  /** the port is a device's, and nothing is known that could be said to it without harm */
  | 'device port'
  /** this machine is called a printer, and the port did not say what it speaks */
  | 'printer'
  /** it passes on to who knows whom */
  | 'relay';
