/**
 * One line of a file in the format of services(5), and what nmap and Wireshark made of that format:
 *
 *     smtp         25/tcp          mail            # Simple Mail Transfer
 *     http         80/tcp          0.484143        # nmap: how often it was open
 *     x11          6000-6063/tcp/udp               # Wireshark: ranges, several transports
 *
 * These are other programs' files, edited by anybody: what a line does not say is left out, and nothing throws.
 */
import { MAX_PORT, isTransport, type Transport } from '../../core/transport.ts';

/** Whose file it is: its third column means something else in each. */
export type ReferenceSource = 'system' | 'nmap' | 'wireshark';

export interface ServicesLine {
  /** As it is written there. */
  readonly name: string;
  readonly ports: readonly PortSpan[];
  /** Those of the line that we know; never empty. */
  readonly transports: readonly Transport[];
  readonly aliases: readonly string[];
  /** The share of scanned hosts on which the port was open, 0 to 1; nmap's file alone has it. */
  readonly frequency?: number;
  /** What stands behind the `#`, in one line. */
  readonly comment: string;
}

/** First and last port, both included. */
export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

/** `nothing`: an empty line, a comment, or a transport without ports (AppleTalk's `ddp`). */
export type LineReading =
  | { readonly kind: 'service'; readonly line: ServicesLine }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault' };

/** In characters. glibc's own reader takes 1,024 bytes for a line; the longest real one has about 300. */
const LONGEST_LINE = 2000;
/** Real names have 15 characters (RFC 6335, section 5.1), some old ones about 30. */
const LONGEST_NAME = 64;
const LONGEST_COMMENT = 200;
/** More lists of ports or other names than this are no use to anybody. */
const MOST_PARTS = 32;

const NOTHING: LineReading = { kind: 'nothing' };
const FAULT: LineReading = { kind: 'fault' };

/**
 * Name, ports, transports. BSD's reader takes a comma for the slash, so `[,/]`; Wireshark's takes lists and
 * ranges of ports and several transports.
 */
const FIELDS = /^([^\s#]+)\s+(\d[\d,-]*)([,/])([a-z][^\s#]*)(.*)$/i;

export function readServicesLine(text: string, source: ReferenceSource): LineReading {
  if (text.length > LONGEST_LINE) return FAULT;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return NOTHING;
  const [, name, ports, slash, transports, rest] = FIELDS.exec(trimmed) ?? [];
  if (name === undefined || name.length > LONGEST_NAME) return FAULT;
  // nmap's own reader knows one port a line, and the slash alone.
  if (source === 'nmap' && !(slash === '/' && /^\d+$/.test(ports!))) return FAULT;
  const spans = readSpans(ports!);
  if (spans === undefined) return FAULT;
  const known = transports!.toLowerCase().split(/[/,]/, MOST_PARTS).filter(isTransport);
  if (known.length === 0) return NOTHING;
  const hash = rest!.indexOf('#');
  const words = (hash < 0 ? rest! : rest!.slice(0, hash)).split(/\s+/).filter(Boolean);
  const comment = hash < 0 ? '' : rest!.slice(hash + 1);
  const frequency = source === 'nmap' ? readShare(words[0]) : undefined;
  return {
    kind: 'service',
    line: {
      name,
      ports: spans,
      transports: [...new Set(known)],
      aliases: source === 'nmap' ? [] : words.slice(0, MOST_PARTS).filter(isName),
      ...(frequency !== undefined && { frequency }),
      comment: oneLine(comment),
    },
  };
}

const isName = (word: string) => word.length <= LONGEST_NAME && /[a-z0-9]/i.test(word);

/** `25`, `6000-6063`, `80,8080-8090`; undefined when one of them is no port. */
function readSpans(text: string): PortSpan[] | undefined {
  const parts = text.split(',');
  if (parts.length > MOST_PARTS) return undefined;
  const spans = parts.map((part) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    return { from: Number(first), to: Number(last) };
  });
  return spans.every(({ from, to }) => from <= to && to <= MAX_PORT) ? spans : undefined;
}

/** `0.484143`; nmap's own reader takes `12/100` as well. */
function readShare(word: string | undefined): number | undefined {
  const [, over, under] = /^(\d+(?:\.\d+)?|\.\d+)(?:\/(\d+))?$/.exec(word ?? '') ?? [];
  const share = Number(over) / Number(under ?? 1);
  return share >= 0 && share <= 1 ? share : undefined;
}

/** nmap puts several descriptions behind one another; the first tells enough. */
const oneLine = (comment: string) =>
  comment.split(' | ', 1)[0]!.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_COMMENT);
