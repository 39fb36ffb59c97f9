/**
 * SNMP's client against its own agents: over a simulated network that loses, doubles and reorders, many seeds, and
 * once over real sockets. What came out is in `snmp.md` beside this file; `UPDATE_TABLES=1` writes it anew, and a
 * difference in review is a difference in behaviour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes/hex.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { bdcReport } from '../../src/protocols/bdc/report.ts';
import { decode as decodeBdc } from '../../src/protocols/bdc/wire.ts';
import type { Agent } from '../../src/protocols/snmp/agent.ts';
import {
  inquiry,
  type InquiryEvent,
  type InquiryOptions,
} from '../../src/protocols/snmp/client.ts';
import { printerObjects, XP_432 } from '../../src/protocols/snmp/description.ts';
import { EPSON_QUESTIONS } from '../../src/protocols/snmp/gate.ts';
import { OIDS } from '../../src/protocols/snmp/mib/names.ts';
import {
  EPSON_VARIABLES,
  EPSON_WALKS,
  PRINTER_VARIABLES,
  PRINTER_WALKS,
  printerReport,
} from '../../src/protocols/snmp/mib/printer.ts';
import { agent, type AgentDescription } from '../../src/protocols/snmp/server.ts';
import type { SnmpValue } from '../../src/protocols/snmp/values.ts';
import { SNMP_PORT } from '../../src/protocols/snmp/vocabulary.ts';

const SEEDS = 100;
const LOSSES = [0, 10, 20, 30, 40];
const TABLE = new URL('./snmp.md', import.meta.url);

const OBJECTS = printerObjects(XP_432);
/** The same, made by another than Epson: it may be asked by getbulk. */
const OTHERS: Record<string, SnmpValue> = {
  ...OBJECTS,
  [`${OIDS.sysDescr}.0`]: { type: 'OCTET STRING', value: new TextEncoder().encode('A printer') },
  [`${OIDS.sysObjectID}.0`]: { type: 'OBJECT IDENTIFIER', value: '1.3.6.1.4.1.11.2.3.9.1' },
};
/** One that speaks both versions, and one that lacks the second, as old printers do. */
const AGENTS: Readonly<Record<string, AgentDescription>> = {
  '192.0.2.10': { objects: OTHERS },
  '192.0.2.11': { objects: OBJECTS, versions: ['1'] },
};
const WANTED: Pick<InquiryOptions, 'variables' | 'walks'> = {
  variables: PRINTER_VARIABLES,
  walks: PRINTER_WALKS,
};
const COLUMNS = PRINTER_WALKS.flatMap(({ columns }) => columns);
/** All that the wanted names have in such a printer. */
const COMPLETE = Object.keys(OBJECTS).filter(
  (oid) => PRINTER_VARIABLES.includes(oid) || COLUMNS.some((root) => oid.startsWith(`${root}.`)),
);

interface Outcome {
  readonly agents: readonly Agent[];
  /** Datagrams that the client sent. */
  readonly sent: number;
  /** Virtual milliseconds from the first greeting to the end. */
  readonly took: number;
  readonly transcript: string;
}

/** A client and two agents on one network. The client's link is bad: both ways, every datagram. */
async function askOnce(seed: number, loss: number): Promise<Outcome> {
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  const stop = new AbortController();
  const servers = Object.entries(AGENTS).map(([address, description]) => {
    const platform = network.host(address, { addresses: [`${address}/24`] });
    const options = { port: SNMP_PORT, signal: stop.signal, tell() {} };
    return converse(agent(description), platform, options);
  });
  const machine = inquiry({
    ...WANTED,
    broadcasts: [{ address: '192.0.2.255', port: SNMP_PORT }],
    mayAsk: (address) => address.startsWith('192.0.2.'),
    firstId: 1000,
  });
  const events: InquiryEvent[] = [];
  const signal = new AbortController().signal;
  const tell = (event: InquiryEvent) => void events.push(event);
  await network.run(converse(machine, client, { broadcast: true, signal, tell }));
  const took = network.clock.now();
  stop.abort();
  await network.run(Promise.all(servers));
  const last = events.at(-1);
  const spoken = network.transcript.filter(({ from, copy }) => from.host === 'client' && !copy);
  return {
    agents: last?.kind === 'finished' ? last.agents : [],
    sent: new Set(spoken.map(({ at, to, bytes }) => `${at} ${to.address} ${toHex(bytes)}`)).size,
    took,
    transcript: network.transcript
      .map(
        ({ at, from, to, bytes, fate }) => `${at} ${from.host} ${to.host} ${fate} ${toHex(bytes)}`,
      )
      .join('\n'),
  };
}

const isComplete = ({ values }: Agent) => COMPLETE.every((oid) => values.has(oid));

/** What holds in every run, however bad the network: nothing that was heard is false. */
function falsehoods(agents: readonly Agent[]): string[] {
  const wrong = agents.length > 2 ? [`${agents.length} agents`] : [];
  for (const { from, values, version } of agents) {
    if (!(from.address in AGENTS)) wrong.push(`an agent at ${from.address}`);
    if (from.address === '192.0.2.11' && version !== '1') wrong.push('a version that it lacks');
    const held = AGENTS[from.address]?.objects ?? {};
    for (const [oid, value] of values) if (!isSame(held[oid], value)) wrong.push(oid);
  }
  return wrong;
}

const isSame = (held: SnmpValue | undefined, heard: SnmpValue): boolean =>
  held !== undefined && JSON.stringify(held) === JSON.stringify(heard);

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function tableOf(rows: readonly { loss: number; outcomes: readonly Outcome[] }[]): string {
  const lines = rows.map(({ loss, outcomes }) => {
    const complete = (address: string) =>
      outcomes.filter(({ agents }) =>
        agents.some((one) => one.from.address === address && isComplete(one)),
      ).length;
    const cells = [
      `${loss} %`,
      percent(outcomes.filter(({ agents }) => agents.length === 2).length, outcomes.length),
      percent(complete('192.0.2.10'), outcomes.length),
      percent(complete('192.0.2.11'), outcomes.length),
      mean(outcomes.map(({ sent }) => sent)).toFixed(1),
      `${(mean(outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
      `${(Math.max(...outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# SNMP: asking two printers everything over a bad network

One client broadcasts on a network with two printers, one of which speaks version 1 alone, and asks each for
${PRINTER_VARIABLES.length} variables and ${COLUMNS.length} columns of the Printer MIB; ${SEEDS} seeds a row. Each datagram to and from
the client is lost with the given chance; where anything is lost, 10 % arrive twice and each takes 1 to 31 ms, so
that they overtake each other. *Complete* means that every object it has of those was heard. Nothing false was ever
heard, and no agent was found twice. Written by \`UPDATE_TABLES=1\` and \`snmp.test.ts\`.

| loss | both found | version 2c complete | version 1 complete | datagrams sent, mean | time, mean | time, longest |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

describe('over a bad network', () => {
  it('hears what the table says, and nothing false', { timeout: 180_000 }, async () => {
    const rows = [];
    const wrong: string[] = [];
    for (const loss of LOSSES) {
      const outcomes: Outcome[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const outcome = await askOnce(1000 * loss + seed, loss);
        wrong.push(...falsehoods(outcome.agents));
        outcomes.push({ ...outcome, transcript: '' });
      }
      rows.push({ loss, outcomes });
    }
    expect(wrong).toEqual([]);
    const table = tableOf(rows);
    if (process.env['UPDATE_TABLES'] === '1') writeFileSync(TABLE, table);
    expect(table).toBe(readFileSync(TABLE, 'utf8'));
  });

  it('goes the same way for the same seed, and another way for another', async () => {
    const [first, again, other] = await Promise.all([7, 7, 8].map((seed) => askOnce(seed, 30)));
    expect(again!.transcript).toBe(first!.transcript);
    expect(other!.transcript).not.toBe(first!.transcript);
  });

  it('gives both printers the same words', async () => {
    const { agents } = await askOnce(1, 0);
    const [first, second] = agents.map(({ values }) => printerReport(values));
    expect(first!.supplies).toHaveLength(5);
    expect(second).toEqual(first);
  });
});

describe('over real sockets', () => {
  it('asks an agent on this machine everything', async () => {
    const platform = { clock: nodeClock(), udp: nodeUdp() };
    const stop = new AbortController();
    let bound: (local: Endpoint) => void;
    const local = new Promise<Endpoint>((resolve) => (bound = resolve));
    const serving = converse(agent({ objects: OBJECTS }), platform, {
      address: '127.0.0.1',
      signal: stop.signal,
      tell() {},
      opened: (endpoint) => bound(endpoint),
    });
    const events: InquiryEvent[] = [];
    const machine = inquiry({
      variables: [...PRINTER_VARIABLES, ...EPSON_VARIABLES],
      walks: [...PRINTER_WALKS, ...EPSON_WALKS],
      hosts: [await local],
      mayAsk: (address) => address === '127.0.0.1',
      firstId: 1,
    });
    await converse(machine, platform, {
      address: '127.0.0.1',
      signal: new AbortController().signal,
      tell: (event) => void events.push(event),
    });
    stop.abort();
    await serving;
    const last = events.at(-1);
    const agents = last?.kind === 'finished' ? last.agents : [];
    expect(agents.map(isComplete)).toEqual([true]);
    const { version, values } = agents[0]!;
    expect(version).toBe('2c');
    // What the variables of Epson's own hold is another protocol's.
    const reports = [...Object.values(EPSON_QUESTIONS), `${OIDS.epsonStatus}.1`].map((oid) => {
      const held = values.get(oid);
      const decoded = decodeBdc(held?.type === 'OCTET STRING' ? held.value : new Uint8Array(0));
      return decoded.ok ? bdcReport(decoded.message) : undefined;
    });
    expect(reports).toMatchObject([
      { serial: 'X1YZ000000', errors: [{ words: 'waste ink full, or service needed' }] },
      { maker: 'EPSON', model: 'XP-432 435 Series' },
      { firmware: 'ME23H6 (2017-06-23)' },
      { serial: 'X1YZ000000', state: 'error' },
    ]);
  });
});
