/** The end of the story: a page goes from a laptop to a printer by ESC/P over IP, and comes out. */
import { UnavailableError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { simulatedSpool } from '../../platform/simulated/spool.ts';
import type { Platform } from '../../platform/platform.ts';
import { printerModel } from '../../printer/models.ts';
import { createInterpreter } from '../../protocols/escp/interpreter.ts';
import type { Bitmap } from '../../rendering/bitmap.ts';
import { atWidth } from '../../rendering/scale.ts';
import type { Context } from '../operation.ts';
import { drawnPages } from '../pages/drawn.ts';
import { startPageJob, type Taker } from '../pages/job.ts';
import { lettersOf } from '../pages/page-files.ts';
import { textPages } from '../pages/text-pages.ts';
import { readInput } from '../parameters.ts';
import { print } from '../print.ts';
import { runPrint } from '../print/run.ts';
import { printer } from '../printer.ts';
import { runPrinter } from '../printer/run.ts';
import { readPaper, withPaper } from '../printer/show/paper.ts';
import { ASKER, ASKER_ADDRESS } from './cast.ts';
import { PICTURE, type DemoPrint } from './result.ts';

const MODEL = 'LQ-590II';
const PRINTER = { name: 'workshop', address: '10.0.7.20' } as const;
const PAPER = '132x46';
const FOLDER = 'jobs';
const FILE = 'label.txt';

/** What is printed: our own words, in the characters that dot-matrix printers have. */
const PAGE = `╔═══════════════════════════════════════════════╗
║  PORTOLAN                      TCP 621: ESC/P ║
╟───────────────────────────────────────────────╢
║  A chart is what was promised.                ║
║  A sounding is what is there.                 ║
║                                               ║
║  ░░▒▒▓▓██  Printed over a network in memory.  ║
╚═══════════════════════════════════════════════╝
`;

/** @param seed where all chance on this network comes from */
export async function printOnIt(seed: number, context: Context): Promise<DemoPrint> {
  const network = createNetwork({ seed });
  const { data } = context.platform;
  const spool = simulatedSpool();
  const host = network.host(PRINTER.name, { addresses: [`${PRINTER.address}/24`], data, spool });
  const laptop = network.host(ASKER, {
    addresses: [`${ASKER_ADDRESS}/24`],
    data,
    files: { [FILE]: new TextEncoder().encode(PAGE) },
  });
  const { signal, cancel } = cancellation();
  const words = { model: MODEL, listen: PRINTER.address, by: 'escp', spool: FOLDER };
  const serving = runPrinter(readInput(printer.parameters, words), {
    ...context,
    // Pages are drawn afterwards, in real time: on this network it stands still.
    platform: { ...host, compression: () => Promise.reject(new UnavailableError('not here')) },
    signal,
    emit() {},
  });
  const asked = { files: [FILE], to: PRINTER.address, via: 'escp', model: MODEL, paper: PAPER };
  const result = await network.run(
    runPrint(readInput(print.parameters, asked), {
      ...context,
      platform: laptop,
      signal: never,
      emit() {},
    }),
  );
  cancel();
  await network.run(serving);
  const shelf = await spool.look(FOLDER);
  const [job] = await shelf.list();
  const { text, picture } = await comeOut(shelf.content(job!.id), context.platform);
  return {
    from: ASKER,
    to: PRINTER.name,
    address: PRINTER.address,
    port: result.to!.port,
    model: MODEL,
    bytes: job!.bytes,
    pages: result.pages ?? 0,
    text,
    ...(picture && { [PICTURE]: picture }),
  };
}

/** Of a terminal's picture: eight dots to a millimetre of the label are more than enough. */
const WIDTH = 400;

/** The page of a job, as text; and as a picture where there are fonts. */
async function comeOut(bytes: AsyncIterable<Uint8Array>, platform: Platform) {
  const model = withPaper(printerModel(platform.data, MODEL).escp, readPaper(PAPER));
  let text = '';
  let picture: Bitmap | undefined;
  const { left: x, top: y } = model.printable;
  const takers: Taker[] = [
    { name: 'text', output: textPages({ x, y }, async (page) => void (text += page)) },
  ];
  const letters = await lettersOf(platform);
  const drawn = drawnPages({ look: 'plain', letters }, platform.clock, async (page) => {
    picture = atWidth(await page.bitmap(), WIDTH, 'rgb');
  });
  takers.push({ name: 'picture', output: drawn });
  const interpreter = createInterpreter({ model, widths: letters.widths });
  const job = startPageJob({ interpreter, takers, clock: platform.clock });
  for await (const piece of bytes) await job.take(piece);
  await job.end();
  return { text, picture };
}
