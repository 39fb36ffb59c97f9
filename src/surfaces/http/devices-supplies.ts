/** Ink, toner and waste as pictures: a tank for each, filled as far as the printer says, with the same in words. */
import { html } from 'hono/html';
import type { DeviceSupply } from '../../devices/device.ts';
import { judgedByOthers, levelWords, supplyName } from '../../devices/words.ts';
import type { Phrases } from '../../language/phrases.ts';
import type { Html } from './spans.ts';

/** The classes of the style sheet, by what a colour or a supply is called; the first that fits. */
const INKS: readonly (readonly [says: RegExp, ink: string])[] = [
  [/light\s*cyan/i, 'light-cyan'],
  [/light\s*magenta/i, 'light-magenta'],
  [/light\s*(black|gr[ae]y)/i, 'light-grey'],
  [/gr[ae]y/i, 'grey'],
  [/black/i, 'black'],
  [/cyan/i, 'cyan'],
  [/magenta/i, 'magenta'],
  [/yellow/i, 'yellow'],
  [/orange/i, 'orange'],
  [/violet|purple/i, 'violet'],
  [/red/i, 'red'],
  [/green/i, 'green'],
  [/blue/i, 'blue'],
  [/white|clear|gloss/i, 'white'],
];

/** What a printer may say instead of a name; nothing else of it is put into a picture. */
const NUMBERED_COLOUR = /^#[\da-f]{6}$/i;

/** The room inside a tank, in the picture's own units. */
const INSIDE = { left: 5, right: 35, top: 10, bottom: 52 } as const;

export function suppliesHtml(supplies: readonly DeviceSupply[], words: Phrases): Html | '' {
  if (supplies.length === 0) return '';
  return html`<ul class="supplies" aria-label="${words.say('devices.supplies')}">
    ${supplies.map((supply) => supplyHtml(supply, words))}
  </ul>`;
}

/** The picture says no more than the words beside it, so it is not read out. */
function supplyHtml(supply: DeviceSupply, words: Phrases): Html {
  const { low, empty } = supply;
  return html`<li class="${empty ? 'empty' : low ? 'low' : 'enough'}">
    ${tank(supply)}
    <span class="of" lang="en"><bdi>${supplyName(supply)}</bdi></span>
    <span class="level">${level(supply, words)}</span>
    ${judged(supply, words)}
  </li>`;
}

function level({ level: amount, fills }: DeviceSupply, words: Phrases): Html | string {
  if (amount.kind === 'words') {
    return html`<bdi lang="en" dir="ltr">${levelWords(amount)}</bdi>`;
  }
  const share = words.percent(amount.percent / 100);
  return fills ? words.say('devices.room', { share }) : share;
}

function judged(supply: DeviceSupply, words: Phrases): Html | '' {
  const { level: amount, fills, low, empty } = supply;
  const others = judgedByOthers(supply);
  // The printer's own word is not said twice.
  if (!low || (amount.kind === 'words' && others.length === 0)) return '';
  const word = fills
    ? words.say(empty ? 'devices.full' : 'devices.nearlyFull')
    : words.say(empty ? 'devices.empty' : 'devices.low');
  return html`<span class="badge ${empty ? 'alert' : 'warning'}">${word}</span> ${others.map(
      (other) => html`<span class="of" lang="en" dir="ltr">${other}</span> `,
    )}`;
}

function tank(supply: DeviceSupply): Html {
  const { left, right, top, bottom } = INSIDE;
  const full = fullness(supply);
  return html`<svg class="tank" viewBox="0 0 40 56" width="40" height="56" aria-hidden="true">
    <rect
      class="inside"
      x="${left}"
      y="${top - 1}"
      width="${right - left}"
      height="${bottom - top + 1}"
    />
    ${full === undefined ? unsaid() : liquid(full, supply)}
    <path class="wall" d="M14 7V3h12v4M7 7h26q4 0 4 4v39q0 4-4 4H7q-4 0-4-4V11q0-4 4-4Z" />
  </svg>`;
}

/** How much of the picture is filled, 0 to 1; undefined where the printer does not say. What fills up is drawn so. */
function fullness({ level: amount, fills, empty }: DeviceSupply): number | undefined {
  if (amount.kind === 'words') return empty ? (fills ? 1 : 0) : undefined;
  const part = Math.min(100, Math.max(0, amount.percent)) / 100;
  return fills ? 1 - part : part;
}

const unsaid = () => html`<text class="unsaid" x="20" y="38" text-anchor="middle">?</text>`;

function liquid(full: number, supply: DeviceSupply): Html | '' {
  if (full === 0) return '';
  const { left, right, top, bottom } = INSIDE;
  const width = right - left;
  const y = round(bottom - full * (bottom - top));
  // A surface with a wave in it, unless the tank is full.
  const wave = full === 1 ? 0 : 1.5;
  const surface = `q${width / 4} ${-2 * wave} ${width / 2} 0t${width / 2} 0`;
  return html`<path ${paint(supply)} d="M${left} ${y}${surface}V${bottom}H${left}Z" /><path
      class="surface"
      d="M${left} ${y}${surface}"
    />`;
}

const round = (n: number) => Math.round(n * 10) / 10;

/** By a class of the style sheet, or by the number that the printer gives: the page allows no style of its own. */
function paint({ name, colour = '', fills }: DeviceSupply): Html {
  if (fills) return html`class="ink waste"`;
  if (NUMBERED_COLOUR.test(colour)) return html`class="ink" fill="${colour}"`;
  const text = [colour, name].find((one) => INKS.some(([says]) => says.test(one))) ?? '';
  const ink = INKS.find(([says]) => says.test(text))?.[1] ?? 'other';
  return html`class="ink ${ink}"`;
}
