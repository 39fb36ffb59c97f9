import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import rejects from './vectors/rejects.json' with { type: 'json' };
import { decode } from './datagram.ts';

describe('vectors', () => {
  it.each(rejects)('refuses $name', ({ hex, rejects }) => {
    expect(decode(fromHex(hex))).toMatchObject({ ok: false, error: rejects });
  });
});
