/** A job as a list that people read: a command each, text in runs, rows and control codes folded. */
import type { Field } from '../../../core/bytes/reader.ts';
import { grouped } from '../../../core/count.ts';
import { latin1 } from '../../../core/bytes/line.ts';
import type { MessagePart as Part, PartReader } from '../../protocol.ts';
import { CONTROL_CODES } from '../stream/commands.ts';
import { describe } from './describe.ts';
import type { Pins } from '../model.ts';
import { createTokenizer } from '../stream/tokenizer.ts';
import type { EscpToken } from '../tokens.ts';

/** Characters of one line, and control codes unlike the one before. Longer runs go on in the next. */
const LONGEST_RUN = 512;
const MOST_GROUPS = 16;

/** Memory: what the tokenizer keeps, and one line. */
export function createListing(options: { readonly pins: Pins }): PartReader {
  const tokenizer = createTokenizer(options);
  let run: Run | undefined;
  function* list(tokens: Iterable<EscpToken>): Generator<Part> {
    for (const token of tokens) {
      let left: EscpToken | undefined = run ? run.add(token) : token;
      while (left) {
        if (run) yield run.part();
        run = runOf(left);
        if (!run) yield single(left);
        left = run?.add(left);
      }
    }
  }
  return {
    take: (bytes) => list(tokenizer.take(bytes)),
    *end() {
      yield* list(tokenizer.end());
      if (run) yield run.part();
      run = undefined;
    },
  };
}

/** Tokens that are one line. */
interface Run {
  /** @returns what of it does not belong to this line: none of it, a rest of it, or all */
  add(token: EscpToken): EscpToken | undefined;
  part(): Part;
}

/** An empty line for such tokens; undefined for those that are a line each. */
function runOf({ kind, offset }: EscpToken): Run | undefined {
  switch (kind) {
    case 'characters':
      return new TextRun(offset);
    case 'control':
      return new ControlRun(offset);
    case 'row':
      return new RowRun(offset);
    case 'raster':
      return new RasterRun(offset);
    default:
      return undefined;
  }
}

function single(token: EscpToken): Part {
  const { offset } = token;
  if (token.kind === 'command') {
    const { name, length, parameters } = token;
    const described = describe(name, parameters, length);
    return { kind: 'command', offset, length, name, ...described };
  }
  if (token.kind === 'unknown') {
    const { name, length, bytes } = token;
    const value = bytes.slice();
    const fields = [{ name: 'bytes', offset: 0, length: value.length, value }];
    return { kind: 'unknown', offset, length, name, words: 'nobody says what it is', fields };
  }
  if (token.kind === 'fault') {
    const { name, length, says } = token;
    const kind = says.startsWith('the stream ends') ? 'truncated' : 'value';
    const error = { kind, field: name, offset: 0, message: says } as const;
    return { kind: 'fault', offset, length, name, words: says, fields: [], error };
  }
  throw new RangeError(`${token.kind} is not alone in its line`);
}

class TextRun implements Run {
  private text = '';

  constructor(private readonly offset: number) {}

  add(token: EscpToken): EscpToken | undefined {
    if (token.kind !== 'characters') return token;
    const { bytes, offset } = token;
    const count = Math.min(bytes.length, LONGEST_RUN - this.text.length);
    this.text += latin1(bytes.subarray(0, count));
    if (count === bytes.length) return undefined;
    return { kind: 'characters', offset: offset + count, bytes: bytes.subarray(count) };
  }

  part(): Part {
    const { text, offset } = this;
    const { length } = text;
    const fields = [{ name: 'text', offset: 0, length, value: text }];
    return { kind: 'text', offset, length, name: `"${text}"`, words: '', fields };
  }
}

/** `CR LF`; many of one kind are counted. */
class ControlRun implements Run {
  private readonly groups: { readonly code: number; count: number }[] = [];

  constructor(private readonly offset: number) {}

  add(token: EscpToken): EscpToken | undefined {
    if (token.kind !== 'control') return token;
    const { code } = token;
    const last = this.groups.at(-1);
    if (last?.code === code) last.count++;
    else if (this.groups.length === MOST_GROUPS) return token;
    else this.groups.push({ code, count: 1 });
    return undefined;
  }

  part(): Part {
    const { groups, offset } = this;
    const names = groups.map(({ code, count }) =>
      count === 1 ? nameOf(code) : `${nameOf(code)} x ${count}`,
    );
    const titles = new Set(groups.map(({ code }) => CONTROL_CODES.get(code)?.title ?? ''));
    const fields: Field[] = [];
    let length = 0;
    for (const { code, count } of groups) {
      fields.push({ name: nameOf(code), offset: length, length: count, value: code });
      length += count;
    }
    const words = [...titles].join(', ');
    return { kind: 'control', offset, length, name: names.join(' '), words, fields };
  }
}

const nameOf = (code: number) => CONTROL_CODES.get(code)?.name ?? `${code}`;

/** `24 rows of 90 bytes, packed to 12 %`. */
class RowRun implements Run {
  private width = 0;
  private last = 0;
  private rows = 0;
  private length = 0;

  constructor(private readonly offset: number) {}

  add(token: EscpToken): EscpToken | undefined {
    if (token.kind !== 'row') return token;
    if (this.rows > 0 && token.row !== this.last + 1) return token;
    this.width = token.data.length;
    this.last = token.row;
    this.rows++;
    this.length += token.length;
    return undefined;
  }

  part(): Part {
    const { offset, rows, width, length } = this;
    const size = rows * width;
    const share = Math.round((100 * length) / size);
    const packed = length === size ? '' : `, packed to ${share} % of that`;
    const name = `${rows} ${rows === 1 ? 'row' : 'rows'} of ${width} bytes`;
    const fields = [{ name: 'rows', offset: 0, length, value: rows }];
    return {
      kind: 'rows',
      offset,
      length,
      name,
      words: `${grouped(size)} bytes of dots${packed}`,
      fields,
    };
  }
}

/** How often each of the raster commands came, in the order of their first. */
class RasterRun implements Run {
  private length = 0;
  private total = 0;
  private readonly counts = new Map<string, number>();

  constructor(private readonly offset: number) {}

  add(token: EscpToken): EscpToken | undefined {
    if (token.kind !== 'raster') return token;
    const { kind } = token.operation;
    this.length += token.length;
    this.total++;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return undefined;
  }

  part(): Part {
    const { offset, length, total } = this;
    const words = [...this.counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
    const name = `${total} raster ${total === 1 ? 'command' : 'commands'}`;
    const fields = [{ name: 'raster commands', offset: 0, length, value: total }];
    return { kind: 'raster', offset, length, name, words, fields };
  }
}
