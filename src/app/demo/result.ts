/** What the demonstration gives: its shape, as programs see it. */
import type { Millis } from '../../core/units.ts';
import type { Crossing } from '../../platform/simulated/network.ts';
import type { Bitmap } from '../../rendering/bitmap.ts';
import type { DiscoverCoverage, FoundDevice } from '../discover/result.ts';

/** A host of the demonstration, and how it fared. */
export interface DemoHost {
  readonly name: string;
  readonly address: string;
  /** The share of datagrams that its link loses, 0 to 1. */
  readonly loss: number;
  /** Whether it answers at all. */
  readonly deaf: boolean;
  /** What was learned of it; absent when it was not found. */
  readonly device?: {
    readonly model: string;
    readonly mac: string;
    readonly answers: number;
  };
}

/** One datagram of the conversation. */
export interface DemoCrossing {
  /** Milliseconds since the beginning. */
  readonly at: Millis;
  readonly from: string;
  /** A host's name; each receiver of a broadcast has an entry of its own. */
  readonly to: string;
  readonly message: string;
  readonly fate: Crossing['fate'];
  readonly copy: boolean;
}

/** How the printed page looks, for terminals. */
export const PICTURE: unique symbol = Symbol('picture');

/** A page that was sent to a printer by ESC/P over IP. */
export interface DemoPrint {
  readonly from: string;
  readonly to: string;
  readonly address: string;
  readonly port: number;
  readonly model: string;
  /** Of the job. */
  readonly bytes: number;
  readonly pages: number;
  /** What stands on the page that came out. */
  readonly text: string;
  readonly [PICTURE]?: Bitmap;
}

export interface DemoResult {
  readonly seed: number;
  /** How long the discovery took, in virtual milliseconds. */
  readonly took: Millis;
  readonly hosts: readonly DemoHost[];
  readonly conversation: readonly DemoCrossing[];
  /** What `portolan discover` then makes of all that they say, by every protocol. */
  readonly devices: readonly FoundDevice[];
  readonly coverage: DiscoverCoverage;
  /** The end of the story. */
  readonly printed: DemoPrint;
}
