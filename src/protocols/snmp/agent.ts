/**
 * One agent that is being asked: what is known of it, what is still to be asked, what it owes an answer to.
 * Pure steps; `client.ts` holds the time and the other agents.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { RetrySchedule } from '../../core/retry.ts';
import type { Millis } from '../../core/units.ts';
import { mayLeap, refusesGet } from './gate.ts';
import { GREETING } from './greeting.ts';
import { OIDS } from './mib/names.ts';
import type { PlainPdu } from './pdu.ts';
import { encodeRequest } from './request.ts';
import { isPresent, valueText, type SnmpValue } from './values.ts';
import { ERROR_CODES, errorName, MAX_DATAGRAM, type CommunityVersion } from './vocabulary.ts';
import {
  beginWalk,
  halve,
  heedGate,
  takeStep,
  walkRequest,
  type Progress,
  type Walk,
  type WalkEnd,
  type WalkOrder,
} from './walk.ts';

/** Names in one get: their values fill a frame, as printers speak of themselves. */
const NAMES_PER_REQUEST = 12;
/** Questions to one agent: a full Printer MIB takes some 60. A hostile agent could ask for more for ever. */
export const MAX_REQUESTS = 400;
/** Values kept of one agent. */
export const MAX_VALUES = 4096;
/** Questions in a row without an answer, after which an agent is left alone. */
const MAX_SILENCES = 2;

type Task = (
  | { readonly kind: 'get'; readonly oids: readonly string[] }
  | { readonly kind: 'walk'; readonly walk: Walk }
) & {
  /** It was put off once: the agent was silent. */
  readonly late?: true;
};

/** A question that is out. */
interface Waiting {
  readonly id: number;
  readonly task: Task;
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly attempt: number;
  readonly retryAt: Millis;
}

/** An agent as its questioner sees it. */
export interface Agent {
  readonly from: Endpoint;
  /** The version that it answered in; everything else is asked in it. */
  readonly version: CommunityVersion;
  /** What was heard, by name. */
  readonly values: ReadonlyMap<string, SnmpValue>;
  /** What was asked for and is not to be had, and why, in words. */
  readonly absent: ReadonlyMap<string, string>;
  /** How each column's walk ended. */
  readonly walked: ReadonlyMap<string, WalkEnd>;
  readonly tasks: readonly Task[];
  readonly waiting?: Waiting;
  readonly requests: number;
  readonly replies: number;
  readonly silences: number;
}

/** How agents are asked: the same for all of them. */
export interface Manner {
  readonly community: string;
  readonly patience: RetrySchedule;
  /** A number that no other question has; 0 to 2^31 - 1. */
  readonly id: () => number;
}

export interface Turn {
  readonly agent: Agent;
  readonly send?: Uint8Array;
}

/** A new agent, with everything before it. */
export function newAgent(
  from: Endpoint,
  version: CommunityVersion,
  variables: readonly string[],
  walks: readonly WalkOrder[],
): Agent {
  const open = variables.filter((oid) => refusesGet(oid) === undefined);
  const absent = variables
    .filter((oid) => refusesGet(oid) !== undefined)
    .map((oid) => [oid, 'never asked: it is a command'] as const);
  const gets: Task[] = [];
  for (let i = 0; i < open.length; i += NAMES_PER_REQUEST) {
    gets.push({ kind: 'get', oids: open.slice(i, i + NAMES_PER_REQUEST) });
  }
  return {
    from,
    version,
    values: new Map(),
    absent: new Map(absent),
    walked: new Map(),
    tasks: [...gets, ...walks.map((order): Task => ({ kind: 'walk', walk: beginWalk(order) }))],
    requests: 0,
    replies: 0,
    silences: 0,
  };
}

/** Whether nothing is left to ask and nothing is waited for. */
export const isDone = ({ tasks, waiting }: Agent): boolean =>
  tasks.length === 0 && waiting === undefined;

/** Takes up the next task that is left; the tasks before it may turn out to be none. */
export function askNext(agent: Agent, manner: Manner, now: Millis): Turn {
  const [next, ...tasks] = agent.tasks;
  if (!next) return { agent };
  const idle: Agent = { ...agent, tasks };
  if (agent.requests === MAX_REQUESTS) return askNext(giveUp(idle, next, 'limit'), manner, now);
  const { task, agent: rest } = heed(idle, next);
  if (!task) return askNext(rest, manner, now);
  const id = manner.id();
  const bytes = write(task, agent, manner.community, id);
  if (bytes.length > MAX_DATAGRAM && sizeOf(task) > 1) {
    return askNext({ ...rest, tasks: [...split(task), ...tasks] }, manner, now);
  }
  const waiting = { id, task, bytes, attempt: 0, retryAt: now + manner.patience.waits[0]! };
  return { agent: { ...rest, waiting, requests: agent.requests + 1 }, send: bytes };
}

/** What of a task the gate leaves. */
function heed(agent: Agent, task: Task): { readonly agent: Agent; readonly task?: Task } {
  if (task.kind === 'get') return { agent, task };
  const { walks, ...ends } = heedGate(task.walk);
  const noted = note(agent, { ...ends, walks: [] });
  const [walk] = walks;
  return walk ? { agent: noted, task: { ...task, walk } } : { agent: noted };
}

/** An answer to the question that is out. */
export function takeAnswer(agent: Agent, pdu: PlainPdu, manner: Manner, now: Millis): Turn {
  const { waiting, ...idle } = agent;
  if (!waiting) return { agent };
  const heard = { ...idle, silences: 0 };
  const { task } = waiting;
  const next =
    task.kind === 'get' ? takeValues(heard, task.oids, pdu) : note(heard, takeStep(task.walk, pdu));
  return askNext(next, manner, now);
}

/** Nothing came in time: says it again, or gives the question up. */
export function bePatient(agent: Agent, manner: Manner, now: Millis): Turn {
  const { waiting, ...idle } = agent;
  if (!waiting || waiting.retryAt > now) return { agent };
  const attempt = waiting.attempt + 1;
  const wait = manner.patience.waits[attempt];
  if (wait !== undefined) {
    const again = { ...waiting, attempt, retryAt: now + wait };
    return { agent: { ...agent, waiting: again }, send: waiting.bytes };
  }
  return askNext(putOff({ ...idle, silences: idle.silences + 1 }, waiting.task), manner, now);
}

/**
 * What to do with a question that had no answer: it is asked again at the end, once, and in halves: some agents
 * say nothing at all where they should say too big. Who is silent twice in a row is left alone.
 */
function putOff(agent: Agent, task: Task): Agent {
  if (agent.silences < MAX_SILENCES) {
    if (task.late) return giveUp(agent, task, 'no answer');
    const parts = sizeOf(task) > 1 ? split(task) : [task];
    const late = parts.map((part): Task => ({ ...part, late: true }));
    return { ...agent, tasks: [...agent.tasks, ...late] };
  }
  let silent = giveUp(agent, task, 'no answer');
  for (const left of agent.tasks) silent = giveUp(silent, left, 'no answer');
  return { ...silent, tasks: [] };
}

/** Takes what a greeting asked for and was answered with, and does not ask for it again. */
export function takeGreeting(agent: Agent, { errorStatus, variables }: PlainPdu): Agent {
  const said = errorStatus === ERROR_CODES.none ? variables : [];
  const known = new Map(agent.values);
  for (const { oid, value } of said) {
    if (GREETING.includes(oid) && isPresent(value)) known.set(oid, value);
  }
  const tasks = agent.tasks.flatMap((task): Task[] => {
    if (task.kind === 'walk') return [task];
    const oids = task.oids.filter((oid) => !known.has(oid));
    return oids.length === 0 ? [] : [{ ...task, oids }];
  });
  return { ...agent, values: known, tasks };
}

function takeValues(agent: Agent, oids: readonly string[], pdu: PlainPdu): Agent {
  const { errorStatus, errorIndex, variables } = pdu;
  if (errorStatus === ERROR_CODES.tooBig && oids.length > 1) return askInParts(agent, oids);
  if (errorStatus !== ERROR_CODES.none) return blame(agent, oids, errorStatus, errorIndex);
  const heard = new Map(variables.map(({ oid, value }) => [oid, value]));
  const values = new Map(agent.values);
  const absent = new Map(agent.absent);
  for (const oid of oids) {
    const value = heard.get(oid);
    if (value && isPresent(value)) values.set(oid, value);
    else absent.set(oid, value ? value.type : 'not in the answer');
  }
  return { ...agent, values, absent };
}

/** Version 1 refuses all for one that is not there (RFC 1157, section 4.1.2): the others are asked again. */
function blame(agent: Agent, oids: readonly string[], status: number, index: number): Agent {
  const blamed = oids.length === 1 ? oids[0] : oids[index - 1];
  if (blamed === undefined) return askInParts(agent, oids);
  const absent = new Map(agent.absent).set(blamed, errorName(status));
  const rest = oids.filter((oid) => oid !== blamed);
  const again: Task[] = rest.length === 0 ? [] : [{ kind: 'get', oids: rest }];
  return { ...agent, absent, tasks: [...again, ...agent.tasks] };
}

const askInParts = (agent: Agent, oids: readonly string[]): Agent => ({
  ...agent,
  tasks: [...split({ kind: 'get', oids }), ...agent.tasks],
});

function note(agent: Agent, { walks, found, ended }: Progress): Agent {
  const values = new Map(agent.values);
  for (const { oid, value } of found) if (values.size < MAX_VALUES) values.set(oid, value);
  const walked = new Map(agent.walked);
  for (const { root, end } of ended) walked.set(root, end);
  const on = walks.map((walk): Task => ({ kind: 'walk', walk }));
  return { ...agent, values, walked, tasks: [...on, ...agent.tasks] };
}

function giveUp(agent: Agent, task: Task, why: string): Agent {
  const absent = new Map(agent.absent);
  const walked = new Map(agent.walked);
  if (task.kind === 'get') for (const oid of task.oids) absent.set(oid, why);
  else for (const { root } of task.walk.columns) walked.set(root, why);
  return { ...agent, absent, walked };
}

const sizeOf = (task: Task): number =>
  task.kind === 'get' ? task.oids.length : task.walk.columns.length;

function split(task: Task): Task[] {
  if (task.kind === 'walk') {
    return halve(task.walk).map((walk): Task => ({ kind: 'walk', walk }));
  }
  const middle = task.oids.length >> 1;
  return [task.oids.slice(0, middle), task.oids.slice(middle)].map((oids): Task => ({
    kind: 'get',
    oids,
  }));
}

function write(task: Task, agent: Agent, community: string, id: number): Uint8Array {
  const { version } = agent;
  if (task.kind === 'get') {
    return encodeRequest({ kind: 'get', version, community, id, oids: task.oids });
  }
  return encodeRequest({ ...walkRequest(task.walk, version, leaps(agent)), community, id });
}

/** Whether its maker is known to be another than Epson: by what it was greeted for. */
function leaps({ values }: Agent): boolean {
  const identity = values.get(`${OIDS.sysObjectID}.0`);
  const description = values.get(`${OIDS.sysDescr}.0`);
  return mayLeap(
    identity?.type === 'OBJECT IDENTIFIER' ? identity.value : undefined,
    description ? valueText(description) : '',
  );
}
