/** How a result looks to a person: an operation's own view, or lines of text. */
import type pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;
export type Formatter = (text: string) => string;

export interface ViewOptions {
  readonly width: number;
  readonly colours: Colours;
  /** As in `ss -n`: numbers alone, no service names. */
  readonly numeric: boolean;
  /** Everything of each thing, where a line would do. */
  readonly full?: boolean;
  /** Whether somebody looks at it as it is written. */
  readonly isTerminal?: boolean;
  /** Whether colours may be any of 16 million, where there are colours. */
  readonly hasTrueColour?: boolean;
}

/** Lines without their ends. */
export type View<Result> = (result: Result, options: ViewOptions) => readonly string[];

/** How a live operation looks to a person while it goes on. When it has ended, its {@link View} speaks. */
export interface LiveView<Row, State> {
  /** Where lines follow each other: what the first state is worth. */
  readonly first?: (state: State, options: ViewOptions) => readonly string[];
  /** Where lines follow each other: a row, as it comes, and how things stand as far as that was told. */
  readonly row: (row: Row, options: ViewOptions, state?: State) => readonly string[];
  /** Where there is a terminal: all of it, drawn anew. Absent: lines there too. */
  readonly screen?: (seen: Seen<Row, State>, options: ScreenOptions) => readonly string[];
}

export interface ScreenOptions extends ViewOptions {
  /** Lines of the terminal; what is beyond them is not shown. */
  readonly height: number;
}

/** What there is to draw. */
export interface Seen<Row, State> {
  readonly state?: State;
  /** What happened last, oldest first. */
  readonly happened: readonly Happened<Row>[];
}

/** A row, or a note that stands among them. */
export type Happened<Row> = { readonly row: Row } | { readonly note: string };
