/**
 * What a printer's alert is called in IPP: the codes of the Printer MIB's alert table (prtAlertCode, kept by IANA) and the
 * keywords of `printer-state-reasons` that PWG 5100.9 gives for them. One fault has one keyword, whichever protocol tells it.
 */

/** Parts of a printer whose alerts share the general codes: prtAlertGroup. */
const GROUPS = { input: 8, output: 9, marker: 10, markerSupplies: 11, mediaPath: 13 } as const;
type Group = keyof typeof GROUPS;

interface Code {
  /** In the MIB, and in the `code` of IPP's `printer-alert`. */
  readonly name: string;
  /** One keyword, or one for each group that has one. */
  readonly reason: string | Readonly<Partial<Record<Group, string>>>;
}

const code = (name: string, reason: Code['reason']): Code => ({ name, reason });
/** Of supplies and of the marker that uses them. */
const ofMarker = (reason: string) => ({ marker: reason, markerSupplies: reason });

/** Codes that tell of the same as a keyword; what only tells that something changed has none here. */
const CODES: Readonly<Record<number, Code>> = {
  3: code('coverOpen', 'cover-open'),
  5: code('interlockOpen', 'interlock-open'),
  8: code('jam', {
    input: 'media-jam',
    output: 'media-jam',
    marker: 'media-jam',
    mediaPath: 'media-jam',
  }),
  9: code('subunitMissing', {
    input: 'input-tray-missing',
    output: 'output-tray-missing',
    markerSupplies: 'marker-supply-missing',
  }),
  12: code('subunitAlmostEmpty', { input: 'media-low', ...ofMarker('marker-supply-low') }),
  13: code('subunitEmpty', { input: 'media-empty', ...ofMarker('marker-supply-empty') }),
  14: code('subunitAlmostFull', {
    output: 'output-area-almost-full',
    ...ofMarker('marker-waste-almost-full'),
  }),
  15: code('subunitFull', { output: 'output-area-full', ...ofMarker('marker-waste-full') }),
  501: code('doorOpen', 'door-open'),
  504: code('powerDown', 'power-down'),
  801: code('inputMediaTrayMissing', 'input-tray-missing'),
  807: code('inputMediaSupplyLow', 'media-low'),
  808: code('inputMediaSupplyEmpty', 'media-empty'),
  901: code('outputMediaTrayMissing', 'output-tray-missing'),
  902: code('outputMediaTrayAlmostFull', 'output-area-almost-full'),
  903: code('outputMediaTrayFull', 'output-area-full'),
  1001: code('markerFuserUnderTemperature', 'fuser-under-temp'),
  1002: code('markerFuserOverTemperature', 'fuser-over-temp'),
  1101: code('markerTonerEmpty', 'toner-empty'),
  1102: code('markerInkEmpty', 'marker-supply-empty'),
  1103: code('markerPrintRibbonEmpty', 'marker-supply-empty'),
  1104: code('markerTonerAlmostEmpty', 'toner-low'),
  1105: code('markerInkAlmostEmpty', 'marker-supply-low'),
  1106: code('markerPrintRibbonAlmostEmpty', 'marker-supply-low'),
  1107: code('markerWasteTonerReceptacleAlmostFull', 'marker-waste-almost-full'),
  1108: code('markerWasteInkReceptacleAlmostFull', 'marker-waste-almost-full'),
  1109: code('markerWasteTonerReceptacleFull', 'marker-waste-full'),
  1110: code('markerWasteInkReceptacleFull', 'marker-waste-full'),
  1111: code('markerOpcLifeAlmostOver', 'opc-near-eol'),
  1112: code('markerOpcLifeOver', 'opc-life-over'),
  1113: code('markerDeveloperAlmostEmpty', 'developer-low'),
  1114: code('markerDeveloperEmpty', 'developer-empty'),
  1115: code('markerTonerCartridgeMissing', 'marker-supply-missing'),
};

const BY_NAME = new Map(Object.values(CODES).map((each) => [each.name.toLowerCase(), each]));

/**
 * The keyword of an alert: `media-empty`; undefined for what has none.
 * @param code prtAlertCode, by number or by name
 * @param group prtAlertGroup, the same way; without it the general codes have no keyword
 */
export function alertReason(code: number | string, group?: number | string): string | undefined {
  const reason = (typeof code === 'number' ? CODES[code] : BY_NAME.get(code.toLowerCase()))?.reason;
  if (typeof reason !== 'object') return reason;
  const names = Object.keys(GROUPS) as Group[];
  const part = names.find((name) => name === group || GROUPS[name] === group);
  return part && reason[part];
}
