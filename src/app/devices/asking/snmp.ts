/**
 * Asks one host by SNMP: the Printer MIB of whoever answers, and Epson's own status of who says that Epson made it.
 */
import { identify } from '../../../devices/identity.ts';
import { snmpObservation } from '../../../devices/witnesses/snmp.ts';
import { isDone, type Agent } from '../../../protocols/snmp/agent.ts';
import { inquiry, type InquiryEvent, type InquiryOptions } from '../../../protocols/snmp/client.ts';
import { OIDS } from '../../../protocols/snmp/mib/names.ts';
import {
  EPSON_VARIABLES,
  EPSON_WALKS,
  PRINTER_VARIABLES,
  PRINTER_WALKS,
} from '../../../protocols/snmp/mib/printer.ts';
import { DEFAULT_COMMUNITY, SNMP_PORT } from '../../../protocols/snmp/vocabulary.ts';
import type { WalkOrder } from '../../../protocols/snmp/walk.ts';
import { converseUntil, greetings, type Asked, type Question, type Testimony } from './question.ts';
import { whyNothing, type SnmpManner } from './snmp-manner.ts';

const WHERE = `UDP ${SNMP_PORT}`;

/** The hardware addresses of its interfaces; a print server has a few, a router's many are no help here. */
const INTERFACES: WalkOrder = { columns: [OIDS.ifPhysAddress], most: 8 };

/** @throws UsageError for a community that does not fit the wire */
export async function askSnmp(question: Question, manner: SnmpManner = {}): Promise<Testimony> {
  const plain = await inquire(question, {
    ...manner,
    variables: PRINTER_VARIABLES,
    walks: [...PRINTER_WALKS, INTERFACES],
  });
  if (plain === undefined) {
    return {
      asked: { by: 'snmp', end: 'silent', where: WHERE, ...silenceOf(manner) },
      observations: [],
    };
  }
  const why = whyNothing(plain, manner);
  if (why !== undefined) {
    return { asked: { by: 'snmp', end: 'refused', where: WHERE, why }, observations: [] };
  }
  const isEpson = identify(snmpObservation(plain, question.heard())).maker === 'Epson';
  const own = isEpson
    ? await inquire(question, {
        ...manner,
        ...(plain.version !== '3' && { versions: [plain.version] }),
        variables: EPSON_VARIABLES,
        walks: EPSON_WALKS,
      })
    : undefined;
  const agent = own ? { ...plain, values: new Map([...plain.values, ...own.values]) } : plain;
  // What was asked in two conversations is one agent's.
  question.listening?.snmp({ kind: 'completed', agent });
  return {
    asked: askedOf(plain, own, isEpson),
    observations: [snmpObservation(agent, question.heard())],
  };
}

async function inquire(
  question: Question,
  options: SnmpManner & Pick<InquiryOptions, 'variables' | 'walks'>,
): Promise<Agent | undefined> {
  const { address, wait, platform } = question;
  if (question.signal.aborted) return undefined;
  const state = await converseUntil(
    inquiry({
      ...options,
      hosts: [{ address, port: SNMP_PORT }],
      mayAsk: (from) => from === address,
      rounds: greetings(wait),
      firstId: Math.floor(platform.random() * 2 ** 31),
    }),
    question,
    (event: InquiryEvent) => {
      question.listening?.snmp(event);
      return event.kind === 'found';
    },
  );
  return state?.agents.values().next().value;
}

function silenceOf({
  community = DEFAULT_COMMUNITY,
  user,
}: SnmpManner): Pick<Asked, 'why' | 'adjust'> {
  if (user) return { why: 'SNMP is off there, or it has no version 3' };
  if (community === '') return {};
  return {
    why: `SNMP is off there, or it has another community than "${community}"`,
    adjust: 'community',
  };
}

function askedOf(plain: Agent, own: Agent | undefined, isEpson: boolean): Asked {
  const agents = [plain, ...(own ? [own] : [])];
  const why = agents.some((agent) => !isWhole(agent))
    ? 'it had not answered everything when time was up'
    : isEpson && own === undefined
      ? "it did not answer the questions for Epson's own status"
      : undefined;
  return {
    by: 'snmp',
    end: why === undefined ? 'answered' : 'partly',
    where: WHERE,
    ...(why !== undefined && { why }),
  };
}

const isWhole = (agent: Agent): boolean =>
  isDone(agent) && ![...agent.walked.values(), ...agent.absent.values()].includes('no answer');
