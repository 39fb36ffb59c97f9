/** Reads the packets of a capture, batch by batch, and tells their messages while it does. */
import { formatIpv4, parseIpv4 } from '../../core/addresses.ts';
import { formatIpv6, parseIpv6 } from '../../core/ipv6.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { Context, Input } from '../operation.ts';
import { CaptureDecoder } from './capture.ts';
import type { DecodeCoverage } from './coverage.ts';
import type { Batch } from './input.ts';
import type { ReadableMessage } from './message.ts';

export async function decodePackets(
  batches: AsyncIterable<Batch>,
  { protocol, input }: { readonly protocol: Protocol | undefined; readonly input: Input },
  protocols: readonly Protocol[],
  { atlas, emit }: Pick<Context, 'atlas' | 'emit'>,
  tell: (message: ReadableMessage) => void,
): Promise<DecodeCoverage> {
  const port = input['port'] as number | undefined;
  const host = input['host'] as string | undefined;
  const decoder = new CaptureDecoder(protocols, {
    ...(protocol && { protocol }),
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host: plainAddress(host) }),
  });
  for await (const { frames, done, problem } of batches) {
    for (const frame of frames) decoder.take(frame).forEach(tell);
    decoder.tally.problem = problem;
    emit({ kind: 'progress', done, unit: 'bytes', what: 'reading the capture' });
  }
  decoder.end().forEach(tell);
  return decoder.coverage(
    (number, transport) =>
      atlas.lookup(number).claims.find((claim) => claim.transport === transport)?.service,
  );
}

/** An address as packets' are written. @throws UsageError when it is none */
const plainAddress = (text: string) =>
  text.includes(':') ? formatIpv6(parseIpv6(text)) : formatIpv4(parseIpv4(text));
