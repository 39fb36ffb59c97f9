/** Ranges of ports as `netsh` lists them, in any language: by their numbers alone. Pure and total. */
import { MAX_PORT } from '../../../../core/transport.ts';
import type { PortSpan, ReservedPorts } from '../../../../survey/listener.ts';
import { linesOf } from '../../../../survey/reports/report.ts';
import type { Family } from './commands.ts';

/** What Windows starts with, since Vista. */
export const DEFAULT_EPHEMERAL: PortSpan = { from: 49_152, to: 65_535 };

/** A range that is excluded from being handed out. */
export interface Exclusion extends PortSpan {
  /** An administrator made it: programs that ask for one of its ports by number still get it. */
  readonly administered: boolean;
}

/** `show excludedportrange`: lines of two ports, an administrator's with a star. */
export function parseExclusions(text: string): Exclusion[] {
  const ranges: Exclusion[] = [];
  for (const [line] of linesOf(text)) {
    const [, first, last, star] = /^\s*(\d{1,5})\s+(\d{1,5})\s*(\*?)$/.exec(line) ?? [];
    const span = { from: Number(first), to: Number(last) };
    if (first !== undefined && isSpan(span)) ranges.push({ ...span, administered: star === '*' });
  }
  return ranges;
}

/** `show dynamicport`: the first port and how many, each at the end of a line. */
export function parseDynamicRange(text: string): PortSpan {
  const numbers: number[] = [];
  for (const [line] of linesOf(text)) {
    const [, number] = /\s(\d{1,5})$/.exec(line) ?? [];
    if (number !== undefined) numbers.push(Number(number));
  }
  const [first, amount] = numbers;
  if (first === undefined || amount === undefined || numbers.length !== 2) return DEFAULT_EPHEMERAL;
  const span = { from: first, to: Math.min(first + amount - 1, MAX_PORT) };
  return isSpan(span) ? span : DEFAULT_EPHEMERAL;
}

const isSpan = ({ from, to }: PortSpan) => from > 0 && from <= to && to <= MAX_PORT;

/** The exclusions of one transport, by family. */
export interface TransportExclusions {
  readonly transport: 'tcp' | 'udp';
  readonly ipv4: readonly Exclusion[];
  readonly ipv6: readonly Exclusion[];
}

/** What both families exclude is said once. */
export function reservedPorts({ transport, ipv4, ipv6 }: TransportExclusions): ReservedPorts[] {
  const shared = (one: Exclusion, others: readonly Exclusion[]) =>
    others.some((other) => one.from === other.from && one.to === other.to);
  return [
    ...ipv4.map((one) => reserved(one, transport, shared(one, ipv6) ? undefined : 'ipv4')),
    ...ipv6
      .filter((one) => !shared(one, ipv4))
      .map((one) => reserved(one, transport, 'ipv6' as const)),
  ].toSorted((a, b) => a.from - b.from);
}

function reserved(
  { from, to, administered }: Exclusion,
  transport: 'tcp' | 'udp',
  family: Family | undefined,
): ReservedPorts {
  return {
    from,
    to,
    transport,
    ...(family !== undefined && { family }),
    how: administered ? 'reserved' : 'excluded',
    by: `netsh interface ${family ?? 'ipv4'} show excludedportrange protocol=${transport}`,
  };
}
