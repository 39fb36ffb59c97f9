/** The demonstration: who was found, and the ladder of the conversation over the bad link. */
import {
  PICTURE,
  type DemoCrossing,
  type DemoHost,
  type DemoPrint,
  type DemoResult,
} from '../../../app/demo/result.ts';
import { counted } from '../../../core/count.ts';
import { witnessWords } from '../../../devices/words.ts';
import { rungLines, type Rung } from '../ladder.ts';
import { table } from '../table.ts';
import { cut, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';
import { deviceLines } from './device.ts';
import { pagePicture } from './page-picture.ts';

/** A ladder longer than this loses its middle. */
const LONGEST_LADDER = 28;

export const demoView: View<DemoResult> = (result, options) => {
  const { hosts, conversation, devices, coverage, took, seed, printed } = result;
  const { colours, width } = options;
  const found = hosts.filter(({ device }) => device).length;
  const worst = hosts.reduce((a, b) => (b.loss > a.loss ? b : a));
  const ladder = conversation.filter(({ from, to }) => from === worst.name || to === worst.name);
  return [
    ...wrap('A small network in memory; nothing was sent to anybody.', width).map(colours.bold),
    ...wrap(
      `A laptop asks everybody by broadcast on UDP 3289 (ENPC): any Epson printers in here? ${found} of ${hosts.length} hosts answered within ${seconds(took)}; each was then asked who and how it is.`,
      width,
    ),
    '',
    ...hostLines(hosts, options),
    '',
    ...wrap(
      `The link to ${worst.name} loses ${percent(worst.loss)} of what crosses it, each way. How it was found all the same:`,
      width,
    ),
    '',
    ...ladderLines(ladder, worst.name, options),
    '',
    ...wrap(
      `Then everybody is asked by ${witnessWords(coverage.by)}, as "portolan discover" does. What they say of themselves makes ${counted(devices.length, 'device')}:`,
      width,
    ),
    ...devices.flatMap((device) => ['', ...deviceLines(device, options)]),
    '',
    ...printedLines(printed, options),
    '',
    ...wrap(
      `Another story: portolan demo --seed ${seed + 1}. Your own network: portolan discover. A printer for this machine: portolan printer. What a packet says: portolan decode enpc HEX. What the port was promised to: portolan 3289`,
      width,
    ).map(colours.dim),
  ];
};

/** The page that came out: as pins print it, or its words. */
function printedLines(printed: DemoPrint, options: ViewOptions): string[] {
  const { width, isTerminal = false } = options;
  const { from, to, address, port, model, bytes, text, [PICTURE]: picture } = printed;
  const head = `Last, the ${from} prints: ${bytes} bytes of ESC/P to ${to}, a virtual ${model} at ${address}, TCP ${port}, which keeps the job and makes a page of it:`;
  const page =
    picture && isTerminal
      ? pagePicture(picture, options)
      : text
          .trimEnd()
          .split('\n')
          .map((line) => cut(printable(line), width));
  return [...wrap(head, width), '', ...page];
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

function hostLines(hosts: readonly DemoHost[], { colours, width }: ViewOptions): string[] {
  return table(hosts, {
    columns: [
      { title: 'HOST', text: ({ name }) => name, colour: () => colours.bold },
      { title: 'ADDRESS', text: ({ address }) => address },
      {
        title: 'WHAT IT IS',
        text: ({ device, deaf }) => device?.model || (deaf ? 'deaf: never answers' : 'not found'),
        colour: ({ device }) => (device ? colours.green : colours.yellow),
        least: 12,
      },
      { title: 'MAC', text: ({ device }) => device?.mac ?? '', from: 72 },
      { title: 'ANSWERS', text: ({ device }) => `${device?.answers ?? 0}`, from: 60 },
      { title: 'LOSS', text: ({ loss }) => (loss > 0 ? percent(loss) : '') },
    ],
    width,
    heading: colours.dim,
  });
}

function ladderLines(
  crossings: readonly DemoCrossing[],
  peer: string,
  options: ViewOptions,
): string[] {
  const rungs = crossings.map((crossing) => rungLines(rung(crossing, peer), options));
  if (rungs.length <= LONGEST_LADDER) return rungs.flat();
  const head = rungs.slice(0, LONGEST_LADDER - 6);
  const tail = rungs.slice(-5);
  const missing = rungs.length - head.length - tail.length;
  return [...head.flat(), `      … ${missing} more …`, ...tail.flat()];
}

/** The arrow goes from left (the asker) to right or back. */
function rung({ at, to, message, fate, copy }: DemoCrossing, peer: string): Rung {
  const lost = fate !== 'delivered';
  const notes = [...(copy ? ['a copy'] : []), ...(lost ? [fate] : [])];
  return { at, outward: to === peer, lost, text: message, notes };
}
