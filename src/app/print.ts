/** Prints on a printer of ESC/P: text, pictures, and jobs that are ESC/P already. */
import { PITCHES, PRINTER_KINDS } from '../protocols/escp/composer/content.ts';
import type { Operation, Row } from './operation.ts';
import { DITHERS } from './print/picture/dither.ts';
import type { PrintedFile, PrintResult } from './print/result.ts';
import { WRAPS } from './print/text/wrap.ts';

/** As many as a printer has paper for. */
const MOST_COPIES = 999;
/** Longer nobody waits for a printer. */
const LONGEST_PATIENCE = 86_400;

const count = { type: 'integer', minimum: 0 };
const text = { type: 'string' };
const size = {
  type: 'object',
  required: ['width', 'height'],
  properties: { width: { type: 'number' }, height: { type: 'number' } },
};

export const print: Operation<PrintResult> = {
  name: 'print',
  summary: 'print text, PNG, JPEG or a job on a printer of ESC/P, over TCP 9100 or 621',
  description:
    'Makes a job of ESC/P of each file and sends it to the host that is named with --to, over one connection: raw\n' +
    '(TCP 9100), or escp (TCP 621, the registry\'s "escp-ip": nobody documents what is spoken there, and we carry the\n' +
    'same stream of bytes). A job that is ESC/P already is sent as it is. Nothing is sent to anybody else, nor twice: once\n' +
    'a byte has left, a broken connection is told and not tried again, so that no page comes out twice.\n' +
    '\n' +
    'Text may have any characters: those that the printer has no table for are replaced, and each is told. Overstruck\n' +
    'text (man pages), and colours, bold and underline of terminals are understood. Text is upright alone.\n' +
    'Pictures are scaled to the page, keep their shape, and are made of dots: on an inkjet in four colours.\n' +
    '\n' +
    'Which printer it is, nobody asks it: --kind or --model says so, default an inkjet that takes ESC/P raster.\n' +
    'Raw printing has no acknowledgement. What can be told is whether the printer closed the connection after the\n' +
    'last byte; whether that is on paper, it does not say. Ctrl-C resets the connection: the printer has a cut job,\n' +
    'and what it had by then may come out as part of a page.\n' +
    '\n' +
    'Exit code 3: the printer was not reached, or not all of the job was taken. With --strict 4 when the printer took\n' +
    'all and did not close. Private addresses and own links alone, unless --allow-public is given.',
  examples: [
    {
      command: 'portolan print report.txt --to 192.168.1.9 --kind 24-pin',
      shows: 'a text on a dot-matrix printer',
    },
    {
      command: 'portolan print photo.jpg --to printer.lan --dpi 720',
      shows: 'a photo on an inkjet, finer than usual',
    },
    {
      command: 'portolan print - --to 127.0.0.1:10621 --via escp --number',
      shows:
        'standard input (man ls | …) on a virtual printer: portolan printer --port-offset 10000',
    },
    {
      command: 'portolan print table.txt --dry-run --output job.prn --cpi 17',
      shows: 'the job in a file, nothing sent; then: portolan decode escp job.prn',
    },
  ],
  reach: 'one host',
  changes: true,
  parameters: [
    {
      name: 'files',
      type: 'texts',
      positional: true,
      required: true,
      placeholder: 'FILE',
      summary: 'text, PNG, JPEG, or jobs of ESC/P; - is standard input',
    },
    {
      name: 'to',
      type: 'text',
      placeholder: 'HOST[:PORT]',
      summary: 'the printer: a name or an address, and a port that is not the usual one',
    },
    {
      name: 'via',
      type: 'text',
      choices: ['escp', 'raw'],
      placeholder: 'WAY',
      summary: 'raw: TCP 9100; escp: TCP 621. Default: raw, or escp where the port is 621',
    },
    {
      name: 'kind',
      type: 'text',
      choices: PRINTER_KINDS,
      placeholder: 'KIND',
      summary: 'what is written for: 9-pin, 24-pin or inkjet; default: as --model says, or inkjet',
    },
    {
      name: 'model',
      type: 'text',
      placeholder: 'MODEL',
      summary: 'the same by a model: LX-350, LQ-590II, XP-432 435 Series …',
    },
    {
      name: 'paper',
      type: 'text',
      placeholder: 'SIZE',
      summary: "a4, letter, fanfold …, or millimetres: 210x297; default: the model's",
    },
    {
      name: 'margin',
      type: 'integer',
      minimum: 0,
      maximum: 200,
      placeholder: 'MM',
      summary:
        'what stays white along each edge; default: what the printer cannot reach, of text on an inkjet 15',
    },
    { name: 'mono', type: 'flag', summary: 'black alone' },
    {
      name: 'copies',
      type: 'integer',
      minimum: 1,
      maximum: MOST_COPIES,
      default: 1,
      placeholder: 'N',
      summary: 'all files so often, one after the other',
    },
    {
      name: 'cpi',
      type: 'text',
      choices: PITCHES.map(String),
      placeholder: 'N',
      summary: 'text: characters to the inch; default 10, on an inkjet 12',
    },
    {
      name: 'lpi',
      type: 'integer',
      minimum: 1,
      maximum: 24,
      default: 6,
      placeholder: 'N',
      summary: 'text: lines to the inch',
    },
    {
      name: 'wrap',
      type: 'text',
      choices: WRAPS,
      default: 'words',
      placeholder: 'HOW',
      summary: 'text: where lines that are too long are broken; off: they are cut',
    },
    {
      name: 'tabs',
      type: 'integer',
      minimum: 1,
      maximum: 80,
      default: 8,
      placeholder: 'N',
      summary: 'text: columns from tab stop to tab stop',
    },
    { name: 'title', type: 'text', placeholder: 'TEXT', summary: 'text: a heading on each page' },
    { name: 'number', type: 'flag', summary: 'text: number the pages' },
    { name: 'draft', type: 'flag', summary: 'text: faster, with fewer dots' },
    {
      name: 'fit',
      type: 'flag',
      summary: 'pictures: as large as the page has room for (the default)',
    },
    {
      name: 'scale',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      placeholder: 'PERCENT',
      summary: 'pictures: so much of what there is room for',
    },
    {
      name: 'width',
      type: 'integer',
      minimum: 1,
      maximum: 1100,
      placeholder: 'MM',
      summary: 'pictures: so wide on paper',
    },
    { name: 'landscape', type: 'flag', summary: 'pictures: turned by a quarter' },
    {
      name: 'dpi',
      type: 'text',
      placeholder: 'N[xM]',
      summary: 'pictures: dots to the inch, across and down; default 120x72, 180 or 360, by kind',
    },
    {
      name: 'dither',
      type: 'text',
      choices: DITHERS,
      default: 'diffusion',
      placeholder: 'HOW',
      summary: 'pictures: how tones become dots',
    },
    { name: 'as-is', type: 'flag', summary: 'send the files as they are, whatever they are' },
    { name: 'text', type: 'flag', summary: 'print the files as text, whatever they are' },
    {
      name: 'patience',
      type: 'integer',
      minimum: 0,
      maximum: LONGEST_PATIENCE,
      placeholder: 'SECONDS',
      summary:
        'how long to wait for a busy printer; default: 15 to be taken, 300 while it reads nothing, 30 for its end',
    },
    { name: 'dry-run', type: 'flag', summary: 'send nothing; say what would be sent' },
    {
      name: 'output',
      short: 'o',
      type: 'text',
      placeholder: 'FILE',
      summary: 'write the job to a new file, and send nothing',
    },
    { name: 'force', type: 'flag', summary: 'replace that file if it is there' },
    {
      name: 'allow-public',
      type: 'flag',
      summary: 'print on a host that is neither in a private range nor on a link of this machine',
    },
  ],
  output: {
    type: 'object',
    required: ['files', 'printer', 'copies', 'bytes', 'done'],
    properties: {
      files: {
        type: 'array',
        items: {
          type: 'object',
          required: ['file', 'kind'],
          properties: {
            file: text,
            kind: { enum: ['text', 'png', 'jpeg', 'job'] },
            pages: count,
            encoding: text,
            picture: { type: 'object', required: ['width', 'height', 'printed', 'dpi'] },
            changed: {
              type: 'array',
              items: {
                type: 'object',
                required: ['character', 'codePoint', 'fate', 'printed', 'count', 'line'],
              },
            },
            moreChanged: count,
            cut: count,
          },
        },
      },
      printer: {
        type: 'object',
        required: ['kind', 'model', 'paper', 'isColour'],
        properties: { kind: { enum: PRINTER_KINDS }, model: text, paper: size },
      },
      to: { type: 'object', required: ['host', 'address', 'port', 'via'] },
      copies: count,
      pages: count,
      bytes: count,
      done: { enum: ['sent', 'written', 'nothing'] },
      output: text,
      delivery: {
        type: 'object',
        required: ['end', 'sent', 'took', 'said', 'saidBytes'],
        properties: {
          end: { enum: ['taken', 'unconfirmed', 'cut', 'interrupted', 'unreached'] },
          sent: count,
          took: count,
          why: text,
          said: text,
          saidBytes: count,
        },
      },
      interrupted: { const: true },
    },
  },

  async run(input, context) {
    const { runPrint } = await import('./print/run.ts');
    return runPrint(input, context);
  },

  items: ({ files }) => files,
  rows: (result) => result.files.map((file) => fileRow(file, result)),
  outcome: (result) => ({
    partial: result.delivery?.end === 'unconfirmed',
    ...missingOf(result),
  }),
};

function missingOf({ delivery, bytes, interrupted, done }: PrintResult): { missing?: string[] } {
  if (interrupted && done !== 'sent') return { missing: ['interrupted: nothing was written'] };
  switch (delivery?.end) {
    case 'unreached':
      return { missing: [delivery.why!] };
    case 'cut':
      return {
        missing: [
          `${delivery.why}: ${delivery.sent} bytes of the job had left this machine, of ${bytes} that were made. ` +
            'Part of it may be on paper; it is not sent again by itself.',
        ],
      };
    case 'interrupted':
      return {
        missing: [
          delivery.sent === 0
            ? 'interrupted: nothing was sent'
            : `interrupted: ${delivery.sent} bytes had left this machine, and the connection was reset. Part of a page may come out.`,
        ],
      };
    default:
      return {};
  }
}

function fileRow({ file, kind, pages, changed = [] }: PrintedFile, result: PrintResult): Row {
  return {
    file,
    kind,
    pages: pages ?? null,
    copies: result.copies,
    to: result.to ? `${result.to.host}` : '',
    port: result.to?.port ?? null,
    done: result.done,
    end: result.delivery?.end ?? '',
    changed: changed.reduce((sum, one) => sum + one.count, 0),
  };
}
