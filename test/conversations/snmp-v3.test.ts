/**
 * SNMP's client against an engine of ours in version 3: over a simulated network that loses, doubles and reorders, many
 * seeds. What came out is in `snmp-v3.md` beside this file; `UPDATE_TABLES=1` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import { nodeCryptography } from '../../src/platform/node/cryptography.ts';
import { converse } from '../../src/platform/run.ts';
import { createNetwork } from '../../src/platform/simulated/network.ts';
import type { Agent } from '../../src/protocols/snmp/agent.ts';
import { inquiry, type InquiryEvent } from '../../src/protocols/snmp/client.ts';
import { printerObjects, XP_432 } from '../../src/protocols/snmp/description.ts';
import { PRINTER_VARIABLES, PRINTER_WALKS } from '../../src/protocols/snmp/mib/printer.ts';
import type { UserAccount } from '../../src/protocols/snmp/usm/account.ts';
import { usmAgent } from '../../src/protocols/snmp/usm/agent.ts';
import { reportOf } from '../../src/protocols/snmp/usm/reports.ts';
import { secureUser } from '../../src/protocols/snmp/usm/user.ts';
import { SNMP_PORT } from '../../src/protocols/snmp/vocabulary.ts';
import { decode } from '../../src/protocols/snmp/wire.ts';

const SEEDS = 100;
const LOSSES = [0, 10, 20, 30, 40];
const TABLE = new URL('./snmp-v3.md', import.meta.url);
const PRINTER = '192.0.2.10';

/** The same bytes each time: a run is to be repeatable. */
const cryptography = {
  ...nodeCryptography(),
  randomBytes: (count: number) => new Uint8Array(count),
};
const ACCOUNT: UserAccount = {
  name: 'reader',
  authentication: { algorithm: 'sha256', password: 'the first secret' },
  privacy: { algorithm: 'aes', password: 'another secret' },
};
const { privacy: _, ...CLEAR } = ACCOUNT;
const userOf = (account: UserAccount) => secureUser(account, cryptography);
const READER = userOf(ACCOUNT);

const OBJECTS = printerObjects(XP_432);
const COLUMNS = PRINTER_WALKS.flatMap(({ columns }) => columns);
/** All that the wanted names have in such a printer. */
const COMPLETE = Object.keys(OBJECTS).filter(
  (oid) => PRINTER_VARIABLES.includes(oid) || COLUMNS.some((root) => oid.startsWith(`${root}.`)),
);
const ENGINE = { engineId: fromHex('8000000005636f6e7665727365'), engineBoots: 3 };
const SAY_NOTHING = { port: SNMP_PORT, tell() {} } as const;

interface Outcome {
  readonly agent: Agent | undefined;
  readonly sent: number;
  readonly took: number;
  readonly transcript: readonly { readonly from: string; readonly bytes: Uint8Array }[];
}

/** @param starts when the engine starts, and starts again, in virtual milliseconds */
async function askOnce(seed: number, loss: number, as = READER, starts = [0]): Promise<Outcome> {
  const network = createNetwork({ seed });
  const link = loss === 0 ? {} : { loss: loss / 100, duplication: 0.1, delay: 1, jitter: 30 };
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  const printer = network.host('printer', { addresses: [`${PRINTER}/24`] });
  const stop = new AbortController();
  const serve = async (): Promise<void> => {
    for (const [i] of starts.entries()) {
      const engineBoots = ENGINE.engineBoots + i;
      const until = starts[i + 1];
      const own = new AbortController();
      const end = () => own.abort();
      stop.signal.addEventListener('abort', end);
      if (until !== undefined) network.clock.wakeAt(until, end);
      const machine = usmAgent({ ...ENGINE, engineBoots, objects: OBJECTS, users: [READER] });
      // oxlint-disable-next-line no-await-in-loop -- one life after the other
      await converse(machine, printer, { ...SAY_NOTHING, signal: own.signal });
    }
  };
  const serving = serve();
  const machine = inquiry({
    variables: PRINTER_VARIABLES,
    walks: PRINTER_WALKS,
    hosts: [{ address: PRINTER, port: SNMP_PORT }],
    mayAsk: (address) => address === PRINTER,
    user: as,
    firstId: 1000,
  });
  let last: InquiryEvent | undefined;
  const tell = (event: InquiryEvent) => void (last = event);
  await network.run(converse(machine, client, { signal: new AbortController().signal, tell }));
  const took = network.clock.now();
  stop.abort();
  await network.run(serving);
  const end = last as InquiryEvent | undefined;
  const said = network.transcript.filter(({ copy }) => !copy);
  return {
    agent: end?.kind === 'finished' ? end.agents[0] : undefined,
    sent: said.filter(({ from }) => from.host === 'client').length,
    took,
    transcript: said.map(({ from, bytes }) => ({ from: from.host, bytes })),
  };
}

const isComplete = (agent: Agent | undefined) =>
  agent !== undefined && COMPLETE.every((oid) => agent.values.has(oid));

const falsehoods = (agent: Agent | undefined): string[] =>
  [...(agent?.values ?? [])].flatMap(([oid, value]) =>
    JSON.stringify(OBJECTS[oid]) === JSON.stringify(value) ? [] : [oid],
  );

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function tableOf(rows: readonly { loss: number; outcomes: readonly Outcome[] }[]): string {
  const lines = rows.map(({ loss, outcomes }) => {
    const share = (is: (agent: Agent | undefined) => boolean) =>
      percent(outcomes.filter(({ agent }) => is(agent)).length, outcomes.length);
    const cells = [
      `${loss} %`,
      share((agent) => agent !== undefined),
      share(isComplete),
      share((agent) => agent?.refused !== undefined),
      mean(outcomes.map(({ sent }) => sent)).toFixed(1),
      `${(mean(outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
      `${(Math.max(...outcomes.map(({ took }) => took)) / 1000).toFixed(1)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# SNMP 3: asking a printer everything over a bad network, encrypted

One client asks one printer, as a user with HMAC-SHA-256-192 and CFB128-AES-128, for ${PRINTER_VARIABLES.length} variables and ${COLUMNS.length} columns
of the Printer MIB; ${SEEDS} seeds a row. Each datagram to and from the client is lost with the given chance; where anything is
lost, 10 % arrive twice and each takes 1 to 31 ms, so that they overtake each other. *Complete* means that every object
it has of those was heard, *refused* that the client believed that it may not ask. Nothing false was ever heard.
Written by \`UPDATE_TABLES=1\` and \`snmp-v3.test.ts\`.

| loss | found | complete | refused | datagrams sent, mean | time, mean | time, longest |
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
        wrong.push(...falsehoods(outcome.agent));
        outcomes.push({ ...outcome, transcript: [] });
      }
      rows.push({ loss, outcomes });
    }
    expect(wrong).toEqual([]);
    const table = tableOf(rows);
    if (process.env['UPDATE_TABLES'] === '1') writeFileSync(TABLE, table);
    expect(table).toBe(readFileSync(TABLE, 'utf8'));
  });

  it('goes on with an engine that starts again in the middle', async () => {
    const whole = await askOnce(1, 20);
    const { agent } = await askOnce(1, 20, READER, [0, whole.took / 3]);
    expect(agent).toMatchObject({ renewals: 1, session: { clock: { engineBoots: 4 } } });
    expect(isComplete(agent)).toBe(true);
  });
});

describe('an engine', () => {
  it.each<[what: string, who: UserAccount, why: string]>([
    ['a stranger', { ...ACCOUNT, name: 'nobody' }, 'unknown user'],
    [
      'who has the wrong password',
      { ...ACCOUNT, authentication: { algorithm: 'sha256', password: 'not the secret' } },
      'wrong digest',
    ],
  ])('tells nothing to %s, and why', async (_what, who, why) => {
    const { agent } = await askOnce(1, 0, userOf(who));
    expect(agent).toMatchObject({ refused: why });
    expect(agent!.values.size).toBe(0);
  });

  it('tells nothing to its user in the clear', async () => {
    const { agent, transcript } = await askOnce(1, 0, userOf(CLEAR));
    expect(new Set(agent!.absent.values())).toEqual(new Set(['authorization error']));
    expect(agent!.values.size).toBe(0);
    const said = transcript.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join();
    expect(said).not.toContain('EPSON');
  });

  it('says nothing of what it holds that could be read on the way, and no salt twice', async () => {
    const { agent, transcript } = await askOnce(1, 0);
    expect(isComplete(agent)).toBe(true);
    const said = transcript.filter(({ from }) => from === 'printer').map(({ bytes }) => bytes);
    expect(said.map((bytes) => Buffer.from(bytes).toString('latin1')).join()).not.toContain(
      'EPSON',
    );
    const salts = said.flatMap((bytes) => {
      const decoded = decode(bytes);
      if (!decoded.ok || decoded.message.version !== '3') return [];
      const { security, encrypted } = decoded.message;
      return encrypted && !(security instanceof Uint8Array) ? [toHex(security.privacy)] : [];
    });
    expect(salts.length).toBeGreaterThan(10);
    expect(new Set(salts).size).toBe(salts.length);
  });

  it('answers a question once more within its time window, and never after', async () => {
    const { transcript } = await askOnce(1, 0);
    const question = transcript.findLast(({ from }) => from === 'client')!.bytes;
    const machine = usmAgent({ ...ENGINE, objects: OBJECTS, users: [READER] });
    const from = { address: '192.0.2.66', port: 4000 };
    const answerAt = (now: number): string | undefined => {
      const { actions } = machine.step(
        machine.start(0).state,
        { kind: 'received', from, bytes: question },
        now,
      );
      const [action] = actions;
      const decoded = action?.kind === 'send' ? decode(action.bytes) : undefined;
      if (!decoded?.ok || decoded.message.version !== '3') return undefined;
      const { data } = decoded.message;
      return data instanceof Uint8Array ? 'encrypted' : reportOf(data.pdu);
    };
    expect(answerAt(0)).toBe('encrypted');
    expect(answerAt(140_000)).toBe('encrypted');
    expect(answerAt(200_000)).toBe('not in time window');
  });
});
