/** Debian's browser without a window, driven over a pipe by its own protocol (CDP): no port is opened for it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

interface Told {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export interface Looks {
  /** Pixels of the style sheet. */
  readonly width: number;
  readonly dark?: boolean;
}

/** One tab. */
export interface Tab {
  open(address: string): Promise<void>;
  look(looks: Looks): Promise<void>;
  /** What an expression gives in the page, as JSON; the page's own policy does not hold for it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses a key: `Tab`, `Enter`. */
  press(key: 'Tab' | 'Enter'): Promise<void>;
  /** What the browser complained of: the policy was broken, something was not found. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const KEYS = { Tab: { code: 9, text: '' }, Enter: { code: 13, text: '\r' } } as const;

/** Starts it inside a network namespace, whence it reaches nobody else. */
export async function chromiumIn(namespace: string, folder: string): Promise<Tab> {
  const words = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const child = spawn(
    'ip',
    ['netns', 'exec', namespace, 'chromium', ...words, ...quiet].concat(
      `--user-data-dir=${folder}`,
      '--remote-debugging-pipe',
      'about:blank',
    ),
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const pipe = talk(child);
  const { targetInfos } = (await pipe.call('Target.getTargets')) as {
    targetInfos: { targetId: string; type: string }[];
  };
  const targetId = targetInfos.find(({ type }) => type === 'page')!.targetId;
  const attached = await pipe.call('Target.attachToTarget', { targetId, flatten: true });
  const sessionId = attached['sessionId'] as string;
  const call = (method: string, params = {}) => pipe.call(method, params, sessionId);
  const complaints: string[] = [];
  pipe.hear('Log.entryAdded', ({ entry }) => complaints.push((entry as { text: string }).text));
  for (const domain of ['Page', 'Log', 'Runtime']) await call(`${domain}.enable`);
  return {
    complaints,
    async open(url) {
      const loaded = pipe.next('Page.loadEventFired');
      await call('Page.navigate', { url });
      await loaded;
    },
    async look({ width, dark = false }) {
      const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
      await call('Emulation.setDeviceMetricsOverride', size);
      const value = dark ? 'dark' : 'light';
      const features = [{ name: 'prefers-color-scheme', value }];
      await call('Emulation.setEmulatedMedia', { features });
    },
    async evaluate<T>(expression: string) {
      const answer = await call('Runtime.evaluate', { expression, returnByValue: true });
      if (answer['exceptionDetails']) throw new Error(JSON.stringify(answer['exceptionDetails']));
      return (answer['result'] as { value: T }).value;
    },
    async press(key) {
      const { code, text } = KEYS[key];
      const event = { key, code: key, windowsVirtualKeyCode: code };
      await call('Input.dispatchKeyEvent', { ...event, type: 'keyDown', ...(text && { text }) });
      await call('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    },
    async close() {
      const exited = once(child, 'exit');
      await pipe.call('Browser.close').catch(() => undefined);
      await exited;
    },
  };
}

/** Messages are JSON, a zero byte after each. */
function talk(child: ChildProcess) {
  const [, , , writer, reader] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (told: Told) => void>();
  const hearers: { method: string; hear: (params: Record<string, unknown>) => void }[] = [];
  let rest = '';
  let last = 0;
  // A browser that is gone answers nothing more.
  const gone = { error: { message: 'the browser has ended' } };
  child.on('exit', () => waiting.forEach((answer) => answer(gone)));
  reader.setEncoding('utf8').on('data', (text: string) => {
    const pieces = (rest + text).split('\0');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) take(JSON.parse(piece) as Told);
  });
  function take(told: Told) {
    if (told.id !== undefined) waiting.get(told.id)?.(told);
    for (const { method, hear } of hearers) if (method === told.method) hear(told.params ?? {});
  }
  const hear = (method: string, hearer: (params: Record<string, unknown>) => void) =>
    void hearers.push({ method, hear: hearer });
  return {
    hear,
    next: (method: string) => new Promise((resolve) => hear(method, resolve)),
    call(method: string, params = {}, sessionId?: string): Promise<Record<string, unknown>> {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result = {}, error }) => {
          waiting.delete(id);
          if (error) reject(new Error(`${method}: ${error.message}`));
          else resolve(result);
        });
        writer.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    },
  };
}
