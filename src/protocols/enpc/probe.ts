/**
 * An Epson device, or whoever stands in for one, answers what discovery begins with: the query for its network card,
 * which receipt printers were recorded answering, and the probe by which inkjets and scanners are found.
 */
import { heardText, named } from '../../core/heard.ts';
import type { Probe, Recognition } from '../protocol.ts';
import { decode, encodeProbe, encodeQuery } from './wire.ts';

function judge(bytes: Uint8Array): Recognition | undefined {
  const decoded = decode(bytes);
  if (!decoded.ok || decoded.message.kind !== 'reply') return undefined;
  const { title, payload } = decoded.message;
  const model = 'model' in payload ? payload.model : undefined;
  return { service: 'enpc', ...named(model), evidence: heardText(title) };
}

export const enpcProbes: readonly Probe[] = [
  { transport: 'udp', hello: () => encodeQuery('network card'), judge },
  { transport: 'udp', hello: () => encodeProbe('inkjet'), judge },
];
