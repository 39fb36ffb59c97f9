/** Whatever a port says, and whatever it was asked, every protocol is asked whether those are its words. */
import type { Probe, Protocol, Recognition } from '../protocols/protocol.ts';
import type { Sighting } from './sighting.ts';

/** A protocol's probe with the name that others know it by. */
export interface NamedProbe extends Probe {
  readonly name: string;
  /** The service names that suggest it. */
  readonly services: readonly string[];
}

/** The probes of these protocols that go over a transport, in the order of the list. */
export function probesOf(
  protocols: readonly Protocol[],
  transport: 'tcp' | 'udp',
): readonly NamedProbe[] {
  return protocols.flatMap(({ name, services, probes = [] }) =>
    probes
      .filter((probe) => probe.transport === transport)
      .map((probe) => ({
        name,
        services,
        transport,
        judge: (bytes, asked) => probe.judge(bytes, asked),
        ...(probe.hello && { hello: probe.hello }),
      })),
  );
}

/** A protocol that knows the words it was shown. */
export interface Judgement {
  readonly protocol: string;
  readonly recognition: Recognition;
}

/** Those who know these words: who is sure stands first, else in the order of the list. */
export function judge(
  bytes: Uint8Array,
  asked: string | undefined,
  probes: readonly NamedProbe[],
): readonly Judgement[] {
  if (bytes.length === 0) return [];
  const found = probes.flatMap((probe) => {
    const recognition = probe.judge(bytes, asked);
    return recognition ? [{ protocol: probe.name, recognition }] : [];
  });
  const sure = found.filter(({ recognition }) => recognition.likely !== true);
  return sure.length > 0 ? sure.slice(0, 1) : found;
}

/** A judgement as what is kept of it; `asked` is whose hello was said, undefined when none was. */
export function sightingOf({ recognition }: Judgement, asked: string | undefined): Sighting {
  const { service, product, version, evidence, likely } = recognition;
  return {
    service,
    ...(product !== undefined && { product }),
    ...(version !== undefined && { version }),
    evidence,
    how: asked ?? 'greeting',
    ...(likely && { likely }),
  };
}
