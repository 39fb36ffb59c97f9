/** How a result looks to a person: an operation's own view, or lines of text. */
import type pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;
export type Formatter = (text: string) => string;

export interface ViewOptions {
  readonly width: number;
  readonly colours: Colours;
  /** As in `ss -n`: numbers alone, no service names. */
  readonly numeric: boolean;
}

/** Lines without their ends. */
export type View<Result> = (result: Result, options: ViewOptions) => readonly string[];
