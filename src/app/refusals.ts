/** Why a door could not be opened, and what to do: who holds the port, or which rights are missing. */
import { isExpected } from '../core/errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Listener } from '../survey/listener.ts';
import { scopeOf } from '../survey/scope.ts';
import { lookCommand, stopCommand } from '../verdict/commands.ts';
import type { BindError, BindFailure } from '../platform/bind-error.ts';

/** A port that could not be had. */
export interface Refusal {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly address: string;
  readonly error: BindError;
}

/** A door that is not open, as every door shows it. */
export interface Refused {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly address: string;
  readonly failure: BindFailure;
  /** One sentence. */
  readonly why: string;
  /** Who has the port, where that can be seen. */
  readonly holder?: { readonly pid: number; readonly name: string; readonly user?: string };
  /** Commands that show more or help. */
  readonly remedies: readonly string[];
}

/** @param again the command that was given, without `sudo` */
export async function explainRefusals(
  refusals: readonly Refusal[],
  platform: Platform,
  signal: CancelSignal,
  again: string,
): Promise<Refused[]> {
  const isTaken = refusals.some(({ error }) => error.failure === 'taken');
  const listeners = isTaken ? await listenersHere(platform, signal) : [];
  const lowest = Math.min(...refusals.map(({ port }) => port));
  return refusals.map((refusal) => {
    const { transport, port, address, error } = refusal;
    const base = { transport, port, address, failure: error.failure };
    if (error.failure === 'taken') return { ...base, ...taken(refusal, listeners) };
    if (error.failure === 'not permitted') {
      const why = `${nameOf(refusal)} may not be opened by this user`;
      return { ...base, why, remedies: rights(platform.host.system, again, lowest) };
    }
    if (error.failure === 'not own') {
      const why = `${address} is not an address of this machine: choose one of its own, or any for all`;
      return { ...base, why, remedies: [] };
    }
    return { ...base, why: error.message.replace(/\.$/, ''), remedies: [] };
  });
}

/** Who cannot look says so elsewhere; here it only means that the holder has no name. */
async function listenersHere(
  { listeners }: Platform,
  signal: CancelSignal,
): Promise<readonly Listener[]> {
  try {
    return (await listeners.collect(signal)).listeners;
  } catch (problem) {
    if (isExpected(problem)) return [];
    throw problem;
  }
}

function taken(
  refusal: Refusal,
  listeners: readonly Listener[],
): Pick<Refused, 'why' | 'holder' | 'remedies'> {
  const { transport, port, address } = refusal;
  const holders = listeners.filter(
    (listener) => listener.transport === transport && listener.port === port,
  );
  const holder = holders.find((listener) => overlaps(listener.address, address)) ?? holders[0];
  const [program] = holder?.processes ?? [];
  if (holder === undefined) {
    const remedies = [`sudo portolan survey`];
    return { why: `${nameOf(refusal)} is taken, by whom cannot be seen`, remedies };
  }
  const stop = stopCommand(holder);
  const remedies = [lookCommand(holder), ...(stop === undefined ? [] : [stop])];
  if (program === undefined) {
    const owner = holder.owner === undefined ? '' : ` of ${holder.owner}`;
    return {
      why: `${nameOf(refusal)} is taken, by a program${owner} that cannot be seen`,
      remedies,
    };
  }
  const user = program.user ?? holder.owner;
  const { pid, name } = program;
  return {
    why: `${nameOf(refusal)} is taken by ${name} (process ${pid}${user === undefined ? '' : `, ${user}`})`,
    holder: { pid, name, ...(user !== undefined && { user }) },
    remedies,
  };
}

const overlaps = (theirs: string, ours: string) =>
  theirs === ours || scopeOf(theirs) === 'any' || scopeOf(ours) === 'any';

const nameOf = ({ transport, port, address }: Refusal) =>
  `${transport}/${port} on ${address.includes(':') ? `[${address}]` : address}`;

function rights(system: string, again: string, lowest: number): string[] {
  const sudo = `sudo ${again}`;
  if (system !== 'linux') return [sudo];
  return [
    sudo,
    'sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(command -v node)")"',
    `sudo sysctl net.ipv4.ip_unprivileged_port_start=${lowest}`,
  ];
}

/** The same command at another port, where that helps. @param free one that mostly is, with another after it */
export function onAnotherPort({ port, error }: Refusal, again: string, free: number): string[] {
  if (error.failure !== 'taken' && error.failure !== 'not permitted') return [];
  return [`Or on another port: ${again} --port ${port === free ? free + 1 : free}`];
}

/** The refusals as sentences: what has the same cause and the same remedies in one. */
export function refusalNotes(refused: readonly Refused[]): string[] {
  const held = refused.filter(({ failure }) => failure !== 'not permitted');
  const forbidden = refused.filter(({ failure }) => failure === 'not permitted');
  const sentences = held.map(({ why, remedies }) => [`${why}.`, ...asked(remedies)].join(' '));
  const notes = [...new Set(sentences)];
  const [first] = forbidden;
  if (first) {
    const names = [...new Set(forbidden.map(({ transport, port }) => `${transport}/${port}`))];
    const [sudo, setcap, sysctl] = first.remedies;
    notes.push(
      [
        `${names.join(', ')} may not be opened by this user.`,
        `With rights that are given up again once the ports are open: ${sudo}`,
        ...(setcap === undefined ? [] : [`Or for every program that this Node runs: ${setcap}`]),
        ...(sysctl === undefined ? [] : [`Or for everybody on this machine: ${sysctl}`]),
      ].join('\n'),
    );
  }
  return notes;
}

const asked = (remedies: readonly string[]) =>
  remedies.length === 0 ? [] : [`To look or to stop it: ${remedies.join('  or  ')}`];
