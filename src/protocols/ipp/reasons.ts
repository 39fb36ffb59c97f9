/**
 * Why a printer is as it is, in words: the keywords of `printer-state-reasons` (RFC 8011, section 5.4.12, and those
 * that PWG 5100.9 takes from the alerts of the Printer MIB).
 */

/** How much a reason matters to whoever prints: RFC 8011, section 5.4.12; a keyword without a suffix is a report. */
export type Severity = 'error' | 'warning' | 'report';

export interface StateReason {
  /** Without its suffix: `media-empty`. */
  readonly keyword: string;
  readonly severity: Severity;
  /** `out of paper`; the keyword with blanks where we have no better words. */
  readonly words: string;
}

const WORDS: Readonly<Record<string, string>> = {
  other: 'something that has no name',
  'connecting-to-device': 'connecting to the device',
  'cover-open': 'a cover is open',
  'cover-closed': 'a cover was closed',
  'developer-empty': 'out of developer',
  'developer-low': 'developer is low',
  'door-open': 'a door is open',
  'fuser-over-temp': 'the fuser is too hot',
  'fuser-under-temp': 'the fuser is too cold',
  'hold-new-jobs': 'new jobs are held back',
  'identify-printer-requested': 'somebody asked it to show itself',
  'input-tray-missing': 'a paper tray is missing',
  'interlock-open': 'something that must be closed is open',
  'interpreter-resource-unavailable': 'short of memory or fonts',
  'marker-supply-empty': 'out of ink or toner',
  'marker-supply-low': 'ink or toner is low',
  'marker-supply-missing': 'a cartridge is missing',
  'marker-waste-almost-full': 'the waste container is almost full',
  'marker-waste-full': 'the waste container is full',
  'marker-waste-missing': 'the waste container is missing',
  'media-empty': 'out of paper',
  'media-jam': 'paper is jammed',
  'media-low': 'paper is low',
  'media-needed': 'waits for paper to be put in',
  'moving-to-paused': 'pauses as soon as it can',
  'opc-life-over': 'the drum is worn out',
  'opc-near-eol': 'the drum is nearly worn out',
  'output-area-almost-full': 'the output tray is almost full',
  'output-area-full': 'the output tray is full',
  'output-mailbox-missing': 'an output bin is missing',
  'output-tray-missing': 'the output tray is missing',
  paused: 'paused',
  'power-down': 'switched off',
  resuming: 'resumes',
  shutdown: 'switched off, or unplugged from the network',
  sleep: 'asleep',
  'spool-area-full': 'no room for more jobs',
  standby: 'asleep',
  'stopped-partly': 'some of its parts stand still',
  stopping: 'stops as soon as it can',
  suspend: 'asleep',
  testing: 'tests itself',
  'timed-out': 'the device does not answer',
  'toner-empty': 'out of toner',
  'toner-low': 'toner is low',
  unknown: 'unknown',
  'warming-up': 'warms up',
  'wifi-not-configured': 'its wireless network is not set up',
};

/** A reason's keyword taken apart; undefined for `none`, which says that there is no reason. */
export function stateReason(text: string): StateReason | undefined {
  if (text === 'none' || text === '') return undefined;
  const [, stem = text, suffix] = /^(.+)-(error|warning|report)$/.exec(text) ?? [];
  const severity = (suffix as Severity | undefined) ?? 'report';
  return { keyword: stem, severity, words: WORDS[stem] ?? stem.replaceAll('-', ' ') };
}
