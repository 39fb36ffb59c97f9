import { heeding, untilAborted } from '../../../core/signal.ts';
import { UNITS_PER_INCH, type PageUnits } from '../../../core/page/marks.ts';
import { createInterpreter } from '../../../protocols/escp/interpreter.ts';
import type { Letters } from '../../../rendering/type/letters.ts';
import type { Context, Input } from '../../operation.ts';
import {
  cutPages,
  startPageJob,
  type MadePage,
  type PageJobResult,
  type Taker,
} from '../../pages/job.ts';
import { lettersOf } from '../../pages/page-files.ts';
import { OutputFiles } from './files.ts';
import { PICTURES, type PrinterShowResult, type ShownPage } from './result.ts';
import { examined, openSource, type ShowSource } from './source.ts';
import { takersFor, type Gathered } from './takers.ts';
import { readWanted, type Wanted } from './wanted.ts';

/**
 * @throws UsageError or NotFoundError when there is no such job, or it is none; UnavailableError when a file cannot be
 * written
 */
export async function runShow(input: Input, context: Context): Promise<PrinterShowResult> {
  const { platform, signal } = context;
  const source = await openSource(
    input['job'] as string,
    input['spool'] as string | undefined,
    platform,
  );
  const wanted = readWanted(input, context, source.model);
  const gathered: Gathered = { texts: [], pictures: [] };
  const files = new OutputFiles(platform.files, wanted.force, signal);
  try {
    const letters = await lettersOf(platform);
    const takers = await takersFor(wanted, {
      letters,
      gathered,
      platform,
      files,
      title: source.title ?? source.name,
    });
    const result = await heeding(signal, () => play({ source, wanted, takers, letters }, context));
    const [failure] = result.failed;
    if (failure) throw failure.problem;
    return {
      source: source.name,
      model: wanted.model,
      ...(wanted.as && { as: wanted.as }),
      pages: result.pages.map((page, at) => shownPage(page, gathered.texts[at])),
      leftOut: result.leftOut,
      written: files.written,
      report: result.report,
      notes: notesOf(result, wanted),
      ...(result.isBroken && { interrupted: true as const }),
      [PICTURES]: gathered.pictures,
    };
  } finally {
    await files.drop();
  }
}

interface Play {
  readonly source: ShowSource;
  readonly wanted: Wanted;
  readonly takers: readonly Taker[];
  readonly letters: Letters;
}

async function play(
  { source, wanted: { escp, page }, takers, letters }: Play,
  { platform, signal, emit }: Context,
): Promise<PageJobResult> {
  const job = startPageJob({
    interpreter: createInterpreter({ model: escp, widths: letters.widths }),
    takers,
    clock: platform.clock,
    signal,
    ...(page !== undefined && { isWanted: (number) => number === page }),
  });
  let done = 0;
  for await (const bytes of untilAborted(examined(source), signal)) {
    if (signal.aborted) break;
    await job.take(bytes);
    done += bytes.length;
    emit({ kind: 'progress', done, unit: 'bytes', what: `reading ${source.name}` });
  }
  return job.end();
}

const millimetres = (units: PageUnits) => Math.round((units / UNITS_PER_INCH) * 254) / 10;

function shownPage({ number, width, height, marks }: MadePage, text?: string): ShownPage {
  return {
    page: number,
    width: millimetres(width),
    height: millimetres(height),
    marks,
    ...(text !== undefined && { text }),
  };
}

function notesOf({ leftOut, pages, report }: PageJobResult, { page }: Wanted): string[] {
  const notes: string[] = [];
  if (page === undefined && leftOut > 0)
    notes.push(`${leftOut} pages were left out: a job has at most ${pages.length} here`);
  if (report.commands === 0 && report.unknown.length === 0 && pages.length > 0) {
    notes.push('no command of ESC/P is in it: a printer prints it as plain text');
  }
  const cut = cutPages(pages);
  if (cut !== undefined) notes.push(cut);
  return notes;
}
