/** Names, by this machine's own resolver: only those that need no network. */
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import { nodeNames } from './names.ts';

describe('a name', () => {
  it('of this machine has its loopback addresses', async () => {
    const found = await nodeNames().resolve('localhost', never);
    expect(found.length).toBeGreaterThan(0);
    expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining([...found]));
  });

  it('that is an address is that address', async () => {
    expect(await nodeNames().resolve('192.0.2.9', never)).toEqual(['192.0.2.9']);
  });

  it('that nobody can have is not found, whoever is asked (RFC 6761, section 6.4)', async () => {
    const asked = nodeNames().resolve('printer.invalid', never);
    await expect(asked).rejects.toThrow(NotFoundError);
    await expect(asked).rejects.toThrow(/^(?:no host is called )?"printer\.invalid"/);
  });

  it('is not waited for by whoever has stopped', async () => {
    const { signal, cancel } = cancellation();
    const asked = nodeNames().resolve('localhost', signal);
    cancel();
    await expect(asked).rejects.toThrow('nobody said in time where "localhost" is');
  });
});
