/** Watches that have hooks: a server that hears events, and doors that open for it. */
import { simulatedWeb, type SimulatedPage } from '../../src/platform/simulated/folders.ts';
import { NotFoundError } from '../../src/core/errors.ts';
import type { WebDoor } from '../../src/platform/platform.ts';
import type { HookEvent } from '../../src/app/watch/hooks/hook.ts';
import { listening, running } from './listeners.ts';
import { watched, type Changing, type WatchedOptions } from './watched.ts';

export const web = listening('tcp 0.0.0.0:80', running('nginx'));
export const database = listening('tcp 127.0.0.1:5432', running('postgres'));
const HOOK = 'https://hooks.example/secret-path';

/** A server that hears events; `answer` is asked at each. */
export function server(
  answer: (event: HookEvent, heard: number) => SimulatedPage | undefined = () => ({}),
) {
  const heard: HookEvent[] = [];
  const headers: Readonly<Record<string, string>>[] = [];
  const receive = (
    _: string,
    said: Readonly<Record<string, string>>,
    body: string | Uint8Array,
  ) => {
    const event = JSON.parse(String(body)) as HookEvent;
    heard.push(event);
    headers.push(said);
    return answer(event, heard.length);
  };
  return { heard, headers, web: simulatedWeb(() => undefined, receive) };
}

/** A server that takes what it is told and never answers. */
export const hanging: WebDoor = {
  get: () => Promise.reject(new Error('nobody asks it anything')),
  post: (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new NotFoundError('it does not answer')));
    }),
};

export const doorOpens = (machine: Changing) => {
  machine.at(1000, () => machine.listen(web));
  machine.at(20_000, () => machine.end());
};

export const hooked = (
  story: (machine: Changing) => void,
  options: WatchedOptions,
  ...begin: (typeof web)[]
) => watched(begin, story, { ...options, raw: { webhook: HOOK, ...options.raw } });

export const toldInShort = (events: readonly HookEvent[]) =>
  events.map(({ kind, port }) => `${kind} ${port}`);
