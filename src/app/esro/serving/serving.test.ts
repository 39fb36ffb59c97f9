/** `esro serve` on the simulated network: whom it hears, and what it tells. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas } from '../../../../test/support/shipped.ts';
import { cancellation } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { readInput } from '../../parameters.ts';
import { openEndpoint } from '../endpoint.ts';
import { esroServe } from '../serve.ts';
import type { ServeResult } from '../serving/event.ts';

const OWN = '192.168.1.5';

/** What is told when somebody at `from` asks the echo for `hello`, and whether an answer came. */
async function asked(from: string, ...words: [string, string | boolean][]) {
  const network = createNetwork({ seed: 1 });
  const platform = network.host('box', { addresses: [`${OWN}/24`] });
  const other = network.host('other', { addresses: [`${from}/24`] });
  const end = cancellation();
  const rows: unknown[] = [];
  const raw = { service: 'echo', listen: OWN, ...Object.fromEntries(words) };
  let isOpen = () => {};
  const opened = new Promise<void>((resolve) => (isOpen = resolve));
  const serving: Promise<ServeResult> = esroServe.run(readInput(esroServe.parameters, raw), {
    platform,
    atlas: shippedAtlas(),
    signal: end.signal,
    emit(emission) {
      if (emission.kind === 'state') isOpen();
      if (emission.kind === 'row') rows.push(emission.row);
    },
  });
  await opened;
  const client = await network.run(openEndpoint(other, { address: from }));
  const hello = new TextEncoder().encode('hello');
  const answer = await network.run(
    client.invoke(OWN, 11, 1, hello).then(
      ({ result }) => new TextDecoder().decode(result),
      (problem: Error) => problem.message,
    ),
  );
  end.cancel();
  return { answer, rows, result: await serving };
}

describe('a performer', () => {
  it('answers its own network, and tells of it', async () => {
    const { answer, rows, result } = await asked('192.168.1.77');
    expect(answer).toBe('hello');
    expect(rows).toMatchObject([
      {
        event: 'call',
        service: 'echo',
        sap: 11,
        name: 'echo',
        asked: '5 octets',
        outcome: 'result',
      },
    ]);
    expect(result).toMatchObject({ address: OWN, port: 259, results: 1, strangers: 0, sources: 1 });
  });

  it('does not hear strangers, unless it may', async () => {
    const strange = await asked('203.0.113.9');
    expect(strange.answer).toContain('does not answer');
    expect(strange.rows).toEqual([]);
    expect(strange.result).toMatchObject({ results: 0, strangers: 9 });
    const allowed = await asked('203.0.113.9', ['allow-public', true]);
    expect([allowed.answer, allowed.result.strangers]).toEqual(['hello', 0]);
  });
});
