/** A virtual printer, which every protocol of discovery finds. */
import { PAPER, PRINTER_KINDS } from '../printer/kinds.ts';
import { BECOME, BOUNDS } from './live.ts';
import type { Operation } from './operation.ts';
import {
  PRINTER_EVENT_SCHEMA,
  PRINTER_PROTOCOLS,
  printerRow,
  type PrinterEvent,
} from './printer/event.ts';
import { JOB_PARAMETERS } from './printer/jobs/wanted.ts';
import { standWords, type PrinterResult, type PrinterStand } from './printer/result.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const port = {
  type: 'object',
  required: ['by', 'transport', 'port', 'address'],
  properties: {
    by: { enum: PRINTER_PROTOCOLS },
    transport: { enum: ['tcp', 'udp'] },
    port: { type: 'integer', minimum: 1, maximum: 65_535 },
    address: text,
  },
};

export const printer: Operation<PrinterResult> = {
  name: 'printer',
  summary: 'be a virtual printer, which every protocol of discovery finds, and which prints',
  description:
    'Answers as an Epson printer would: an inkjet that scans, by ENPC, SNMP (Printer MIB), DNS-SD, WSD and IPP; a\n' +
    'dot-matrix printer or a TM receipt printer, by ENPC and SNMP. All of them are made of one description, so they\n' +
    'agree. For trying out whatever looks for printers: portolan discover, print dialogs, tills, monitoring.\n' +
    '\n' +
    'It prints what comes to TCP 621 (ESC/P over IP: a stream of ESC/P, as the name in the registry suggests; nobody\n' +
    'documents that port) and 9100 (raw). The job ends with the connection. One at a time has a port, the others wait;\n' +
    'when our side closes the connection the job is on the disk, whatever happens afterwards, and pages are made of\n' +
    'it as they come: portolan printer jobs. It takes no jobs by IPP, and it does not scan.\n' +
    '\n' +
    'Only programs of this machine reach it unless --listen names an interface or an address, and then only the own\n' +
    'network is heard, at a bounded rate. Ports below 1024 (SNMP 161, ESC/P 621, IPP 631) may need rights: it says\n' +
    'which could not be opened, why, and what helps (--port-offset for the print ports), and answers by the others.\n' +
    'Started as the administrator, it becomes somebody else once they are open.\n' +
    '\n' +
    'What no source tells of real devices is not made up: to the probe of scanners (SANE) it is silent, unless\n' +
    '--probe-reply zeroes is given, and of Epson by SNMP it has no more than the standard tables.',
  examples: [
    {
      command: 'portolan printer',
      shows: 'an inkjet for this machine: portolan discover 127.0.0.1',
    },
    {
      command: 'portolan printer --listen eth0 --ink black=64,yellow=3',
      shows: 'the same for the network of eth0, with little yellow left',
    },
    {
      command: 'portolan printer --kind receipt --paper out --listen 192.168.1.5',
      shows: "a till's printer without paper",
    },
    {
      command: 'portolan printer --ports snmp=1161,ipp=8631 --port-offset 10000 --for 60',
      shows: 'a minute without rights: it prints what comes to 10621 and 19100',
    },
    {
      command: 'portolan printer --kind dot-matrix --by escp,raw --spool jobs',
      shows: 'print ports alone, jobs in a folder of your own',
    },
    { command: 'portolan printer --ndjson', shows: 'a line of JSON for each question' },
  ],
  // As far as --listen lets it: who opens doors for programs is to know.
  reach: 'the network',
  parameters: [
    {
      name: 'kind',
      summary:
        "what it is: an inkjet that scans, a dot-matrix or a TM receipt printer; default: the model's, else inkjet",
      type: 'text',
      choices: PRINTER_KINDS,
      placeholder: 'KIND',
    },
    { name: 'name', summary: 'what people call it', type: 'text', placeholder: 'NAME' },
    {
      name: 'model',
      summary:
        'its model, without its maker (LX-350, LQ-590II, XP-432, TM-m30II …), or a name of your own',
      type: 'text',
      placeholder: 'MODEL',
    },
    { name: 'serial', summary: 'its serial number', type: 'text', placeholder: 'TEXT' },
    {
      name: 'mac',
      summary: "its MAC address; default: one of nobody's, the same each time on this machine",
      type: 'text',
      placeholder: 'MAC',
    },
    { name: 'location', summary: 'where it stands', type: 'text', placeholder: 'TEXT' },
    {
      name: 'ink',
      summary: 'its inks and what is left in percent: black=64,yellow=7',
      type: 'text',
      placeholder: 'LEVELS',
    },
    {
      name: 'paper',
      summary: 'how much paper it has',
      type: 'text',
      choices: PAPER,
      default: 'there',
      placeholder: 'HOW',
    },
    {
      name: 'pages',
      summary: 'pages that it has printed in its life',
      type: 'integer',
      minimum: 0,
      maximum: 2_147_483_647,
      placeholder: 'N',
    },
    {
      name: 'by',
      summary: `by these protocols alone, with commas between: ${PRINTER_PROTOCOLS.join(', ')}`,
      type: 'text',
      placeholder: 'PROTOCOLS',
    },
    {
      name: 'listen',
      summary: 'an interface or an IPv4 address of this machine, or loopback',
      type: 'text',
      default: 'loopback',
      placeholder: 'WHERE',
    },
    {
      name: 'ports',
      summary: 'other ports than the usual: snmp=1161,ipp=8631,escp=6210,raw=9101',
      type: 'text',
      placeholder: 'PORTS',
    },
    ...JOB_PARAMETERS,
    {
      name: 'probe-reply',
      summary:
        'what it answers to the probe of scanners: nothing, or zeroes of our own, which SANE takes',
      type: 'text',
      choices: ['none', 'zeroes'],
      default: 'none',
      placeholder: 'BYTES',
    },
    BECOME,
    ...BOUNDS,
  ],
  output: {
    type: 'object',
    required: ['events', 'device', 'address', 'opened', 'refused', 'since', 'until', 'answered'],
    properties: {
      events: { type: 'array', items: PRINTER_EVENT_SCHEMA },
      device: {
        type: 'object',
        required: ['kind', 'name', 'maker', 'model', 'serial', 'mac', 'uuid', 'inks', 'paper'],
      },
      address: text,
      interface: text,
      opened: { type: 'array', items: port },
      refused: { type: 'array', items: { ...port, required: [...port.required, 'why'] } },
      isFindable: { type: 'boolean' },
      isReachable: { type: 'boolean' },
      spool: text,
      user: text,
      since: text,
      until: text,
      answered: count,
      refusedQuestions: count,
      ignored: count,
      limited: count,
      strangers: count,
      sources: count,
      jobs: count,
      printed: count,
      lost: count,
    },
  },
  live: {
    list: 'events',
    row: (emitted) => printerRow(emitted as PrinterEvent),
    opened: (state) => standWords(state as PrinterStand),
  },
  async run(input, context) {
    // Whoever asks for something else does not pay for all protocols.
    const { runPrinter } = await import('./printer/run.ts');
    return runPrinter(input, context);
  },
  items: () => [],
  rows: () => [],
  outcome: ({ refused }) => ({ partial: refused.length > 0 }),
};
