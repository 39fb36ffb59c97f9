/** What could not be learned of a host, as sentences for people. */
import type { Device } from '../../devices/device.ts';
import { WITNESS_NAMES, type Witness } from '../../devices/observation.ts';
import type { Asked } from '../devices/asking/question.ts';
import { listed } from '../devices/silence.ts';
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
  // A word that another one may help against is told with it; the others are told of in one sentence.
  const plain = silent.filter(({ adjust }) => adjust === undefined);
  return [
    ...asked.flatMap((one): StatusGap[] => {
      const { by, end, where, why, adjust } = one;
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
          if (plain.includes(one)) return [];
          return [
            {
              host,
              by,
              // What is missed has its command shown; of a note the flag is enough.
              why: `${name} (${where}) does not answer${reason}${adjust === undefined || isMissed(one) ? '' : ` (--${adjust})`}`,
              ...(adjust !== undefined && { remedy: `portolan status ${host} --${adjust} WORD` }),
              partial: isMissed(one),
            },
          ];
      }
    }),
    ...(plain.length === 0 ? [] : [{ host, why: `no answer by ${listed(plain)}`, partial: false }]),
  ];
}
