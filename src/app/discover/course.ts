/** The conversations of a discovery, from the first call to the last question, and what is told of them meanwhile. */
import { grouped } from '../../core/count.ts';
import { seconds, type Millis } from '../../core/units.ts';
import type { Context } from '../operation.ts';
import type { Asking } from './asking.ts';
import { callEverybody } from './everybody.ts';
import { askFew } from './few.ts';
import { Further } from './further.ts';
import type { Hearing } from './hearing.ts';
import { askHosts } from './hosts.ts';
import type { Link } from './links.ts';
import { areFew, type WantedHosts } from './named.ts';
import type { AskedHost } from './result.ts';
import type { SweepStand } from './sweep.ts';
import type { Wanted } from './wanted.ts';

/** How often is told how many have answered. */
const TELL_EVERY: Millis = 250;

/** How the conversations went. */
export interface Course {
  /** How far the sweep came, where there was one. */
  readonly stand: SweepStand | undefined;
  /** How each of a few hosts fared. */
  readonly each: readonly AskedHost[] | undefined;
  /** Whether there was no time to hear everybody out. */
  readonly ranOut: boolean;
}

/** Holds all conversations of a discovery, in their order. */
export async function converseAll(
  links: readonly Link[],
  asking: Asking,
  context: Context,
): Promise<Course> {
  const { wanted, hearing } = asking;
  const { hosts } = wanted;
  const further = new Further(links, asking);
  let stand: SweepStand | undefined;
  let each: readonly AskedHost[] | undefined;
  if (hosts && areFew(hosts)) {
    await whileTelling(asking, context, hosts.words, async () => {
      each = await askFew(hosts, asking);
    });
  } else if (hosts) {
    const told = (now: SweepStand) => {
      stand = now;
      context.emit({
        kind: 'progress',
        what: `${grouped(hosts.count)} addresses, ${leftWords(now.left)}, ${heardWords(hearing)}`,
        done: now.reached,
        total: now.total,
      });
    };
    context.emit({ kind: 'progress', what: beginning(hosts, wanted), done: 0 });
    await askHosts(hosts, asking, told);
  } else if (links.length > 0) {
    await whileTelling(asking, context, [...new Set(links.map((link) => link.interface))], () =>
      Promise.all([callEverybody(links, asking), further.early()]),
    );
  }
  const who = [...hearing.sources()];
  if (!asking.signal.aborted && who.length > 0) {
    await whileTelling(asking, context, [`${who.length} that answered`], () => further.rest());
  }
  return { stand, each, ranOut: further.ranOut };
}

const beginning = ({ count }: WantedHosts, { rate }: Wanted): string =>
  `asking ${grouped(count)} addresses, ${grouped(rate)} packets a second of each protocol`;

/** Tells now and then how many have answered. */
async function whileTelling(
  { hearing }: Asking,
  { platform, emit }: Context,
  whom: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const { clock } = platform;
  let forget = () => {};
  const tell = (): void => {
    emit({ kind: 'progress', what: `asking ${whom.join(', ')}: ${heardWords(hearing)}`, done: 0 });
    forget = clock.wakeAt(clock.now() + TELL_EVERY, tell);
  };
  tell();
  await work().finally(() => forget());
}

const heardWords = (hearing: Hearing): string => {
  const { size } = hearing.sources();
  return size === 0 ? 'nobody answered yet' : `${grouped(size)} answered`;
};

/** `some 4 min left`. */
function leftWords(left: Millis): string {
  const rest = Math.ceil(left / seconds(1));
  if (rest < 100) return `some ${rest} s left`;
  const minutes = Math.ceil(rest / 60);
  return minutes < 100 ? `some ${minutes} min left` : `some ${Math.ceil(minutes / 60)} h left`;
}
