/** A job of a printer, or any file with ESC/P in it, as pages. */
import { grouped } from '../../core/count.ts';
import { PRINTER_KINDS } from '../../printer/kinds.ts';
import type { EscpReport } from '../../protocols/escp/report.ts';
import type { Operation } from '../operation.ts';
import { SPOOL } from './jobs/place.ts';
import { SHOWN_AS, type PrinterShowResult } from './show/result.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const noted = {
  type: 'object',
  required: ['name', 'offset', 'count'],
  properties: { name: text, offset: count, count, says: text },
};

export const printerShow: Operation<PrinterShowResult> = {
  name: 'printer show',
  summary: 'show the pages of a print job, or of any file with ESC/P in it',
  description:
    'Plays the printer: makes pages of a stream of ESC/P, ESC/P2, ESC/P raster or ESC/P-R, as pictures in the\n' +
    'terminal, as text, PNG or PDF. Of the job itself it tells what it did not understand, with the offset: nothing is left out silently.\n' +
    '\n' +
    'A job does not say which printer it was written for. Units, margins and character tables are those of --model or\n' +
    '--kind: an inkjet unless told otherwise, or, of a job that "portolan printer" took, the printer that took it.\n' +
    '\n' +
    'Files are written whole or not at all, and none is replaced without --force. The second page of job.png is job-2.png.',
  examples: [
    { command: 'portolan printer show job.prn', shows: 'its pages, in the terminal' },
    { command: 'portolan printer show 3', shows: 'job 3 of "portolan printer jobs"' },
    {
      command: 'portolan printer show job.prn -o job.pdf',
      shows: 'one document of it, text as text',
    },
    {
      command: 'portolan printer show job.prn --look dots --page 1 -o page.png',
      shows: 'the first page as pins and a ribbon leave it',
    },
    {
      command: 'portolan printer show - --as text',
      shows: 'what stands on the pages of what comes by a pipe',
    },
    {
      command: 'portolan printer show job.prn --as report',
      shows: 'what is in it, and what nobody knows',
    },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'job',
      summary: 'the number of a job, a file, or - for standard input',
      type: 'text',
      positional: true,
      required: true,
      placeholder: 'JOB|FILE',
    },
    {
      name: 'as',
      summary: 'how; default: by the name of -o, else pictures on a terminal, else text',
      type: 'text',
      choices: SHOWN_AS,
      placeholder: 'FORM',
    },
    {
      name: 'output',
      short: 'o',
      summary: 'the file to write: .png, .pdf or .txt',
      type: 'text',
      placeholder: 'FILE',
    },
    { name: 'force', summary: 'replace a file that is there', type: 'flag' },
    {
      name: 'page',
      summary: 'this page alone',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      placeholder: 'N',
    },
    {
      name: 'dpi',
      summary: 'pixels to the inch; default: as the job has them',
      type: 'integer',
      minimum: 20,
      maximum: 1440,
      placeholder: 'N',
    },
    {
      name: 'look',
      summary: 'dots as the squares they stand for, or as pins print them',
      type: 'text',
      choices: ['plain', 'dots'],
      default: 'plain',
      placeholder: 'LOOK',
    },
    {
      name: 'model',
      summary: 'the printer it was written for: LQ-590II',
      type: 'text',
      placeholder: 'NAME',
    },
    {
      name: 'kind',
      summary: 'a usual printer of this kind',
      type: 'text',
      choices: PRINTER_KINDS,
      placeholder: 'KIND',
    },
    {
      name: 'paper',
      summary: 'the sheet: a4, letter, fanfold …, or millimetres as in 210x297',
      type: 'text',
      placeholder: 'SIZE',
    },
    SPOOL,
  ],
  output: {
    type: 'object',
    required: ['source', 'model', 'pages', 'leftOut', 'written', 'report', 'notes'],
    properties: {
      source: text,
      model: text,
      as: { enum: SHOWN_AS },
      pages: {
        type: 'array',
        items: {
          type: 'object',
          required: ['page', 'width', 'height', 'marks'],
          properties: {
            page: { type: 'integer', minimum: 1 },
            width: { type: 'number' },
            height: { type: 'number' },
            marks: count,
            text,
          },
        },
      },
      leftOut: count,
      written: { type: 'array', items: text },
      report: {
        type: 'object',
        required: ['bytes', 'pages', 'commands', 'unknown', 'faults', 'more'],
        properties: {
          bytes: count,
          pages: count,
          commands: count,
          unknown: { type: 'array', items: noted },
          faults: { type: 'array', items: noted },
          more: count,
          jobName: text,
          user: text,
        },
      },
      notes: { type: 'array', items: text },
      interrupted: { const: true },
    },
  },
  async run(input, context) {
    // Fonts, inks and a language: nobody pays for them who looks up a port.
    const { runShow } = await import('./show/run.ts');
    return runShow(input, context);
  },
  items: ({ pages }) => pages,
  rows: ({ pages }) =>
    pages.map(({ page, width, height, marks, text = '' }) => ({
      page,
      width,
      height,
      marks,
      text,
    })),
  outcome: ({ source, pages, leftOut, report, notes, interrupted }) => ({
    missing: interrupted
      ? ['interrupted: what is shown is not the whole job, and no file was left half']
      : pages.length > 0
        ? []
        : [noPage(source, leftOut, report)],
    partial: report.unknown.length > 0 || report.faults.length > 0 || report.more > 0,
    warnings: notes,
  }),
};

function noPage(source: string, others: number, { faults }: EscpReport): string {
  if (others > 0) return `${source} has not so many pages: it has ${grouped(others)}`;
  const [first] = faults;
  const why = first === undefined ? '' : `. ${first.name}: ${first.says}`;
  return `no page came out of ${source}${why}`;
}
