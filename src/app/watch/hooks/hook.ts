/** Who else is told of what a watch finds: a program, a web address, the desktop. */
import type { CancelSignal } from '../../../core/signal.ts';
import type { Millis } from '../../../core/units.ts';
import type { WatchRow } from '../row.ts';

/** What hooks are told: the row, and whose it is. */
export interface HookEvent extends WatchRow {
  readonly host: string;
  /** The program's name, as the survey says it; absent where none was seen. */
  readonly program?: string;
  /** It stands for so many others as well, which came at the same time. */
  readonly more?: number;
}

export interface Hook {
  /** Tells hooks apart, after a restart too; no secret is in it. */
  readonly target: string;
  /** For sentences: *the webhook at hooks.example*. */
  readonly name: string;
  /** Whether an event is still worth telling after a restart. */
  readonly lasting: boolean;
  /** As many events at once as it should be told of one by one; absent: all. */
  readonly most?: number;
  /**
   * Looks whether there is anybody to tell, before anything has happened; absent where only telling shows it.
   * @throws UsageError when there is nobody
   */
  check?(): Promise<void>;
  /** Tells it. May be called again with the same event. */
  tell(event: HookEvent, signal: CancelSignal): Promise<Told>;
}

/** How that went. */
export type Told =
  | { readonly kind: 'told' }
  /** Try again; not before `after` has passed, when that is said. */
  | { readonly kind: 'later'; readonly why: string; readonly after?: Millis }
  /** This event is not wanted, and hardly will be. */
  | { readonly kind: 'refused'; readonly why: string }
  /** There is nobody to tell anything. */
  | { readonly kind: 'nobody'; readonly why: string };
