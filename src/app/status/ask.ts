/** Asks the hosts, some at a time, and makes devices of what they say. Loaded when somebody asks. */
import { UsageError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import { judgeSupply } from '../../devices/supplies.ts';
import type { Device } from '../../devices/device.ts';
import { mergeObservations } from '../../devices/merge.ts';
import type { Witness } from '../../devices/observation.ts';
import { conditionWords } from '../../devices/words.ts';
import { askHost } from '../devices/ask-host.ts';
import { silenceOf } from '../devices/silence.ts';
import type { SnmpManner } from '../devices/asking/snmp-manner.ts';
import { snmpManner, type SnmpWishes } from '../devices/snmp-parameters.ts';
import type { Context } from '../operation.ts';
import { findingsOf } from './findings.ts';
import { gapsOf } from './gaps.ts';
import type { AskedHost, StatusDevice, StatusGap, StatusResult } from './result.ts';
import { readTargets, type Target } from '../devices/targets.ts';

/** Hosts that are asked at a time: some five sockets each. */
const AT_ONCE = 16;

export interface StatusWishes {
  readonly hosts: readonly string[];
  readonly allowPublic: boolean;
  readonly witnesses: readonly Witness[];
  readonly snmp: SnmpWishes;
  readonly wait: Millis;
  /** Percent at which a supply is low. */
  readonly low: number;
}

/** The same, with keys made of passwords. */
type Manner = Omit<StatusWishes, 'snmp'> & { readonly snmp: SnmpManner };

interface Answer {
  readonly host: AskedHost;
  readonly devices: readonly StatusDevice[];
  readonly gaps: readonly StatusGap[];
}

export async function askStatus(wishes: StatusWishes, context: Context): Promise<StatusResult> {
  const { platform, signal } = context;
  const targets = await readTargets(wishes.hosts, wishes.allowPublic, platform, signal);
  if (targets.length === 0) throw new UsageError('name a host');
  const manner: Manner = { ...wishes, snmp: await snmpManner(wishes.snmp, platform) };
  const answers: Answer[] = [];
  const waiting = [...targets.entries()];
  let done = 0;
  const tell = (): void => {
    const what = targets.length === 1 ? `asking ${targets[0]!.host}` : 'asking';
    context.emit({ kind: 'progress', done, total: targets.length, what });
  };
  tell();
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, target] = next;
      answers[place] = await answerOf(target, manner, context);
      done++;
      tell();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, worker));
  const gaps = answers.flatMap((answer) => answer.gaps);
  return {
    devices: answers.flatMap(({ devices }) => devices),
    hosts: answers.map(({ host }) => host),
    coverage: { complete: !gaps.some(({ partial }) => partial), gaps },
  };
}

async function answerOf(target: Target, manner: Manner, context: Context): Promise<Answer> {
  const { host } = target;
  if ('missing' in target) {
    const asked = { host, address: null, answered: false, asked: [], took: 0 };
    return { host: asked, devices: [], gaps: [{ host, why: target.missing, partial: true }] };
  }
  const { address } = target;
  const { witnesses, snmp, wait, low } = manner;
  const hearing = await askHost(
    { address, witnesses, snmp, wait },
    context.platform,
    context.signal,
  );
  const { observations, asked, took } = hearing;
  const answered = observations.length > 0;
  const merged = mergeObservations(observations);
  const devices = merged.map((device) => statusOf(host, device, low));
  const interrupted = context.signal.aborted;
  const silentWhy = (): string =>
    interrupted
      ? `${host} had not answered when the asking was interrupted`
      : silenceOf(host, address, asked, wait);
  return {
    host: {
      host,
      address,
      answered,
      ...(interrupted && { interrupted }),
      asked,
      took: Math.round(took),
    },
    devices,
    gaps: answered ? gapsOf(host, asked, devices) : [{ host, why: silentWhy(), partial: true }],
  };
}

function statusOf(host: string, device: Device, low: number): StatusDevice {
  const { printer } = device;
  const judged: Device = printer
    ? {
        ...device,
        printer: {
          ...printer,
          supplies: printer.supplies.map((supply) => judgeSupply(supply, supply.by, low)),
        },
      }
    : device;
  return {
    host,
    ...judged,
    says: conditionWords(judged) ?? null,
    findings: findingsOf(judged),
  };
}
