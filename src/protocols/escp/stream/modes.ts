/**
 * The two languages that `ESC (R` enters: remote mode (two letters, a length) and ESC/P-R (ESC, a letter, a length of
 * four bytes, a name of four letters). Fact sheet, 3.6.
 */

/** What remote commands do, by their two letters. Those of maintenance are read and never done. */
export const REMOTE_COMMANDS: Readonly<Record<string, string>> = {
  LD: 'power-on defaults',
  JE: 'end of the job',
  JS: 'start of the job',
  JH: 'job name',
  TI: 'time',
  HD: 'platform',
  PP: 'paper path',
  DP: 'duplex',
  FP: 'left offset',
  SN: 'paper feed',
  US: 'user setting',
  MI: 'paper media',
  ST: 'status replies',
  NC: 'nozzle check',
  CH: 'clean the head',
  VI: 'version',
  EX: 'setting',
  DT: 'head alignment',
  DA: 'head alignment',
  SV: 'save',
  RS: 'reset',
  IQ: 'ink',
  AI: 'ink',
  IR: 'ink',
  AC: 'setting',
  DR: 'drying time',
  IK: 'ink',
  PZ: 'setting',
  PH: 'paper thickness',
  PM: 'setting',
  SM: 'setting',
  CO: 'cutter',
};

/** What ESC/P-R commands do, by their four letters. */
export const ESCPR_COMMANDS: Readonly<Record<string, string>> = {
  setq: 'quality',
  setj: 'page and job',
  sets: 'page and job (JPEG)',
  chku: 'check',
  seta: 'photo settings (JPEG)',
  setc: 'copies (JPEG)',
  sttp: 'start page',
  dsnd: 'a band of pixels',
  jsnd: 'JPEG data',
  endp: 'end page',
  endj: 'end job',
};

/** How the stream is read; `plain` is ESC/P. */
export type Mode = 'plain' | 'remote' | 'escpr';

/** The mode that `ESC (R` enters: after a zero, its name. */
export function modeNamed(parameters: Uint8Array): Mode | undefined {
  const name = String.fromCharCode(...parameters.subarray(1, 8));
  if (name.startsWith('REMOTE')) return 'remote';
  return name.startsWith('ESCPR') ? 'escpr' : undefined;
}
