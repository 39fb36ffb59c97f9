/** One run of `print`: reads the files, makes the job of them, and sends it, or writes it down. */
import { ThereAlreadyError, UsageError } from '../../core/errors.ts';
import { UNITS_PER_INCH, type PageUnits } from '../../core/page/marks.ts';
import { heeding } from '../../core/signal.ts';
import type { Context, Input } from '../operation.ts';
import { findDestination, type Destination } from './destination.ts';
import { Job, type Prepared } from './job.ts';
import { prepare } from './prepare.ts';
import type { PrintResult } from './result.ts';
import { send, type Delivery } from './sending.ts';
import { readPatience, readWishes, type PrintWishes } from './wishes.ts';

/**
 * @throws UsageError for what makes no sense, and files that cannot be printed; UnavailableError when a job cannot be
 * written down; NotFoundError when nobody knows the printer's name
 */
export async function runPrint(input: Input, context: Context): Promise<PrintResult> {
  const { platform } = context;
  const wishes = readWishes(input, platform.data);
  checkWhere(input, wishes);
  const destination = input['to'] === undefined ? undefined : await findDestination(input, context);
  const prepared: Prepared[] = [];
  for (const file of wishes.files) prepared.push(await prepare(file, wishes, context));
  const job = new Job(prepared, wishes, context);
  const base = (): Omit<PrintResult, 'done'> => ({
    files: prepared.map((one) => ({
      file: one.file,
      kind: one.input.kind,
      ...job.pagesOf(one),
      ...one.told(),
    })),
    printer: printerOf(wishes),
    ...(destination && { to: told(destination) }),
    copies: wishes.copies,
    ...(prepared.every(({ content }) => content) && { pages: job.pages }),
    bytes: job.bytes,
    ...(context.signal.aborted && { interrupted: true as const }),
  });
  if (wishes.output !== undefined) {
    const { output } = wishes;
    await heeding(context.signal, () => write(job, output, wishes, context));
    if (context.signal.aborted) return { ...base(), done: 'nothing' };
    return { ...base(), done: 'written', output };
  }
  if (wishes.isDryRun) {
    await heeding(context.signal, async () => {
      for await (const piece of job.pieces()) void piece;
    });
    return { ...base(), done: 'nothing' };
  }
  const delivery = await deliver(job, destination!, input, context);
  const { end, sent, took, why, said, saidBytes } = delivery;
  return {
    ...base(),
    done: 'sent',
    delivery: {
      end,
      sent,
      took,
      ...(why !== undefined && { why }),
      said: escaped(said),
      saidBytes,
    },
  };
}

function checkWhere(input: Input, { isDryRun, output, files }: PrintWishes): void {
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input can be read once: name - once');
  }
  if (input['to'] === undefined && !isDryRun && output === undefined) {
    throw new UsageError(
      'to is missing: which printer? --to HOST, or HOST:PORT. Without one: --dry-run, or --output FILE for the job',
    );
  }
  if (input['to'] !== undefined && output !== undefined && !isDryRun) {
    throw new UsageError(
      '--output writes the job to a file in place of sending it: leave out --to, or add --dry-run',
    );
  }
}

async function write(
  job: Job,
  path: string,
  { mayReplace }: PrintWishes,
  { platform, signal, emit }: Context,
): Promise<void> {
  const draft = await platform.files.draft(path, mayReplace).catch((problem: unknown) => {
    if (!(problem instanceof ThereAlreadyError)) throw problem;
    throw new ThereAlreadyError(
      `${problem.message.replace(/\.$/, '')}, or replace it with --force.`,
    );
  });
  try {
    for await (const piece of job.pieces()) {
      await draft.write(piece);
      emit({ kind: 'progress', done: job.bytes, unit: 'bytes', what: `writing ${path}` });
    }
  } catch (problem) {
    await draft.drop();
    throw problem;
  }
  await (signal.aborted ? draft.drop() : draft.close());
}

async function deliver(
  job: Job,
  { host, endpoint }: Destination,
  input: Input,
  { platform, signal, emit }: Context,
): Promise<Delivery> {
  const what = `sending to ${host}`;
  emit({ kind: 'progress', done: 0, what, unit: 'bytes' });
  return send(job.pieces(), {
    to: endpoint,
    patience: readPatience(input),
    signal,
    platform,
    tell: (text) => emit({ kind: 'note', text }),
    progress: (sent) => emit({ kind: 'progress', done: sent, what, unit: 'bytes' }),
  });
}

const told = ({ host, via, endpoint: { address, port } }: Destination) => ({
  host,
  address,
  port,
  via,
});

const inMillimetres = (length: PageUnits): number =>
  Math.round((length / UNITS_PER_INCH) * 254) / 10;

const printerOf = ({ model, target: { kind, paper, isColour } }: PrintWishes) => ({
  kind,
  model,
  paper: { width: inMillimetres(paper.width), height: inMillimetres(paper.height) },
  isColour,
});

/** Printable ASCII as it is, all else as `\x1b`: what comes from a printer must not reach a terminal. */
const escaped = (bytes: Uint8Array): string =>
  [...bytes]
    .map((octet) =>
      octet >= 0x20 && octet < 0x7f && octet !== 0x5c
        ? String.fromCharCode(octet)
        : `\\x${octet.toString(16).padStart(2, '0')}`,
    )
    .join('');
