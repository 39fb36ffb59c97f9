import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { ask } from '../../platform/run-web.ts';
import { never } from '../../core/signal.ts';
import { simulatedWeb } from '../../platform/simulated/folders.ts';
import { encodeGetResponse } from './encode.ts';
import { metadataQuestion, type MetadataOutcome } from './metadata-client.ts';
import { decode } from './wire.ts';

const address = 'http://192.0.2.10:80/WSD/DEVICE';
const question = { endpoint: 'urn:uuid:1', address, random: seededRandom(1) };

/** Asks a device that answers with `answer`; undefined: it is silent. */
async function outcome(answer: (body: Uint8Array) => Uint8Array | undefined) {
  const web = simulatedWeb(undefined, (_, __, body) => {
    const said = answer(body as Uint8Array);
    return said && { body: said };
  });
  const told: MetadataOutcome[] = [];
  const platform = { web, clock: { now: () => 0, wallTime: () => 0, wakeAt: () => () => {} } };
  await ask(metadataQuestion(question), platform, {
    signal: never,
    patience: 1000,
    tell: (event) => void told.push(event),
  });
  expect(told).toHaveLength(1);
  return told[0]!;
}

function identifierOf(body: Uint8Array): string {
  const decoded = decode(body);
  if (!decoded.ok) throw new Error(decoded.error.message);
  expect(decoded.message).toMatchObject({ kind: 'Get', to: 'urn:uuid:1' });
  return decoded.message.messageId!;
}

describe('asking a device what it is', () => {
  const metadata = { modelName: 'ET-2760', serial: 'X1YZ000000' };
  const response = (relatesTo: string) =>
    encodeGetResponse({ version: '2005/04', messageId: 'urn:uuid:9', relatesTo }, metadata);

  it('gives what it says', async () => {
    expect(await outcome((body) => response(identifierOf(body)))).toEqual({
      kind: 'described',
      metadata: { ...metadata, hosted: [] },
    });
  });

  it('takes no answer to somebody else', async () => {
    expect(await outcome(() => response('urn:uuid:other'))).toMatchObject({ kind: 'refused' });
  });

  it('says when it is no answer, and when there is none', async () => {
    const page = new TextEncoder().encode('<html></html>');
    expect(await outcome(() => page)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('no metadata'),
    });
    expect(await outcome(() => undefined)).toMatchObject({ kind: 'silent' });
  });

  it.each(['http://192.0.2.10:9100/', 'http://192.0.2.10:515/', 'ftp://192.0.2.10/', ''])(
    'asks nothing at %j',
    (where) => {
      expect(() => metadataQuestion({ ...question, address: where })).toThrow(UsageError);
    },
  );
});
