import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { never } from '../../core/signal.ts';
import { NOBODY_LISTENS, simulatedListeners } from '../simulated/listeners.ts';
import { nodePlatform } from './platform.ts';

const here = new URL('.', import.meta.url);

describe('the real platform', () => {
  it('says which machine it is', () => {
    const { kind, host } = nodePlatform({ dataFolder: here });
    expect(kind).toBe('node');
    expect(host).toEqual({ name: hostname(), system: process.platform });
  });

  it('reads data from the folder it is given', () => {
    const { data } = nodePlatform({ dataFolder: here });
    expect(data.text('platform.test.ts')).toContain('reads data from the folder');
  });

  it('takes the listeners that it is given for those of this machine', async () => {
    const listeners = simulatedListeners();
    const platform = nodePlatform({ dataFolder: here, listeners });
    expect(await platform.listeners.collect(never)).toBe(NOBODY_LISTENS);
  });
});
