/** What is live, at the command line: rows at once, a whole document at the end, however it ends. */
import { describe, expect, it } from 'vitest';
import { machine } from '../../../test/support/command.ts';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { BOUNDS, bounded } from '../../app/live.ts';
import type { Context, Operation } from '../../app/operation.ts';
import { UsageError } from '../../core/errors.ts';
import { cancellation, never, type CancelSignal } from '../../core/signal.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import type { Format } from '../formats.ts';
import type { Request } from './commands.ts';
import { follow } from './stream.ts';
import { LIVE_VIEWS } from './views/live.ts';
import type { World } from './world.ts';

/** Says a number each second; fails after `failAfter` of them. */
const counting = (failAfter = Infinity): Operation => ({
  name: 'counting',
  summary: 'a number each second',
  reach: 'nothing',
  parameters: BOUNDS,
  output: { type: 'object' },
  live: { list: 'numbers', row: (emitted) => ({ number: emitted as number, text: 'a|b,"c"' }) },
  async run(input, context) {
    const bounds = bounded(input, context);
    const { clock } = context.platform;
    let said = 0;
    await new Promise<void>((resolve, reject) => {
      const { signal, emit } = bounds.context;
      const say = () => {
        if (signal.aborted) return;
        if (said === failAfter) return reject(new UsageError('this is enough'));
        emit({ kind: 'note', text: `\u001b[31m${said}` });
        said += 1;
        emit({ kind: 'row', row: said });
        clock.wakeAt(clock.now() + 1000, say);
      };
      signal.addEventListener('abort', resolve);
      emit({ kind: 'state', state: 'ready' });
      if (signal.aborted) resolve();
      else say();
    });
    bounds.close();
    return { said, endedBy: bounds.endedBy() };
  },
  items: () => [],
  rows: () => [],
});

interface Asked {
  readonly format?: Format;
  readonly input?: Readonly<Record<string, number>>;
  readonly operation?: Operation;
  readonly signal?: CancelSignal;
  /** What the output does with a text; throws when it cannot be written. */
  readonly write?: (text: string) => void;
  readonly terminal?: { columns: number; rows: number };
  readonly onResize?: (listener: () => void) => () => void;
}

/** Follows the operation in virtual time; gives what was written, write by write. */
async function followed({ format, input = {}, operation = counting(), ...asked }: Asked = {}) {
  const network = createNetwork({ seed: 1 });
  const platform = {
    ...network.host('box', { addresses: ['192.168.1.5/24'] }),
    data: machine().data,
  };
  const writes: string[] = [];
  let err = '';
  const write = (text: string) => {
    asked.write?.(text);
    writes.push(text);
  };
  const world: World = {
    platform,
    stdout: asked.terminal
      ? Object.assign(asked.terminal, {
          write,
          isTTY: true,
          ...(asked.onResize && { onResize: asked.onResize }),
        })
      : { write },
    stderr: { write: (text) => (err += text) },
    env: {},
    signal: asked.signal ?? never,
    version: '1.2.3',
  };
  const request: Request = {
    operation,
    raw: {},
    strict: false,
    numeric: false,
    ...(format && { format }),
  };
  const context: Context = {
    platform,
    atlas: shippedAtlas(),
    signal: world.signal,
    emit() {},
  };
  const result = await network
    .run(follow(request, input, context, world))
    .then((value) => ({ value }))
    .catch((problem: unknown) => ({ problem }));
  return { result, writes, out: writes.join(''), err, took: network.clock.now() };
}

describe('for programs', () => {
  it('each row is written when it comes', async () => {
    const { writes, result } = await followed({ format: 'ndjson', input: { count: 3 } });
    expect(writes).toEqual(['1\n', '2\n', '3\n']);
    expect(result).toEqual({ value: { said: 3, endedBy: 'count' } });
  });

  it.each(['ndjson', 'json', 'csv', 'markdown'] as const)(
    'where it stands is said on standard error once, beside %s',
    async (format) => {
      const plain = counting(0);
      const opened = (state: unknown) => [`it is ${String(state)}`, 'and empty'];
      const operation = { ...plain, live: { ...plain.live!, opened } };
      const { out, err } = await followed({ format, operation });
      expect([out, err]).toEqual(['', 'portolan: it is ready\nportolan: and empty\n']);
    },
  );

  it('ends after its time', async () => {
    const { writes, result, took } = await followed({ format: 'ndjson', input: { for: 2 } });
    expect(result).toEqual({ value: { said: 2, endedBy: 'time' } });
    expect(writes).toHaveLength(2);
    expect(took).toBe(2000);
  });

  it.each([0, 1, 4])('%i rows and the result are one JSON document', async (count) => {
    const { signal, cancel } = cancellation();
    if (count === 0) cancel();
    const { out } = await followed({
      format: 'json',
      input: count === 0 ? {} : { count },
      signal,
    });
    expect(JSON.parse(out)).toEqual({
      numbers: Array.from({ length: count }, (_, i) => i + 1),
      said: count,
      endedBy: count === 0 ? 'signal' : 'count',
    });
    expect(out.endsWith('}\n')).toBe(true);
  });

  it('a document that was begun is closed after a failure, and says so', async () => {
    const { out, result } = await followed({ format: 'json', operation: counting(2) });
    expect(JSON.parse(out)).toEqual({ numbers: [1, 2], error: { message: 'this is enough' } });
    expect(result).toEqual({ problem: new UsageError('this is enough') });
  });

  it('a failure before the first row leaves nothing behind', async () => {
    const { out } = await followed({ format: 'json', operation: counting(0) });
    expect(out).toBe('');
  });

  it('tables have their head before their first row', async () => {
    const csv = await followed({ format: 'csv', input: { count: 2 } });
    expect(csv.writes).toEqual(['number,text\r\n1,"a|b,""c"""\r\n', '2,"a|b,""c"""\r\n']);
    const markdown = await followed({ format: 'markdown', input: { count: 2 } });
    expect(markdown.writes).toEqual([
      '| number | text |\n| --- | --- |\n| 1 | a\\|b,"c" |\n',
      '| 2 | a\\|b,"c" |\n',
    ]);
  });

  it('notes go to standard error, harmless', async () => {
    const { err } = await followed({ format: 'ndjson', input: { count: 2 } });
    expect(err).toBe('portolan: \ufffd[31m0\nportolan: \ufffd[31m1\n');
  });

  it('an output that takes no more ends the operation, and is told of', async () => {
    let room = 2;
    const full = new UsageError('the output cannot be written (no space)');
    const write = () => {
      if (room-- === 0) throw full;
    };
    const { result, writes } = await followed({ format: 'ndjson', write });
    expect(result).toEqual({ problem: full });
    expect(writes).toEqual(['1\n', '2\n']);
  });
});

describe('for people', () => {
  const views = LIVE_VIEWS as Record<string, (typeof LIVE_VIEWS)[string]>;

  it('lines follow each other where there is no terminal', async () => {
    views['counting'] = {
      first: (state) => [`It is ${String(state)}.`],
      row: (row) => [`- ${String(row)}`],
      screen: () => ['a picture'],
    };
    const { out, err } = await followed({ input: { count: 2 } });
    expect(out).toBe('It is ready.\n- 1\n- 2\n');
    expect(err).toContain('[31m1');
  });

  it('a terminal gets pictures no higher than it is, and is given back with what happened', async () => {
    views['counting'] = {
      row: (row) => [`- ${String(row)}`],
      screen: ({ happened }, { height, width }) => [
        `${width} x ${height}`,
        ...Array.from({ length: 99 }, () => `${happened.length} happened`),
      ],
    };
    const { out, writes } = await followed({
      input: { count: 3 },
      terminal: { columns: 50, rows: 10 },
    });
    expect(writes[0]).toBe('\u001b[?1049h\u001b[?25l');
    const pictures = writes.filter((text) => text.startsWith('\u001b[H'));
    expect(pictures[0]).toContain('50 x 10');
    expect(pictures.every((text) => text.split('\n').length === 10)).toBe(true);
    expect(new Set(pictures).size).toBe(pictures.length);
    expect(out.endsWith('\u001b[?25h\u001b[?1049l- 1\n- 2\n- 3\n')).toBe(true);
  });

  it('the terminal is given back as soon as one wants to go, and what comes later is a line', async () => {
    views['counting'] = { row: (row) => [`- ${String(row)}`], screen: () => ['a picture'] };
    const { signal, cancel } = cancellation();
    /** Has something to do when it is to end: hooks that are still to be told. */
    const tidy: Operation = {
      ...counting(),
      async run(_, { platform, signal: end, emit }) {
        emit({ kind: 'row', row: 1 });
        platform.clock.wakeAt(2000, cancel);
        await new Promise<void>((resolve) => end.addEventListener('abort', resolve));
        await new Promise<void>((resolve) => void platform.clock.wakeAt(5000, resolve));
        emit({ kind: 'row', row: 2 });
        emit({ kind: 'state', state: 'late' });
        return {};
      },
    };
    const { writes, took } = await followed({
      operation: tidy,
      signal,
      terminal: { columns: 50, rows: 10 },
    });
    expect(took).toBe(5000);
    expect(writes.slice(-3)).toEqual(['\u001b[?25h\u001b[?1049l', '- 1\n', '- 2\n']);
  });

  it('another size of the terminal is another picture', async () => {
    const terminal = { columns: 50, rows: 10 };
    let resized = () => {};
    views['counting'] = {
      row: () => [],
      screen: (_, { width, height }) => [`${width} x ${height}`],
    };
    const { writes } = await followed({
      input: { for: 5 },
      terminal,
      onResize: (listener) => {
        resized = listener;
        return () => (resized = () => {});
      },
      operation: {
        ...counting(),
        async run(input, context) {
          context.platform.clock.wakeAt(2500, () => {
            Object.assign(terminal, { columns: 10, rows: 3 });
            resized();
          });
          return counting().run(input, context);
        },
      },
    });
    const pictures = writes.filter((text) => text.startsWith('\u001b[H'));
    expect(pictures.map((text) => /\d+ x \d+/.exec(text)![0])).toEqual(['50 x 10', '10 x 3']);
  });
});
