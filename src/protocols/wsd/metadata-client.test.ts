import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import type { WebInput } from '../../core/web-machine.ts';
import { encodeGetResponse } from './encode.ts';
import { metadataQuestion, type MetadataOutcome } from './metadata-client.ts';
import { decode } from './wire.ts';

const address = 'http://192.0.2.10:80/WSD/DEVICE';
const question = { endpoint: 'urn:uuid:1', address, random: seededRandom(1) };

/** Asks a device that answers with `answer`; undefined: it is silent. */
function outcome(answer: (body: Uint8Array) => Uint8Array | undefined): MetadataOutcome {
  const machine = metadataQuestion(question);
  const [post] = machine.start(0).actions;
  if (post?.kind !== 'post') throw new Error('it asks nothing');
  expect(post.address).toBe(address);
  const body = answer(post.body);
  const input: WebInput = body
    ? { kind: 'answered', status: 200, header: () => undefined, body }
    : { kind: 'unanswered', why: 'nobody is there' };
  const { actions } = machine.step(undefined, input, 0);
  expect(actions.map(({ kind }) => kind)).toEqual(['tell', 'done']);
  return (actions[0] as { event: MetadataOutcome }).event;
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

  it('gives what it says', () => {
    expect(outcome((body) => response(identifierOf(body)))).toEqual({
      kind: 'described',
      metadata: { ...metadata, hosted: [] },
    });
  });

  it('takes no answer to somebody else', () => {
    expect(outcome(() => response('urn:uuid:other'))).toMatchObject({ kind: 'refused' });
  });

  it('says when it is no answer, and when there is none', () => {
    const page = new TextEncoder().encode('<html></html>');
    expect(outcome(() => page)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('no metadata'),
    });
    expect(outcome(() => undefined)).toMatchObject({ kind: 'silent' });
  });

  it.each(['http://192.0.2.10:9100/', 'http://192.0.2.10:515/', 'ftp://192.0.2.10/', ''])(
    'asks nothing at %j',
    (where) => {
      expect(() => metadataQuestion({ ...question, address: where })).toThrow(UsageError);
    },
  );
});
