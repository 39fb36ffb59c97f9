/** Rules of nftables for tests, as `nft -j` prints them, and what they answer. */
import type { Answer } from '../../src/survey/exposure/answer.ts';
import { exposureOf, reading, socket } from './firewall.ts';

export type Json = Record<string, unknown>;

/** A statement: `field('tcp dport', '==', 22)`. */
export const payload = (what: string, op: string, right: unknown): Json => {
  const [protocol, field] = what.split(' ');
  return { match: { op, left: { payload: { protocol, field } }, right } };
};
export const meta = (key: string, op: string, right: unknown): Json => ({
  match: { op, left: { meta: { key } }, right },
});
export const ct = (key: string, op: string, right: unknown, more: Json = {}): Json => ({
  match: { op, left: { ct: { key, ...more } }, right },
});
/** `fib saddr . mark . iif oif exists`, or `missing`. */
export const back = (right: boolean): Json => ({
  match: { op: '==', left: { fib: { result: 'oif', flags: ['saddr', 'mark', 'iif'] } }, right },
});
export const ACCEPT: Json = { accept: null };
export const DROP: Json = { drop: null };

export const ESTABLISHED = [ct('state', 'in', ['established', 'related']), ACCEPT];

export interface Given {
  readonly rules: readonly (readonly Json[])[];
  /** Chains that others call. */
  readonly chains?: Readonly<Record<string, readonly (readonly Json[])[]>>;
  readonly sets?: readonly Json[];
  readonly policy?: 'accept' | 'drop';
  readonly hook?: string;
  readonly priority?: number;
  readonly type?: string;
  readonly family?: string;
}

export function rulesetOf({ rules, chains = {}, sets = [], ...base }: Given): string {
  const where = { family: base.family ?? 'inet', table: 't' };
  const all = Object.entries({ ...chains, in: rules });
  let handle = 1;
  return JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6', json_schema_version: 1 } },
      { table: { family: where.family, name: 't', handle: 1 } },
      ...sets.map((set) => ({ [set['map'] ? 'map' : 'set']: { ...where, ...set } })),
      ...all.map(([name]) => ({
        chain: {
          ...where,
          name,
          ...(name === 'in' && {
            type: base.type ?? 'filter',
            hook: base.hook ?? 'input',
            prio: base.priority ?? 0,
            policy: base.policy ?? 'drop',
          }),
        },
      })),
      ...all.flatMap(([chain, of]) =>
        of.map((expr) => ({ rule: { ...where, chain, handle: handle++, expr } })),
      ),
    ],
  });
}

export const answer = (given: Given, text = 'tcp 10.0.0.10:22'): Answer =>
  exposureOf(socket(text), reading({ tool: 'nft', json: rulesetOf(given) })).firewall.answer;

export const lets = (match: Json[], text?: string, more: Partial<Given> = {}) =>
  answer({ ...more, rules: [ESTABLISHED, [...match, ACCEPT]] }, text);
