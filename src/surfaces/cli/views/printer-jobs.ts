/** Print jobs in a table, the last one below; or what was removed of them. */
import type { ListedJob, PrinterJobsResult } from '../../../app/printer/jobs/list.ts';
import type { PrinterRemoveResult } from '../../../app/printer/jobs/remove.ts';
import { counted, grouped } from '../../../core/count.ts';
import { table } from '../table.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

export const printerJobsView: View<PrinterJobsResult> = (result, options) => {
  const { jobs, spool, bytes } = result;
  const { width, colours } = options;
  if (jobs.length === 0) return emptyLines(spool, options);
  const sum = `${counted(jobs.length, 'job')}, ${grouped(bytes)} bytes with their pages, in ${spool}`;
  return [...jobTable(jobs, options), '', ...wrap(printable(sum), width).map(colours.dim)];
};

const emptyLines = (spool: string, { width }: ViewOptions): string[] => [
  ...wrap(printable(`No jobs in ${spool}. To take some, and to send one:`), width),
  '',
  ...hangCommand('  ', 'portolan printer --port-offset 10000', width),
  ...hangCommand('  ', 'portolan print FILE --to 127.0.0.1:10621 --via escp', width),
];

const jobTable = (jobs: readonly ListedJob[], { colours, width }: ViewOptions): string[] =>
  table(jobs, {
    columns: [
      { title: 'JOB', text: ({ id }) => String(id), colour: () => colours.bold },
      { title: 'ENDED', text: ({ ended }) => when(ended), from: 44 },
      { title: 'FROM', text: ({ from }) => printable(from?.address ?? ''), from: 70 },
      { title: 'BY', text: ({ by, port }) => (by === undefined ? '' : `${by} ${port}`), from: 80 },
      { title: 'PAGES', text: ({ pages }) => (pages === undefined ? '' : grouped(pages)) },
      { title: 'BYTES', text: ({ bytes }) => grouped(bytes), from: 56 },
      {
        title: 'HOW',
        text: howWords,
        colour: (job) => (howWords(job) === 'complete' ? undefined : colours.yellow),
      },
      { title: 'NAME', text: ({ title }) => printable(title ?? ''), least: 6 },
    ],
    width,
    heading: colours.dim,
  });

/** A job may be whole as it came, and have been cut in a command before: its report says where. */
const howWords = ({ how, isDamaged, unknown = 0, faults = 0 }: ListedJob): string =>
  isDamaged
    ? 'damaged'
    : [
        how ?? '',
        ...(unknown > 0 ? [`${unknown} unknown`] : []),
        ...(faults > 0 ? [counted(faults, 'fault')] : []),
      ].join(', ');

/** `2026-11-21 18:14:28`, here. */
function when(ended: string | undefined): string {
  const time = new Date(ended ?? '');
  if (Number.isNaN(time.getTime())) return '';
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

export const printerRemoveView: View<PrinterRemoveResult> = ({ removed }, { width }) =>
  removed.length === 0
    ? ['There was no job to remove.']
    : hang('removed: ', removed.map((id) => `job ${id}`).join(', '), width);
