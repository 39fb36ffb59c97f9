/** Says what a look at Windows could not show, in sentences for a person. */
import { counted } from '../../../../core/count.ts';
import type { Coverage, Gap } from '../../../../survey/listener.ts';
import type { SocketReport } from '../../../../survey/reports/report.ts';

/** What the collector found out about its own eyesight. */
export interface Sight {
  /** Where the sockets come from; undefined when nobody told. */
  readonly source: 'PowerShell' | 'netstat' | undefined;
  /** Ends of sentences that begin with the tool's name. */
  readonly powershell: string | undefined;
  readonly netstat: string | undefined;
  readonly tasklist: string | undefined;
  readonly sockets: SocketReport;
  /** Listeners without any process. */
  readonly unseen: number;
  /** Processes whose path was not told. */
  readonly pathless: number;
  readonly elevated: boolean | undefined;
}

const AS_ADMINISTRATOR = 'portolan survey (in a terminal that runs as administrator)';

/** The coverage that follows from the facts; complete unless something makes the answer partial. */
export function describeCoverage(sight: Sight): Coverage {
  const gaps =
    sight.source === undefined ? [blind(sight)] : [...socketGaps(sight), ...programs(sight)];
  return {
    complete: gaps.every(({ partial }) => !partial),
    looked: sight.source === undefined ? [] : ['tcp', 'tcp6', 'udp', 'udp6'],
    gaps,
  };
}

const blind = ({ powershell, netstat }: Sight): Gap => ({
  what: 'sockets',
  why: `PowerShell ${powershell} and netstat ${netstat}, so no socket could be looked at.`,
  partial: true,
});

function socketGaps({ source, powershell, sockets }: Sight): Gap[] {
  const gaps: Gap[] = [];
  const { malformed, firstMalformed } = sockets;
  if (malformed > 0) {
    const first = firstMalformed === undefined ? '' : `, the first "${firstMalformed.text.trim()}"`;
    const lines = counted(malformed, source === 'netstat' ? 'line' : 'record');
    const why = `${lines} of ${source} could not be understood${first}.`;
    gaps.push({ what: 'sockets', count: malformed, why, partial: true });
  }
  if (source === 'netstat') {
    const why =
      `PowerShell ${powershell}, so netstat was asked: ports that are bound without listening, and the ` +
      'paths and users of programs, are missing here.';
    gaps.push({ what: 'silent-sockets', why, partial: false });
  }
  return gaps;
}

function programs({ source, tasklist, unseen, pathless, elevated }: Sight): Gap[] {
  const gaps: Gap[] = [];
  if (unseen > 0) {
    const ports = counted(unseen, 'listener');
    const why =
      tasklist === undefined
        ? `No process holds ${ports}: the program ended, or closed the port just now.`
        : `tasklist ${tasklist}, so the programs behind ${ports} are missing here.`;
    gaps.push({ what: 'programs', count: unseen, why, partial: tasklist !== undefined });
  }
  if (source === 'PowerShell' && pathless > 0 && elevated === false) {
    gaps.push({
      what: 'programs',
      count: pathless,
      why: `The paths and users of ${counted(pathless, 'program')} only an administrator may see.`,
      remedy: AS_ADMINISTRATOR,
      partial: false,
    });
  }
  return gaps;
}
