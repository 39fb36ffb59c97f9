/** In which order a strange port is asked: what it ought to speak first, then what most ports speak. */
import type { NamedProbe } from './judge.ts';

/** Five first words identify nearly all that can be identified (LZR, USENIX Security 2021). */
export const MAX_HELLOS = 5;

/**
 * What is asked where nothing suggests anything, most answered first. HTTP's and memcached's hellos are lines,
 * which other servers of lines answer with errors of their own; PostgreSQL hears nobody's words but its own.
 */
const COMMON = ['http', 'tls', 'memcached', 'postgresql'];

/** How a port is to be asked. */
export interface Plan {
  /** Whose first words to say, in this order. Each has a hello. */
  readonly hellos: readonly NamedProbe[];
  /** Whether it is promised, or its program known, to speak first: then it is given more time for that. */
  readonly speaksFirst: boolean;
}

/**
 * @param suggested service names, best first: what its program speaks, what its port is promised to
 * @param same whether two service names mean one protocol
 */
export function planFor(
  suggested: readonly string[],
  probes: readonly NamedProbe[],
  same: (a: string, b: string) => boolean,
): Plan {
  const fitting = suggested.flatMap((service) =>
    probes.filter(({ services }) => services.some((own) => same(own, service))),
  );
  const [transport] = probes;
  const common =
    transport?.transport === 'tcp'
      ? COMMON.flatMap((name) => probes.filter((probe) => probe.name === name))
      : [];
  const asked = [...new Set([...fitting, ...common])].filter(({ hello }) => hello !== undefined);
  return {
    hellos: asked.slice(0, MAX_HELLOS),
    speaksFirst: fitting.some(({ hello }) => hello === undefined),
  };
}
