/** What was said before and decides how the stream is cut into commands. */
import { bytesAColumn, type Setting } from './extents.ts';
import { bitImageMode } from '../graphics/bit-image.ts';
import type { Pins } from '../model.ts';

export interface StreamSetting extends Setting {
  /** Codes 80h to 9Fh are control codes: `ESC 7`, until `ESC 6`. */
  isUpperControl: boolean;
  /** `ESC I`: control codes without a meaning print. */
  isControlPrinted: boolean;
  /** What becomes of bit 7 of characters: `ESC #`, `ESC =`, `ESC >`. */
  bit7: 'as it comes' | 'clear' | 'set';
}

/**
 * As after `ESC @`. Whether 80h to 9Fh print then is disputed among programs that read ESC/P: here they do, as code
 * page 437 has letters there, which people wrote.
 */
export const initialSetting = (pins: Pins): StreamSetting => ({
  pins,
  isScript: false,
  isGraphics: false,
  columnBytes: { K: 1, L: 1, Y: 1, Z: 1 },
  isUpperControl: false,
  isControlPrinted: false,
  bit7: 'as it comes',
});

/** 1, or the digit: switches take both. */
const isOn = ([value]: Uint8Array): boolean => value === 1 || value === 0x31;

type Change = (setting: StreamSetting, parameters: Uint8Array) => void;

const CHANGES: Readonly<Record<string, Change>> = {
  'ESC @': (setting) => Object.assign(setting, initialSetting(setting.pins)),
  'ESC ?': (setting, [c = 0, mode = 0]) => {
    const letter = String.fromCharCode(c);
    if (letter in setting.columnBytes && bitImageMode(mode, setting.pins)) {
      setting.columnBytes = { ...setting.columnBytes, [letter]: bytesAColumn(mode) };
    }
  },
  'ESC S': (setting) => (setting.isScript = true),
  'ESC T': (setting) => (setting.isScript = false),
  'ESC 6': (setting) => (setting.isUpperControl = false),
  'ESC 7': (setting) => (setting.isUpperControl = true),
  'ESC I': (setting, parameters) => (setting.isControlPrinted = isOn(parameters)),
  'ESC #': (setting) => (setting.bit7 = 'as it comes'),
  'ESC =': (setting) => (setting.bit7 = 'clear'),
  'ESC >': (setting) => (setting.bit7 = 'set'),
  'ESC (G': (setting, parameters) => (setting.isGraphics = isOn(parameters)),
};

/** Notes what a command changes, if anything. */
export function note(setting: StreamSetting, name: string, parameters: Uint8Array): void {
  CHANGES[name]?.(setting, parameters);
}
