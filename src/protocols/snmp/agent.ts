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
import type { Asked, Meeting, MessageModel, Reading, Refusal } from './message-model.ts';
import type { PlainPdu } from './pdu.ts';
import { encodeQuestion } from './request.ts';
import type { UsmSession } from './usm/session.ts';
import { isPresent, valueText, type SnmpValue } from './values.ts';
import { ERROR_CODES, errorName, MAX_DATAGRAM, type SnmpVersion } from './vocabulary.ts';
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
/** How often a refusal is heard that nobody vouches for until it is believed: a forged one does not stop us. */
const BELIEVED_REFUSALS = 2;
/** How often an agent may be another engine, or have another time, than was thought. */
const MAX_RENEWALS = 4;

type Task = (
  | { readonly kind: 'get'; readonly oids: readonly string[] }
  | { readonly kind: 'walk'; readonly walk: Walk }
) & {
  /** It was put off once: the agent was silent. */
  readonly late?: true;
};

/** A question that is out. */
interface Waiting extends Asked {
  readonly task: Task;
  readonly pdu: Uint8Array;
  /** From 0. */
  readonly attempt: number;
  readonly retryAt: Millis;
}

/** An agent as its questioner sees it. */
export interface Agent {
  readonly from: Endpoint;
  /** The version that it answered in; everything else is asked in it. */
  readonly version: SnmpVersion;
  /** Version 3: its engine, with our keys and its clock. */
  readonly session?: UsmSession;
  /** Why it will not answer who asks. Then it was asked no more. */
  readonly refused?: Refusal;
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
  /** Refusals in a row that nobody vouched for. */
  readonly rumours: number;
  readonly renewals: number;
}

/** How agents are asked: the same for all of them. */
export interface Manner {
  /** Of one of the versions in which agents are asked. */
  readonly modelOf: (version: SnmpVersion) => MessageModel;
  readonly patience: RetrySchedule;
  /** A number that no other question and no other message has; 0 to 2^31 - 1. */
  readonly id: () => number;
}

export interface Turn {
  readonly agent: Agent;
  readonly send?: Uint8Array;
}

/** What is wanted of every agent. */
export interface Wishes {
  readonly variables: readonly string[];
  readonly walks: readonly WalkOrder[];
}

/** A new agent, as it was met, with everything else before it. */
export function newAgent(
  from: Endpoint,
  version: SnmpVersion,
  { variables, walks }: Wishes,
  { session, pdu }: Meeting,
): Agent {
  const agent: Agent = {
    ...untold(from, version, { variables, walks }),
    ...(session && { session }),
  };
  if (pdu) return takeGreeting(agent, pdu);
  // How it may be walked depends on what it says of its maker: that comes first.
  const first: Task = { kind: 'get', oids: GREETING };
  return { ...agent, tasks: [first, ...without(agent.tasks, new Set(GREETING))] };
}

function untold(from: Endpoint, version: SnmpVersion, { variables, walks }: Wishes): Agent {
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
    replies: 1,
    silences: 0,
    rumours: 0,
    renewals: 0,
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
  const pdu = write(task, agent, id);
  const waiting = { id, messageIds: [], task, pdu, attempt: 0 };
  const turn = say({ ...rest, requests: agent.requests + 1 }, waiting, manner, now);
  if (turn.send.length > MAX_DATAGRAM && sizeOf(task) > 1) {
    return askNext({ ...rest, tasks: [...split(task), ...tasks] }, manner, now);
  }
  return turn;
}

/**
 * Says a question, for the first time or again. Each message has an id of its own (RFC 3412, section 6.2), and shows
 * the time at which it leaves.
 */
function say(
  agent: Agent,
  waiting: Omit<Waiting, 'retryAt'>,
  { modelOf, patience, id }: Manner,
  now: Millis,
): Required<Turn> {
  const { version, session } = agent;
  const model = modelOf(version);
  const messageId = model.numbersMessages ? id() : waiting.id;
  const messageIds = model.numbersMessages ? [...waiting.messageIds, messageId] : [];
  const retryAt = now + patience.waits[waiting.attempt]!;
  return {
    agent: { ...agent, waiting: { ...waiting, messageIds, retryAt } },
    send: model.write(waiting.pdu, session, messageId, now),
  };
}

/** What of a task the gate leaves. */
function heed(agent: Agent, task: Task): { readonly agent: Agent; readonly task?: Task } {
  if (task.kind === 'get') return { agent, task };
  const { walks, ...ends } = heedGate(task.walk);
  const noted = note(agent, { ...ends, walks: [] });
  const [walk] = walks;
  return walk ? { agent: noted, task: { ...task, walk } } : { agent: noted };
}

/** What was heard of the question that is out. `messageId` is that of version 3. */
export function takeReading(
  agent: Agent,
  reading: Reading,
  messageId: number | undefined,
  manner: Manner,
  now: Millis,
): Turn {
  const { waiting } = agent;
  if (!waiting) return { agent };
  switch (reading.kind) {
    case 'answer':
      return takeAnswer(agent, reading, manner, now);
    case 'again': {
      if (agent.renewals === MAX_RENEWALS) return { agent: refuse(agent, 'not in time window') };
      const renewed = { ...agent, session: reading.session, renewals: agent.renewals + 1 };
      // What was said under the old ones counts no more.
      return say(renewed, { ...waiting, messageIds: [] }, manner, now);
    }
    case 'refusal': {
      const rumours = agent.rumours + 1;
      if (reading.isCertain || rumours === BELIEVED_REFUSALS) {
        return { agent: refuse(agent, reading.why) };
      }
      const messageIds = waiting.messageIds.filter((id) => id !== messageId);
      return { agent: { ...agent, rumours, waiting: { ...waiting, messageIds } } };
    }
  }
}

function takeAnswer(
  agent: Agent,
  { pdu, session }: Extract<Reading, { kind: 'answer' }>,
  manner: Manner,
  now: Millis,
): Turn {
  const { waiting, ...idle } = agent;
  if (!waiting) return { agent };
  const heard: Agent = { ...idle, ...(session && { session }), silences: 0, rumours: 0 };
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
  if (attempt < manner.patience.waits.length) {
    return say(agent, { ...waiting, attempt }, manner, now);
  }
  return askNext(putOff({ ...idle, silences: idle.silences + 1 }, waiting.task), manner, now);
}

/** It will not answer who asks: nothing more is said to it. */
function refuse({ waiting, ...agent }: Agent, why: Refusal): Agent {
  const left = [...(waiting ? [waiting.task] : []), ...agent.tasks];
  return {
    ...left.reduce((rest, task) => giveUp(rest, task, why), agent),
    tasks: [],
    refused: why,
  };
}

/**
 * What to do with a question that had no answer: it is asked again at the end, once, and in halves: some agents
 * say nothing at all where they should say too big. Who is silent twice in a row is left alone.
 */
function putOff(agent: Agent, task: Task): Agent {
  // An engine that has not answered this user once will not do so for another question.
  const isStrange = agent.session !== undefined && agent.values.size === 0;
  if (agent.silences < (isStrange ? 1 : MAX_SILENCES)) {
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
function takeGreeting(agent: Agent, { errorStatus, variables }: PlainPdu): Agent {
  const said = errorStatus === ERROR_CODES.none ? variables : [];
  const known = new Map(agent.values);
  for (const { oid, value } of said) {
    if (GREETING.includes(oid) && isPresent(value)) known.set(oid, value);
  }
  return { ...agent, values: known, tasks: without(agent.tasks, known) };
}

/** The tasks without variables that need not be asked for. */
const without = (tasks: readonly Task[], known: { has(oid: string): boolean }): readonly Task[] =>
  tasks.flatMap((task): Task[] => {
    if (task.kind === 'walk') return [task];
    const oids = task.oids.filter((oid) => !known.has(oid));
    return oids.length === 0 ? [] : [{ ...task, oids }];
  });

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

function write(task: Task, agent: Agent, id: number): Uint8Array {
  if (task.kind === 'get') return encodeQuestion({ kind: 'get', id, oids: task.oids });
  return encodeQuestion({ ...walkRequest(task.walk, agent.version, leaps(agent)), id });
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
