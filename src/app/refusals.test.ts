import { expect, it } from 'vitest';
import { bindError, type BindFailure } from '../platform/bind-error.ts';
import { onAnotherPort } from './refusals.ts';

it.each<[failure: BindFailure, port: number, words: string[]]>([
  ['taken', 259, ['Or on another port: portolan x --port 2590']],
  ['taken', 2590, ['Or on another port: portolan x --port 2591']],
  ['not permitted', 259, ['Or on another port: portolan x --port 2590']],
  ['not own', 2590, []],
  ['no family', 2590, []],
])('of a door that is %s at %i another port is told where it helps', (failure, port, words) => {
  const address = '127.0.0.1';
  const error = bindError(failure, 'UDP', { address, port });
  expect(onAnotherPort({ transport: 'udp', port, address, error }, 'portolan x', 2590)).toEqual(
    words,
  );
});
