/** One run of `emsd submit`: into the outbox, to the centre, and until it is known what became of it. */
import { formatEndpoint } from '../../../core/endpoint.ts';
import { UsageError } from '../../../core/errors.ts';
import { seconds } from '../../../core/units.ts';
import { type DeviceEvent } from '../../../protocols/emsd/client.ts';
import { numberText } from '../../../protocols/emsd/number.ts';
import { IPM_CONTENT } from '../../../protocols/emsd/operations.ts';
import type { Context, Input } from '../../operation.ts';
import { compose, MOST_CONTENT, type Draft } from './compose.ts';
import type { OutboxEvent } from './event.ts';
import { openDevice, type OpenDevice } from './open.ts';
import { Returns, unshown } from './returned.ts';
import { instantNow, outboxEvent } from './telling.ts';
import { readCentre, readCredentials, readLocal } from './where.ts';

export interface SubmitResult {
  /** Of whom: `401.001`. */
  readonly number: string;
  readonly centre: string;
  /** The folder that the outbox is in. */
  readonly outbox: string;
  readonly submitted: number;
  readonly refused: number;
  /** Messages that are in the outbox still. */
  readonly waiting: number;
  /** Messages that came and that nobody was shown: `emsd inbox` shows them. */
  readonly unshown: number;
  /** A sentence for what was not submitted. */
  readonly problems: readonly string[];
}

/** @throws UsageError when the input makes no sense; UnavailableError when the outbox or a port cannot be had */
export async function runSubmit(input: Input, context: Context): Promise<SubmitResult> {
  const { platform, signal } = context;
  const security = readCredentials(input, 'from');
  const draft = await readDraft(input, context, security.address!.digits);
  const centre = await readCentre(input, context);
  const place = readLocal(input, centre, platform.interfaces());
  const mailbox = input['mailbox'] as string | undefined;
  const folder = mailbox ?? platform.folders.state.path(`emsd/${security.address!.digits}`);
  const run = new Run(context);
  const ports = mailbox === undefined ? [(input['port'] as number | undefined) ?? 0] : place.ports;
  const device = await openDevice(
    // Without a mailbox nothing is received: what came would lie where nobody looks.
    {
      ...place,
      ports,
      folder,
      centre,
      security,
      receives: mailbox !== undefined,
      isLookedAt: false,
    },
    platform,
    (event) => run.hear(event),
    (problem) => run.fail(problem),
  );
  let inbox = 0;
  try {
    run.receives(device);
    run.waiting = (await device.store.list('outbox')).length;
    // Whoever broke it off by now wants nothing sent.
    if (draft && !signal.aborted) {
      run.waiting += 1;
      device.say({ kind: 'submit', contentType: IPM_CONTENT, ...draft });
    }
    await run.until(() => run.waiting === 0, seconds(input['wait'] as number));
    // A lost acknowledgement would leave the centre in doubt; it asks again within this time.
    if (run.submitted > 0 && !signal.aborted) {
      await run.until(() => false, seconds(input['linger'] as number));
    }
    await run.told();
    inbox = await unshown(device.store);
  } finally {
    await device.close();
  }
  const { submitted, refused, waiting } = run;
  const counts = { submitted, refused, waiting, unshown: inbox };
  const number = numberText(security.address!.digits);
  const result = { number, centre: formatEndpoint(centre), outbox: folder, ...counts };
  // Whoever breaks it off knows that it is not done: what is left is told, and is no failure.
  const left = signal.aborted || waiting === 0 ? [] : [leftWords(result, input)];
  return { ...result, problems: [...run.failures, ...left] };
}

async function readDraft(
  input: Input,
  { platform }: Context,
  from: string,
): Promise<Draft | undefined> {
  const { text, file, to, resume } = input;
  if (resume === true) {
    if (text === undefined && file === undefined && to === undefined) return undefined;
    throw new UsageError('--resume sends what is in the outbox: leave out the message and --to');
  }
  if (to === undefined) throw new UsageError('to is missing: whom is it for? --to 401.002');
  if (text !== undefined && file !== undefined) {
    throw new UsageError('either the message itself or --file, not both');
  }
  const draft = (words: string): Draft => {
    if (/\S/.test(words) || input['subject'] !== undefined) return compose(input, from, words);
    throw new UsageError(
      'the message is empty: give a text, --file FILE (- is standard input), or a --subject at least',
    );
  };
  if (file === undefined) return draft(text === undefined ? '' : `${text as string}\n`);
  const octets = await platform.files.read(file as string, MOST_CONTENT);
  try {
    return draft(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    throw new UsageError(`${file as string} is no text in UTF-8`);
  }
}

/** What happens meanwhile, and who waits for it. */
class Run {
  waiting = 0;
  submitted = 0;
  refused = 0;
  readonly failures: string[] = [];
  private readonly ours = new Set<number>();
  private returns: Returns | undefined;
  /** What came is read from the disk, one after the other. */
  private telling: Promise<void> = Promise.resolve();
  private check: () => void = () => {};
  private reject: (problem: unknown) => void = () => {};
  private problem: { readonly is: unknown } | undefined;

  constructor(private readonly context: Context) {}

  /** From now on what comes back is told. */
  receives({ store }: OpenDevice): void {
    this.returns = new Returns(store);
  }

  /** All that came so far was looked at. */
  told(): Promise<void> {
    return this.telling;
  }

  hear(event: DeviceEvent): void {
    if (event.kind === 'came' || event.kind === 'submitted') {
      this.telling = this.telling.then(() => this.look(event)).catch((bug) => this.fail(bug));
    }
    const told = outboxEvent(event, this.context.platform.clock);
    if (told === undefined) return;
    this.count(told);
    this.context.emit({ kind: 'row', row: told });
    this.check();
  }

  /** After what was submitted too: its report may have been here before. */
  private async look(event: DeviceEvent): Promise<void> {
    const { returns } = this;
    if (returns === undefined) return;
    if (event.kind === 'came') await returns.take(event.key, event.facts);
    const time = instantNow(this.context.platform.clock);
    for (const one of await returns.found()) {
      this.context.emit({ kind: 'row', row: { event: 'returned', time, ...one } });
      if (this.ours.has(one.number))
        this.failures.push(`message ${one.number} came back: ${one.why}`);
    }
  }

  fail(problem: unknown): void {
    this.problem = { is: problem };
    this.reject(problem);
  }

  /** Until that is so, the time is over, or the user has enough. @throws what {@link fail} was given */
  until(isSo: () => boolean, longest: number): Promise<void> {
    const { platform, signal } = this.context;
    const { clock } = platform;
    return new Promise<void>((resolve, reject) => {
      if (this.problem) return reject(this.problem.is);
      const end = () => {
        forget();
        signal.removeEventListener('abort', end);
        this.check = () => {};
        resolve();
      };
      const forget = clock.wakeAt(clock.now() + longest, end);
      this.reject = (problem) => {
        forget();
        reject(problem);
      };
      this.check = () => {
        if (isSo()) end();
      };
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      else this.check();
    });
  }

  private count({ event, number, why = '' }: OutboxEvent): void {
    if (event === 'submitted') {
      this.submitted += 1;
      this.ours.add(number);
    }
    if (event === 'refused') {
      this.refused += 1;
      this.failures.push(`the centre refuses message ${number}: ${why}`);
    }
    if (event === 'submitted' || event === 'refused') this.waiting -= 1;
  }
}

function leftWords(
  { centre, outbox, waiting }: Omit<SubmitResult, 'problems'>,
  input: Input,
): string {
  const again = [
    `portolan emsd submit --resume --from ${input['from'] as string}`,
    ...(input['centre'] === '127.0.0.1' ? [] : [`--centre ${input['centre'] as string}`]),
    ...(input['mailbox'] === undefined ? [] : [`--mailbox ${outbox}`]),
  ].join(' ');
  const what = waiting === 1 ? 'it: the message stays' : `them: ${waiting} messages stay`;
  return `${centre} has not taken ${what} in the outbox (${outbox}). To go on: ${again}`;
}
