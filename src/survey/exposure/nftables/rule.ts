/** An nftables rule, as its JSON has it, made into steps. */
import { settled } from '../steps.ts';
import type { Diversion, Step, Test, Verdict } from '../rules.ts';
import { describe, elementTest, matchTest, subjectsOf, type Sets } from './expression.ts';
import { asList, asObject, asText, onlyEntry, type Json } from './json.ts';

/** Statements that let every packet go on as it was, for what we ask. */
const HARMLESS: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'comment',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'flow',
  'dup',
  'last',
]);

/** Statements that are true now and false then. */
const CHANGING: Readonly<Record<string, string>> = {
  limit: 'a rate limit',
  quota: 'a quota',
  'ct count': 'how many connections there are',
  meter: 'a rate limit for each peer',
};

/** A rule's statements as steps. Total: what is not understood is an opaque step. */
export function stepsOf(statements: readonly unknown[], sets: Sets): Step[] {
  const steps = statements
    .map((statement) => stepOf(statement, sets))
    .filter((step) => step !== undefined);
  return settled(steps);
}

function stepOf(statement: unknown, sets: Sets): Step | undefined {
  const [kind, value] = onlyEntry(statement) ?? [];
  if (kind === undefined) return { kind: 'opaque', what: describe(statement) };
  if (HARMLESS.has(kind)) return undefined;
  if (Object.hasOwn(CHANGING, kind)) return test({ kind: 'changing', what: CHANGING[kind]! });
  const about = asObject(value) ?? {};
  switch (kind) {
    case 'match':
      return test(matchTest(about, sets));
    case 'vmap':
      return mapOf(about, sets);
    case 'notrack':
      return { kind: 'notrack' };
    case 'dnat':
      return { kind: 'divert', to: diversionOf(about) };
    case 'redirect':
      return { kind: 'divert', to: { ...diversionOf(about), address: 'self' } };
    case 'mangle':
      return mangleOf(about);
    case 'masquerade':
    case 'snat':
      return { kind: 'verdict', verdict: { kind: 'accept' } };
    case 'set':
      return updateOf(about);
    default: {
      const verdict = verdictOf(statement);
      return verdict ? { kind: 'verdict', verdict } : { kind: 'opaque', what: describe(statement) };
    }
  }
}

const test = (asked: Test): Step => ({ kind: 'test', test: asked });

/** The verdict that a statement is; undefined when it is none. */
export function verdictOf(statement: unknown): Verdict | undefined {
  const [kind, value] = onlyEntry(statement) ?? [];
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { kind };
    case 'reject':
      return { kind, ...rejectOnly(asObject(value)?.['type']) };
    case 'jump':
    case 'goto': {
      const target = asText(asObject(value)?.['target']);
      return target === undefined ? undefined : { kind, target };
    }
    case 'queue':
      return { kind };
    default:
      return undefined;
  }
}

/** Some words of refusal exist in one protocol only; for others the rule does not apply. */
function rejectOnly(type: unknown): { only?: 'tcp' | 'ipv4' | 'ipv6' } {
  if (type === 'tcp reset') return { only: 'tcp' };
  if (type === 'icmp') return { only: 'ipv4' };
  return type === 'icmpv6' ? { only: 'ipv6' } : {};
}

function mapOf({ key, data }: Json, sets: Sets): Step {
  const subjects = subjectsOf(key);
  if (subjects === undefined) return { kind: 'opaque', what: describe(key) };
  const named = asText(data);
  const set = named?.startsWith('@') ? sets.get(named.slice(1)) : undefined;
  const elements = named === undefined ? asList(asObject(data)?.['set']) : set?.elements;
  if (elements === undefined || set?.isChanging) return { kind: 'opaque', what: describe(data) };
  const entries: (readonly [Test, Verdict])[] = [];
  for (const element of elements) {
    const [from, to] = asList(element) ?? [];
    const verdict = verdictOf(to);
    if (verdict === undefined) return { kind: 'opaque', what: describe(element) };
    entries.push([elementTest(subjects, from), verdict]);
  }
  return { kind: 'map', entries };
}

function diversionOf({ addr, port }: Json): Diversion {
  const to: { address?: string; port?: number; unclear?: string } = {};
  if (typeof addr === 'string') to.address = addr;
  else if (addr !== undefined) to.unclear = `it is sent on to one of several addresses`;
  if (typeof port === 'number') to.port = port;
  else if (port !== undefined) to.unclear = 'it is sent on to one of several ports';
  return to;
}

/** A rule that keeps a list goes on, unless the list's entries carry a limit. A full list is not thought of. */
function updateOf({ op, set, stmt }: Json): Step | undefined {
  const limits = (asList(stmt) ?? []).some((one) =>
    Object.hasOwn(CHANGING, onlyEntry(one)?.[0] ?? ''),
  );
  if (op !== 'delete' && !limits) return undefined;
  return test({ kind: 'changing', what: `who is in the set ${String(set)}` });
}

/** Changing a mark or the like changes nothing for us, since what is asked of marks is not understood. */
function mangleOf({ key }: Json): Step | undefined {
  const [kind, value] = onlyEntry(key) ?? [];
  const what = String(asObject(value)?.['key']);
  if (kind === 'meta' && (what === 'mark' || what === 'priority')) return undefined;
  if (kind === 'ct' && (what === 'mark' || what === 'label')) return undefined;
  if (kind === 'tcp option' || kind === 'ip option') return undefined;
  return { kind: 'opaque', what: describe(key) };
}
