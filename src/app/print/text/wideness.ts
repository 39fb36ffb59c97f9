/** How many columns a character takes where all columns are alike. */

/**
 * East Asian wide and full-width characters, and emoji, by their scripts and blocks (Unicode Annex 11 has each one; none
 * of them is in a table of these printers, so what matters is how much room a substitute takes).
 */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
const ON_OTHERS = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

export function wideness(character: string): 0 | 1 | 2 {
  if (WIDE.test(character)) return 2;
  return ON_OTHERS.test(character) ? 0 : 1;
}
