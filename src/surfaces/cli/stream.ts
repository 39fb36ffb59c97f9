/** What a live operation says, written while it says it: for programs, in lines, or as a picture. */
import pc from 'picocolors';
import type { Context, Emission, Input, Operation } from '../../app/operation.ts';
import { cancellation } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { Format } from '../formats.ts';
import { liveFormat, type Written } from '../live-formats.ts';
import type { Request } from './commands.ts';
import { complain } from './complain.ts';
import { openScreen } from './screen.ts';
import type { Happened, LiveView, ViewOptions } from './view.ts';
import { LIVE_VIEWS } from './views/live.ts';
import { hasTrueColour, heightOf, wantsColour, widthOf, type World } from './world.ts';

/** Where what is said goes. */
interface Listener {
  hear(emission: Emission): void;
  /** Somebody wants it to end: what is taken over is given back at once, whatever is still to be done. */
  leave?(): void;
  end(result: unknown): void;
  fail(message: string): void;
}

/**
 * Runs a live operation, or one that is written while it works, to its end, and gives its result. For programs the result is written too.
 * @throws UsageError when the output cannot be written; the operation is ended first
 */
export async function follow(
  request: Request,
  input: Input,
  context: Context,
  world: World,
): Promise<unknown> {
  const { operation, format } = request;
  const listener = format
    ? writer(format, operation.stream ?? operation.live!, world, openedOf(operation, context))
    : spectator(LIVE_VIEWS[operation.name]!, request, world);
  const { signal, cancel } = cancellation(context.signal);
  const leave = () => listener.leave?.();
  context.signal.addEventListener('abort', leave);
  let unwritable: unknown;
  const emit = (emission: Emission) => {
    if (emission.kind === 'progress') return context.emit(emission);
    try {
      listener.hear(emission);
    } catch (problem) {
      // Whoever emits has done nothing wrong, and may be in the middle of something.
      unwritable ??= problem;
      cancel();
    }
  };
  try {
    const result = await (operation.stream ?? operation).run(input, { ...context, signal, emit });
    if (unwritable) throw unwritable;
    listener.end(result);
    return result;
  } catch (problem) {
    if (!unwritable) listener.fail(problem instanceof Error ? problem.message : String(problem));
    throw problem;
  } finally {
    context.signal.removeEventListener('abort', leave);
    cancel();
  }
}

/** Nothing of what stands already when it has to end. */
const openedOf =
  ({ live }: Operation, { signal }: Context) =>
  (state: unknown) =>
    signal.aborted ? [] : (live?.opened?.(state) ?? []);

/** For programs: each row at once; notes, and where it stands, on standard error. */
function writer(
  kind: Format,
  live: Written,
  world: World,
  opened: (state: unknown) => readonly string[],
): Listener {
  const written = liveFormat(kind, live);
  let isOpen = false;
  const write = (text: string) => {
    if (text !== '') world.stdout.write(text);
  };
  return {
    hear(emission) {
      if (emission.kind === 'row') write(written.row(emission.row));
      if (emission.kind === 'note') complain(world, emission.text);
      if (emission.kind !== 'state' || isOpen) return;
      isOpen = true;
      for (const text of opened(emission.state)) complain(world, text);
    },
    end: (result) => write(written.end(result)),
    fail: (message) => write(written.fail(message)),
  };
}

/** For a person: a picture where there is a terminal and the operation has one, else line after line. */
function spectator(
  view: LiveView<unknown, unknown>,
  { colour, numeric, full }: Request,
  world: World,
): Listener {
  const colours = pc.createColors(wantsColour(world, colour));
  // Asked for each time: terminals change their size.
  const options = (): ViewOptions => ({
    width: widthOf(world),
    colours,
    numeric,
    full: full === true,
    isTerminal: world.stdout.isTTY === true,
    hasTrueColour: hasTrueColour(world),
  });
  const { screen } = view;
  const hasScreen = screen && world.stdout.isTTY === true && world.env['TERM'] !== 'dumb';
  return hasScreen ? painter({ ...view, screen }, options, world) : reporter(view, options, world);
}

function reporter(
  view: LiveView<unknown, unknown>,
  options: () => ViewOptions,
  world: World,
): Listener {
  let isFirst = true;
  let state: unknown;
  const write = (lines: readonly string[] = []) => {
    if (lines.length > 0) world.stdout.write(`${lines.join('\n')}\n`);
  };
  return {
    hear(emission) {
      if (emission.kind === 'row') write(view.row(emission.row, options(), state));
      if (emission.kind === 'note') complain(world, emission.text);
      if (emission.kind === 'state') state = emission.state;
      if (emission.kind !== 'state' || !isFirst) return;
      isFirst = false;
      write(view.first?.(emission.state, options()));
    },
    end() {},
    fail() {},
  };
}

/** More of what happened than any terminal shows. */
const REMEMBERED = 200;
/** More often, nobody sees it. */
const BETWEEN: Millis = 100;

function painter(
  view: Required<Pick<LiveView<unknown, unknown>, 'row' | 'screen'>>,
  options: () => ViewOptions,
  world: World,
): Listener {
  const { clock } = world.platform;
  const screen = openScreen(world.stdout);
  const happened: Happened<unknown>[] = [];
  let state: unknown;
  let last = -Infinity;
  let forgetAlarm: (() => void) | undefined;
  const paint = () => {
    forgetAlarm?.();
    forgetAlarm = undefined;
    last = clock.now();
    const height = heightOf(world);
    // Lines may wrap on very narrow terminals; a picture that does is none.
    const width = world.stdout.columns || options().width;
    const lines = view.screen({ state, happened }, { ...options(), width, height });
    screen.draw(lines.slice(0, height));
  };
  const paintSoon = () => {
    if (clock.now() >= last + BETWEEN) paint();
    else forgetAlarm ??= clock.wakeAt(last + BETWEEN, paint);
  };
  const ignoreSize = world.stdout.onResize?.(() => {
    screen.forget();
    paintSoon();
  });
  let isOpen = true;
  /** Where the terminal keeps it. */
  const write = (one: Happened<unknown>) => {
    if ('note' in one) complain(world, one.note);
    else
      world.stdout.write(
        view
          .row(one.row, options())
          .map((line) => `${line}\n`)
          .join(''),
      );
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    ignoreSize?.();
    forgetAlarm?.();
    screen.close();
    for (const one of happened) write(one);
  };
  const happens = (one: Happened<unknown>) => {
    if (!isOpen) return write(one);
    happened.push(one);
    if (happened.length > REMEMBERED) happened.shift();
  };
  return {
    hear(emission) {
      if (emission.kind === 'state') state = emission.state;
      if (emission.kind === 'row') happens({ row: emission.row });
      if (emission.kind === 'note') happens({ note: emission.text });
      if (isOpen) paintSoon();
    },
    leave: close,
    end: close,
    fail: close,
  };
}
