/**
 * A file of services as a table of claims. It may have a megabyte, and most commands ask it about one port, so it
 * is searched with built-in calls and only the lines that are found are taken apart.
 */
import type { Frequency } from '../atlas.ts';
import type { Claim } from '../claim.ts';
import type { Table, TableLine } from '../table.ts';
import {
  readServicesLine,
  type PortSpan,
  type ReferenceSource,
  type ServicesLine,
} from './line.ts';

export interface ServicesTable extends Table {
  /** How often the port was open; empty where the file does not say. */
  frequencies(port: number): Frequency[];
  /** How many lines say nothing that can be understood. They make no claims. */
  skipped(): number;
}

/** nmap's word for a port that it has a frequency of and no name for. */
const NAMELESS = 'unknown';

/**
 * Looking through nmap's whole file takes about a fifth of a millisecond, noting where each port's lines begin
 * about ten: this many questions make the notes worth it.
 */
const SCANS_BEFORE_NOTES = 32;

/**
 * @param text the file, as UTF-8 text or as Latin-1 with its UTF-8 not yet decoded; any text will do
 * @param source whose format it has, and the source of its claims
 */
export function readServicesFile(text: string, source: ReferenceSource): ServicesTable {
  const lines = new FileLines(text, source);
  const claimsAt = (start: number) => claimsOf(lines.read(start), source);
  const table: ServicesTable = {
    size: text.length,
    at: (port) =>
      lines
        .about(port)
        .flatMap((line) => claimsOf(line, source))
        .filter((claim) => covers(claim, port)),
    all: () => [...lines.starts()].flatMap(claimsAt),
    *lines(): Iterable<TableLine> {
      for (const id of lines.starts()) {
        const claims = claimsAt(id);
        if (claims.length > 0) yield { id, claims };
      }
    },
    line: claimsAt,
    named: (service) =>
      service === ''
        ? []
        : lines
            .containing(service)
            .flatMap(claimsAt)
            .filter((claim) => claim.service === service || claim.aliases?.includes(service)),
    frequencies: (port) => lines.about(port).flatMap((line) => frequenciesOf(line, port, source)),
    skipped: () => lines.skipped(),
  };
  return table;
}

const covers = ({ from, to }: { readonly from: number; readonly to: number }, port: number) =>
  from <= port && port <= to;

function claimsOf(line: ServicesLine | undefined, source: ReferenceSource): Claim[] {
  if (line === undefined || (source === 'nmap' && line.name === NAMELESS)) return [];
  const service = line.name.toLowerCase();
  const aliases = line.aliases.map((alias) => alias.toLowerCase()).filter((a) => a !== service);
  return line.ports.flatMap(({ from, to }) =>
    line.transports.map((transport) => ({
      from,
      to,
      transport,
      service,
      title: line.comment || line.name,
      standing: 'listed',
      source,
      ...(aliases.length > 0 && { aliases }),
      ...(line.frequency !== undefined && { frequency: line.frequency }),
    })),
  );
}

function frequenciesOf(
  line: ServicesLine | undefined,
  port: number,
  source: ReferenceSource,
): Frequency[] {
  if (line?.frequency === undefined || !line.ports.some((span) => covers(span, port))) return [];
  return line.transports.map((transport) => ({ transport, share: line.frequency!, source }));
}

const BLANK = /^\s$/;
/** A list or range of ports in front of its slash, or BSD's comma in the slash's place. */
const SEVERAL_PORTS = /\s\d[\d-]*(?:,[\d,-]*[a-zA-Z]|[-,][\d,-]*\/)/g;
/** The port of a line that has one. */
const ONE_PORT = /[^\S\n]*[^\s#]+[^\S\n]+(\d{1,5})\//y;

/** A line with lists or ranges, where it begins. */
interface SeveralPorts {
  readonly start: number;
  readonly ports: readonly PortSpan[];
}

/** The lines of the file, each called by the place where it begins. */
class FileLines {
  private scans = 0;
  private latest: { readonly port: number; readonly lines: readonly ServicesLine[] } | undefined;
  private severalLines?: readonly SeveralPorts[];
  private lowerText?: string;
  private notes?: ReadonlyMap<number, readonly number[]>;

  constructor(
    private readonly text: string,
    private readonly source: ReferenceSource,
  ) {}

  read(start: number): ServicesLine | undefined {
    const reading = this.reading(start);
    return reading.kind === 'service' ? reading.line : undefined;
  }

  *starts(): Generator<number> {
    for (let at = 0; at < this.text.length; at = this.end(at) + 1) yield at;
  }

  skipped(): number {
    let faults = 0;
    for (const start of this.starts()) if (this.reading(start).kind === 'fault') faults++;
    return faults;
  }

  /** The lines that may be about a port, in the order of the file: all that are, and few others. */
  about(port: number): readonly ServicesLine[] {
    // Claims and frequencies of a port are asked for one after the other.
    if (this.latest?.port !== port) {
      const lines = this.search(port).flatMap((start) => this.read(start) ?? []);
      this.latest = { port, lines };
    }
    return this.latest.lines;
  }

  private search(port: number): readonly number[] {
    const single = this.isNoted() ? (this.notes!.get(port) ?? []) : this.linesOfOne(port);
    const several = this.several.filter(({ ports }) => ports.some((span) => covers(span, port)));
    if (several.length === 0) return single;
    const starts = new Set([...single, ...several.map(({ start }) => start)]);
    return [...starts].toSorted((a, b) => a - b);
  }

  /** The lines in which the number stands by itself in front of a slash, perhaps with zeros before it. */
  private linesOfOne(port: number): number[] {
    const { text } = this;
    const wanted = `${port}/`;
    const starts: number[] = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      let before = at - 1;
      while (text[before] === '0') before--;
      if (BLANK.test(text[before] ?? '')) starts.push(text.lastIndexOf('\n', at - 1) + 1);
    }
    return [...new Set(starts)];
  }

  /** The lines that have a text in them, whatever the case there. */
  containing(lowerCase: string): readonly number[] {
    this.lowerText ??= lowered(this.text);
    return this.linesWith(lowerCase, this.lowerText);
  }

  private linesWith(wanted: string, text = this.text): number[] {
    const starts: number[] = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, this.end(at))) {
      starts.push(text.lastIndexOf('\n', at - 1) + 1);
    }
    return starts;
  }

  /** Lines with lists and ranges; nmap's reader knows none, and so we need not look for them there. */
  private get several(): readonly SeveralPorts[] {
    if (this.severalLines !== undefined) return this.severalLines;
    const found: SeveralPorts[] = [];
    if (this.source !== 'nmap') {
      for (const { index } of this.text.matchAll(SEVERAL_PORTS)) {
        const start = this.text.lastIndexOf('\n', index - 1) + 1;
        const line = found.at(-1)?.start === start ? undefined : this.read(start);
        if (line) found.push({ start, ports: line.ports });
      }
    }
    return (this.severalLines = found);
  }

  /** Whether it is noted by now where each port's lines begin. */
  private isNoted(): boolean {
    if (this.notes !== undefined) return true;
    if (++this.scans <= SCANS_BEFORE_NOTES) return false;
    const notes = new Map<number, number[]>();
    for (const start of this.starts()) {
      ONE_PORT.lastIndex = start;
      const digits = ONE_PORT.exec(this.text)?.[1];
      if (digits === undefined) continue;
      const known = notes.get(Number(digits));
      if (known) known.push(start);
      else notes.set(Number(digits), [start]);
    }
    this.notes = notes;
    return true;
  }

  private reading(start: number) {
    return readServicesLine(decoded(this.text.slice(start, this.end(start))), this.source);
  }

  private end(start: number): number {
    const end = this.text.indexOf('\n', start);
    return end < 0 ? this.text.length : end;
  }
}

/** Lower case, letter by letter, so that places stay the same (`İ` would become two characters). */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? lower
    : text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A line that was read as Latin-1, as UTF-8 where it is that. */
function decoded(line: string): string {
  if (!/[\u0080-\u00ff]/.test(line) || /[\u0100-\uffff]/.test(line)) return line;
  try {
    const bytes = Uint8Array.from(line, (unit) => unit.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return line;
  }
}
