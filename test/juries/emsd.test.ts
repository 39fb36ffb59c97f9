/**
 * The jury on EMSD's octets: Erlang's ASN.1 compiler and runtime, with the types of `emsd.asn1`, reads what we write and
 * writes what we read, for thousands of values that were made up by chance.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import type { Decoded } from '../../src/core/bytes/reader.ts';
import type { Ipm } from '../../src/protocols/emsd/ipm.ts';
import { OPERATIONS, type Invocation, type Results } from '../../src/protocols/emsd/operations.ts';
import {
  decodeInvocation,
  decodeIpm,
  decodeResult,
  encodeInvocation,
  encodeIpm,
  encodeResult,
} from '../../src/protocols/emsd/wire.ts';
import { invocation, ipm, results } from '../support/emsd-values.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { isInstalled } from '../support/namespace.ts';
import { argumentTerm, messageTerm, RESULT_TERMS } from './emsd-terms.ts';

/** Its compiler is a package apart from Erlang's own. */
function hasAsn1(): boolean {
  const ask = 'halt(case code:which(asn1ct) of non_existing -> 1; _ -> 0 end).';
  return spawnSync('erl', ['-noshell', '-eval', ask]).status === 0;
}

const can = unlessLeftOut(
  isInstalled('erlc') && hasAsn1(),
  "the jury of Erlang's ASN.1 on EMSD",
  'erlang-asn1 is not installed',
);

/** A value as Erlang is to see it, as we write it, and what we make of what Erlang writes. */
interface Case {
  readonly type: string;
  readonly term: string;
  readonly octets: Uint8Array;
  readonly value: unknown;
  readonly read: (octets: Uint8Array) => Decoded<unknown>;
}

const VALUES = 3000;
const sampled = <T>(values: fc.Arbitrary<T>, seed: number): T[] =>
  fc.sample(values, { numRuns: VALUES, seed });

const messages = (): Case[] =>
  sampled(ipm, 2524).map((value) => ({
    type: `'Message'`,
    term: messageTerm(value),
    octets: encodeIpm(value),
    value,
    read: decodeIpm,
  }));

function messageOf(octets: Uint8Array): Ipm {
  const decoded = decodeIpm(octets);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

function invocations(): Case[] {
  const contents = sampled(ipm, 642);
  return sampled(invocation, 2524).map((any, number) => {
    const said = withContent(any, contents[number]!);
    const [type, term] = argumentTerm(said, contents[number]!);
    const instance = said.instance === undefined ? 0 : 1;
    const octets = encodeInvocation(said);
    const { value } = OPERATIONS[said.operation];
    return {
      type,
      term,
      // What goes before the argument is no ASN.1.
      octets: octets.subarray(instance),
      value: opened(said),
      read: (bytes) => {
        const whole = Uint8Array.of(...octets.subarray(0, instance), ...bytes);
        const heard = decodeInvocation(value, whole);
        return heard.ok ? { ...heard, message: opened(heard.message) } : heard;
      },
    };
  });
}

function withContent(said: Invocation, message: Ipm): Invocation {
  if (said.operation !== 'submit' && said.operation !== 'deliver') return said;
  return { ...said, argument: { ...said.argument, content: encodeIpm(message) } } as Invocation;
}

/** With what its content says in place of its octets, which may be others that say the same. */
function opened(said: Invocation): unknown {
  if (said.operation !== 'submit' && said.operation !== 'deliver') return said;
  return { ...said, argument: { ...said.argument, content: messageOf(said.argument.content) } };
}

const resultsOf = <Name extends keyof typeof RESULT_TERMS>(name: Name): Case[] =>
  sampled(results[name] as fc.Arbitrary<Results[Name]>, 2524).map((value) => {
    const [type, term] = RESULT_TERMS[name](value);
    const octets = encodeResult(name, value);
    return { type, term, octets, value, read: (bytes) => decodeResult(name, bytes) };
  });

describe.runIf(can)("Erlang's ASN.1", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portolan-emsd-'));
    // The compiler wants the file to have the module's name.
    copyFileSync(fileURLToPath(new URL('emsd.asn1', import.meta.url)), join(folder, 'EMSD.asn1'));
    const { status, stdout } = spawnSync('erlc', ['-bber', '+maps', 'EMSD.asn1'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What it reads of our octets, and the octets that it writes, for each case. */
  function judged(cases: readonly Case[]): { reads: string; writes: string }[] {
    const file = join(folder, 'cases.terms');
    const lines = cases.map(
      ({ type, term, octets }) => `{${type}, ${term}, <<${[...octets].join(',')}>>}.`,
    );
    writeFileSync(file, lines.join('\n'));
    const peer = fileURLToPath(new URL('emsd-peer.escript', import.meta.url));
    const { status, stdout, stderr } = spawnSync('escript', [peer, folder, file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(stderr || stdout);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [reads = '', writes = ''] = line.split('\t');
        return { reads, writes };
      });
  }

  it.each<[what: string, cases: () => Case[]]>([
    ['messages', messages],
    ['invocations', invocations],
    ['results of submit', () => resultsOf('submit')],
    ['results of deliveryControl', () => resultsOf('deliveryControl')],
    ['results of submissionControl', () => resultsOf('submissionControl')],
    ['results of deliveryVerify', () => resultsOf('deliveryVerify')],
    ['results of submissionVerify', () => resultsOf('submissionVerify')],
  ])('and we read each other: %s', (_, make) => {
    const cases = make();
    const verdicts = judged(cases);
    expect(verdicts).toHaveLength(cases.length);
    for (const [number, { reads, writes }] of verdicts.entries()) {
      const { octets, value, read, term } = cases[number]!;
      expect({ term, hex: toHex(octets), reads }).toMatchObject({ reads: 'same' });
      const heard = read(fromHex(writes));
      expect(heard.ok ? heard.message : heard.error).toEqual(value);
    }
  });

  it('tells what is wrong', () => {
    const [good] = resultsOf('submissionVerify') as [Case];
    const other = { ...good, octets: fromHex('30 03 0a 01 03') };
    const missing = { ...good, octets: fromHex('30 00') };
    for (const { reads } of judged([other, missing])) expect(reads).not.toBe('same');
  });
});
