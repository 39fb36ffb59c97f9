/** Says what a look at macOS could not show, in sentences for a person. */
import { counted } from '../../../../core/count.ts';
import type { Coverage, Gap } from '../../../../survey/listener.ts';
import type { Malformed } from '../../../../survey/reports/report.ts';

/** How one tool fared: `trouble` is the end of a sentence that begins with its name. */
export interface ToolOutcome {
  readonly trouble: string | undefined;
  readonly malformed: number;
  readonly firstMalformed?: Malformed | undefined;
}

/** What the collector found out about its own eyesight. */
export interface Sight {
  readonly netstat: Readonly<Record<'tcp' | 'udp', ToolOutcome>>;
  readonly lsof: ToolOutcome;
  readonly ps: string | undefined;
  /** Listeners without any process. */
  readonly unseen: number;
  /** Sockets whose process only netstat knows: one, though several may hold it. */
  readonly oneNamed: number;
  /** The user that looks. */
  readonly uid: number | undefined;
}

const AS_ROOT = 'sudo portolan survey';

/** The coverage that follows from the facts; complete unless something makes the answer partial. */
export function describeCoverage(sight: Sight): Coverage {
  const gaps = [
    ...socketGaps(sight),
    ...malformedGaps(sight),
    ...unseenPrograms(sight),
    ...programNotes(sight),
  ];
  return { complete: gaps.every(({ partial }) => !partial), looked: looked(sight), gaps };
}

const TRANSPORTS = ['tcp', 'udp'] as const;

/** Each tool lists both families at once. */
function looked({ netstat, lsof }: Sight): string[] {
  return TRANSPORTS.flatMap((transport) =>
    netstat[transport].trouble === undefined || lsof.trouble === undefined
      ? [transport, `${transport}6`]
      : [],
  );
}

function socketGaps({ netstat, lsof, uid }: Sight): Gap[] {
  return TRANSPORTS.flatMap((transport) => {
    const { trouble } = netstat[transport];
    if (trouble === undefined) return [];
    const name = transport.toUpperCase();
    if (lsof.trouble !== undefined) {
      const why = `netstat ${trouble} and lsof ${lsof.trouble}, so ${name} sockets are missing here.`;
      return [{ what: 'sockets' as const, why, partial: true }];
    }
    if (uid === 0) return [];
    const why =
      `netstat ${trouble}, and without root lsof shows one's own sockets alone: ` +
      `${name} sockets of other users are missing here.`;
    return [{ what: 'sockets' as const, why, remedy: AS_ROOT, partial: true }];
  });
}

function malformedGaps({ netstat, lsof }: Sight): Gap[] {
  const outcomes = [
    ['netstat', netstat.tcp],
    ['netstat', netstat.udp],
    ['lsof', lsof],
  ] as const;
  return outcomes.flatMap(([name, { malformed, firstMalformed }]) => {
    if (malformed === 0) return [];
    const first = firstMalformed === undefined ? '' : `, the first "${firstMalformed.text.trim()}"`;
    const why = `${counted(malformed, 'line')} of ${name} could not be understood${first}.`;
    return [{ what: 'sockets' as const, count: malformed, why, partial: true }];
  });
}

function unseenPrograms({ unseen, uid }: Sight): Gap[] {
  if (unseen === 0) return [];
  const ports = counted(unseen, 'listener');
  if (uid !== 0) {
    const why = `The programs behind ${ports} belong to other users, and only root may see them.`;
    return [{ what: 'programs', count: unseen, why, remedy: AS_ROOT, partial: true }];
  }
  const why = `No process holds ${ports}: the kernel's own (NFS, VPN), or closed just now.`;
  return [{ what: 'programs', count: unseen, why, partial: false }];
}

/** What is known a little less well, though every socket has its program. */
function programNotes({ lsof, ps, oneNamed, uid }: Sight): Gap[] {
  const gaps: Gap[] = [];
  // Root's lsof sees every process: what it did not show was opened or closed meanwhile.
  if (oneNamed > 0 && (lsof.trouble !== undefined || uid !== 0)) {
    const why =
      lsof.trouble === undefined
        ? `Of ${counted(oneNamed, 'socket')} of other users, the program shown is the one that used it last; ` +
          'only root sees whether others hold it too.'
        : `lsof ${lsof.trouble}, so the program shown is the one that used a socket last, ` +
          'and others that hold it too are not.';
    const remedy = lsof.trouble === undefined ? { remedy: AS_ROOT } : {};
    gaps.push({ what: 'programs', count: oneNamed, why, ...remedy, partial: false });
  }
  if (ps !== undefined) {
    const why = `ps ${ps}, so the paths and users of programs are missing here.`;
    gaps.push({ what: 'programs', why, partial: false });
  }
  return gaps;
}
