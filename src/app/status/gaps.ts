/** What could not be learned of a host, as sentences for people. */
import { seconds, type Millis } from '../../core/units.ts';
import type { Device } from '../../devices/device.ts';
import { WITNESS_NAMES, type Witness } from '../../devices/observation.ts';
import type { Asked } from '../devices/asking/question.ts';
import type { StatusGap } from './result.ts';

/** Those that nearly every printer in a network speaks: their silence says something, where no other told how it is. */
const EXPECTED: ReadonlySet<Witness> = new Set<Witness>(['ipp', 'snmp']);

/** @param devices what answered there; not empty */
export function gapsOf(
  host: string,
  asked: readonly Asked[],
  devices: readonly Device[],
): StatusGap[] {
  const isTold = devices.some(({ printer }) => printer?.state !== undefined);
  const isMissed = ({ by }: Asked) => !isTold && EXPECTED.has(by);
  const silent = asked.filter((one) => one.end === 'silent' && !isMissed(one));
  return [
    ...asked.flatMap((one): StatusGap[] => {
      const { by, end, where, why } = one;
      const name = WITNESS_NAMES[by];
      const reason = why === undefined ? '' : `: ${why}`;
      switch (end) {
        case 'answered':
          return [];
        case 'partly':
          return [{ host, by, why: `${name} told a part${reason}`, partial: true }];
        case 'refused':
          return [{ host, by, why: `${name} (${where}) tells nothing${reason}`, partial: !isTold }];
        case 'left out':
          return [{ host, by, why: `${name} was not asked${reason}`, partial: isMissed(one) }];
        case 'silent':
          if (!isMissed(one)) return [];
          return [
            {
              host,
              by,
              why: `${name} (${where}) does not answer${reason}`,
              ...(by === 'snmp' && { remedy: `portolan status ${host} --community WORD` }),
              partial: true,
            },
          ];
      }
    }),
    ...(silent.length === 0
      ? []
      : [{ host, why: `no answer by ${listed(silent)}`, partial: false }]),
  ];
}

const listed = (asked: readonly Asked[]): string => {
  const names = asked.map(({ by, where }) => `${WITNESS_NAMES[by]} (${where})`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
};

/** Why a whole host is silent, most often; one sentence with its subject. */
export function silenceOf(
  host: string,
  address: string,
  asked: readonly Asked[],
  wait: Millis,
): string {
  const place = host === address ? host : `${host} (${address})`;
  const refused = asked.find(({ end }) => end === 'refused');
  const said = asked.filter(({ end }) => end !== 'left out');
  const unasked = asked.find(({ end }) => end === 'left out');
  if (said.length === 0)
    return `${place} was not asked: ${unasked?.why ?? 'nothing was said to it'}`;
  const tried = `${place} does not answer by ${listed(said)}`;
  if (refused) return `${tried}: something is there, but ${refused.why ?? 'it lets nobody ask'}`;
  const snmp = said.length === 1 ? said.find(({ by }) => by === 'snmp')?.why : undefined;
  const ipp = asked.find(({ by, end }) => by === 'ipp' && end === 'silent')?.why;
  const isClosed = ipp === 'nothing listens there';
  const cause = isClosed
    ? 'a host is there that has no printer, or a firewall of its own'
    : snmp !== undefined
      ? `${snmp} (--community); or it is off`
      : 'it is off or asleep, has another address by now, or a firewall or client isolation of the wireless network is between';
  return `${tried} within ${wait / seconds(1)} s; most often ${cause}`;
}
