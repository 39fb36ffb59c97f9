/** Knocks at every door of the ground, and what we say will come of each. */
import { addressNumber } from '../../src/survey/exposure/address-set.ts';
import type { Door, Fate } from '../../src/survey/exposure/door.ts';
import type { Firewall } from '../../src/survey/exposure/firewall.ts';
import type { Crowd } from '../../src/survey/exposure/peers.ts';
import { LINKS, PORTS, type Ground, type Knock } from './firewall-ground.ts';

/** Milliseconds after which no answer means that none will come. */
const SILENCE = 250;
/** For an answer that is certain to come, however busy the machine is. */
const PATIENCE = 5000;

export const WORDS = ['open', 'blocked', 'depends', 'unknown'] as const;
export type Word = (typeof WORDS)[number];

/** One letter a trial, to keep what the kernel said. */
export const LETTERS: Readonly<Record<Word, string>> = {
  open: 'o',
  blocked: 'b',
  depends: '?',
  unknown: '?',
};

export interface Trial extends Omit<Knock, 'wait'> {
  readonly word: Word;
}

/** Every way to knock, with what we say will come of it. */
export function trialsOf(firewall: Firewall): Trial[] {
  return LINKS.flatMap((link) =>
    PORTS.flatMap((port) =>
      (['tcp', 'udp'] as const).flatMap((transport) => {
        const own = addressNumber(link.own)!.value;
        const door: Door = {
          family: link.family,
          transport,
          address: [{ from: own, to: own }],
          cast: 'local',
          port,
          interface: link.name,
        };
        const fate = firewall.fate(door);
        return [link.neighbour, link.stranger].map((from) => ({
          transport,
          from,
          to: link.own,
          port,
          word: wordFor(from, fate, firewall.crowd[link.family]),
        }));
      }),
    ),
  );
}

function wordFor(peer: string, fate: Fate, crowd: Crowd): Word {
  const kind = crowd.kindOf(addressNumber(peer)!.value);
  const words = WORDS.filter((word) => (fate[word] & kind) !== 0n);
  if (words.length !== 1) throw new Error(`${peer} is in ${words.join(' and ') || 'nothing'}`);
  return words[0]!;
}

/** What became of those of whom we were sure, where it is not what we said. */
export async function judge(ground: Ground, trials: readonly Trial[]): Promise<string[]> {
  const sure = trials.filter(({ word }) => word === 'open' || word === 'blocked');
  const heard = await ground.knock(
    sure.map(({ word, ...knock }) => ({ ...knock, wait: word === 'open' ? PATIENCE : SILENCE })),
  );
  return sure.flatMap(({ transport, from, to, port, word }, i) =>
    heard[i] === (word === 'open')
      ? []
      : [
          `${transport} from ${from} to ${to} port ${port}: said ${word}, ${heard[i] ? 'was' : 'was not'} answered`,
        ],
  );
}
