/** One device of the network as a block of lines. */
import type { FoundDevice, JudgedService } from '../../../app/discover/result.ts';
import {
  alertsToTell,
  alertWords,
  conditionWords,
  counterWords,
  levelWords,
  supplyName,
  supplyWords,
  witnessWords,
} from '../../../devices/words.ts';
import type { DeviceSupply } from '../../../devices/device.ts';
import { severityColour } from './survey-doors.ts';
import { sentence } from '../../../core/sentence.ts';
import { hang, pad, width as widthOf, wrap } from '../text.ts';
import type { Colours, ViewOptions } from '../view.ts';

/** Where the words of a line begin. */
const LABEL = 12;
const BAR = 20;
/** Lines of what is many on some devices. */
const MOST_ALERTS = 6;

export function deviceLines(device: FoundDevice, options: ViewOptions): string[] {
  const { colours, width } = options;
  const line = (label: string, text: string | null | undefined): string[] =>
    text ? hang(labelled(label, colours), text, width, ' '.repeat(LABEL)) : [];
  return [
    ...titleLines(device, options),
    ...line('what', whatItIs(device)),
    ...line('where', whereItIs(device)),
    ...line('seen by', witnessWords(device.seenBy)),
    ...line('note', device.notes.join('; ')),
    ...line('state', conditionWords(device)),
    ...alertLines(device, line),
    ...supplyLines(device.printer?.supplies ?? [], line, options),
    ...line('counted', device.printer?.counters.map(counterWords).join(', ')),
    ...serviceLines(device.services, options),
    ...device.contradictions.flatMap(({ says }, i) =>
      line(i === 0 ? 'disputed' : '', colours.yellow(sentence(says))),
    ),
  ];
}

/** `EPSON XP-432 435 Series  printer, scanner`, in two lines where there is no room for one. */
function titleLines(
  { title, kinds, thisMachine, exposed }: FoundDevice,
  { colours, width }: ViewOptions,
): string[] {
  const notes = [...kinds, ...(thisMachine ? ['this machine'] : [])].join(', ');
  const titles = wrap(title, width).map(colours.bold);
  const more = [
    ...(notes === '' ? [] : [colours.dim(notes)]),
    ...(exposed ? [colours.red('exposed')] : []),
  ].join('  ');
  const whole = [title, more].filter(Boolean).join('  ');
  if (titles.length === 1 && widthOf(whole) <= width) {
    return [[titles[0], more].filter(Boolean).join('  ')];
  }
  return [...titles, ...hang('  ', more, width)];
}

/** The blanks before it stay plain: a narrow terminal's lines are indented like them. */
const labelled = (label: string, colours: Colours): string =>
  pad(label === '' ? '' : `  ${colours.dim(label)}`, LABEL);

type Line = (label: string, text: string | null | undefined) => string[];

function whatItIs({ title, maker, model, serial, mac, firmware }: FoundDevice): string {
  const product = [maker, model].filter((word) => word !== null).join(' ');
  return [
    product === title ? '' : product,
    serial === null ? '' : `serial ${serial}`,
    mac === null ? '' : `MAC ${mac}`,
    firmware === null ? '' : `firmware ${firmware}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** As it can be typed: an IPv6 address of a link is one on that link alone. */
const withLink = (address: string, links: readonly string[]): string =>
  /^fe[89ab]/i.test(address) && links.length === 1 ? `${address}%${links[0]}` : address;

const whereItIs = ({ addresses, hosts, location, links }: FoundDevice): string =>
  [
    addresses.map((address) => withLink(address, links)).join(' '),
    ...hosts,
    location === null ? '' : `at "${location}"`,
    links.length > 0 ? `on ${links.join(' ')}` : '',
  ]
    .filter(Boolean)
    .join(', ');

function alertLines({ printer }: FoundDevice, line: Line): string[] {
  // What is critical stands in the state's sentence.
  const alerts = (printer ? alertsToTell(printer) : []).filter(
    ({ severity }) => severity !== 'critical',
  );
  const shown = alerts
    .slice(0, MOST_ALERTS)
    .flatMap((alert, i) => line(i === 0 ? 'alerts' : '', alertWords(alert)));
  const rest = alerts.length - MOST_ALERTS;
  return rest > 0 ? [...shown, ...line('', `and ${rest} more`)] : shown;
}

function supplyLines(
  supplies: readonly DeviceSupply[],
  line: Line,
  { colours, width }: ViewOptions,
): string[] {
  const names = Math.min(24, Math.max(0, ...supplies.map((supply) => widthOf(supplyName(supply)))));
  const hasRoom = width >= LABEL + names + BAR + 24;
  return supplies.flatMap((supply, i) => {
    const { level, low, empty, fills } = supply;
    const paint = empty ? colours.red : low ? colours.yellow : colours.green;
    const label = i === 0 ? 'supplies' : '';
    if (level.kind !== 'percent' || !hasRoom) return line(label, paint(supplyWords(supply)));
    const judged = supplyWords(supply).slice(supplyName(supply).length + 2);
    const part = Math.min(100, Math.max(0, fills ? 100 - level.percent : level.percent)) / 100;
    const full = Math.round(part * BAR);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
    const text = judged === '' ? levelWords(level, fills) : judged;
    // Not wrapped: the bar keeps its place.
    const [head = ''] = line(label, '.');
    return [`${head.slice(0, -1)}${pad(supplyName(supply), names)}  ${paint(bar)}  ${text}`];
  });
}

function serviceLines(services: readonly JudgedService[], options: ViewOptions): string[] {
  const { colours, numeric, width } = options;
  const place = ({ service, port, transport }: JudgedService): string =>
    numeric ? `${port}/${transport}` : `${service} ${port}/${transport}`;
  const columns = Math.max(0, ...services.map((each) => place(each).length));
  return services.flatMap((each, i) => {
    const { verdict, severity, why, answered, advice } = each;
    const said = severity === 'none' ? '' : `: ${why}. ${sentence(advice)}`;
    const heard = answered.length > 0 ? 'answered' : 'announced';
    const label = labelled(i === 0 ? 'services' : '', colours);
    const first = `${label}${pad(place(each), columns)}  ${pad(heard, 'announced'.length)}  `;
    const text = severityColour(severity, options)(verdict) + said;
    return hang(first, text, width, ' '.repeat(LABEL + 2));
  });
}
