/**
 * The page of devices on the network: what the last look found, and a button that looks again. Who merely visits sends
 * nothing to anybody.
 */
import { html } from 'hono/html';
import { discover } from '../../app/discover.ts';
import type { Cause, DiscoverCoverage, DiscoverResult } from '../../app/discover/result.ts';
import { askedAlike, unaskedWords, type AskedAlike } from '../../app/discover/where.ts';
import type { Millis } from '../../core/units.ts';
import { wantsHand } from '../../devices/condition.ts';
import { WITNESSES, WITNESS_NAMES, type Witness } from '../../devices/observation.ts';
import { code, quote, type Phrases, type Span } from '../../language/phrases.ts';
import { reachWord } from '../reach.ts';
import { deviceCard } from './device-card.ts';
import { sentence } from '../../core/sentence.ts';
import { DEVICES_PATH, type Page } from './page.ts';
import { languageLinks, pathFor, type Reader } from './reader.ts';
import type { Seen } from './shared-look.ts';
import { spansHtml, type Html } from './spans.ts';
import { verdictLegend } from './verdict-badge.ts';

/** What the page tells. */
export interface Devices {
  /** Whether one may look from here. */
  readonly isOpen: boolean;
  /** Whether somebody is looking at this moment. */
  readonly isLooking: boolean;
  /** The last look; absent before the first. */
  readonly last?: Seen<DiscoverResult>;
  /** By the clock of `last`. */
  readonly now: Millis;
}

export function devicesPage(devices: Devices, reader: Reader): Page {
  const { words } = reader;
  const { isOpen, last } = devices;
  return {
    title: words.say('devices.title'),
    at: DEVICES_PATH,
    ...reader,
    main: html`
      ${languageLinks(words)}
      ${isOpen ? (last ? found(last.result, devices, reader) : notYet(devices, reader)) : closed(words)}
    `,
  };
}

/** What a look would do, and how to start the server so that it may. */
function closed(words: Phrases): Html {
  const allow = code(`portolan serve --allow ${reachWord(discover.reach)}`);
  const terminal = code(`portolan ${discover.name}`);
  return html`<h1>${words.say('devices.title')}</h1>
    <p class="lead">${whatALookDoes(words)}</p>
    <div class="box notice">
      <p>${words.say('devices.closed')}</p>
      <p>${spansHtml(words.parts('devices.allow', { command: allow }), words)}</p>
      <p>${spansHtml(words.parts('devices.terminal', { command: terminal }), words)}</p>
    </div>`;
}

function notYet(devices: Devices, reader: Reader): Html {
  const { words } = reader;
  return html`<h1>${words.say('devices.title')}</h1>
    <p class="lead">${whatALookDoes(words)}</p>
    ${lookForm(devices, reader)}`;
}

const whatALookDoes = (words: Phrases): Html =>
  spansHtml(words.parts('devices.what', { witnesses: named(WITNESSES, words) }), words);

const named = (witnesses: readonly Witness[], words: Phrases): readonly Span[] =>
  words.list(witnesses.map((witness) => [quote(WITNESS_NAMES[witness])]));

/** Sent by POST, and so by nobody but this page: neither a visit nor a link may make this machine send packets (docs/decisions/0023). */
function lookForm({ last, isLooking }: Devices, reader: Reader): Html {
  const { words } = reader;
  return html`<form class="look" action="${pathFor(DEVICES_PATH, reader)}" method="post">
    <button>${words.say(last ? 'devices.again' : 'devices.look')}</button>
    <span class="dim">${words.say(isLooking ? 'devices.looking' : 'devices.patience')}</span>
  </form>`;
}

function found(result: DiscoverResult, devices: Devices, reader: Reader): Html {
  const { words } = reader;
  const { devices: all, silence = [], coverage } = result;
  const met = new Set(
    all.flatMap((one) =>
      one.services.flatMap(({ verdicts }) => verdicts.map(({ verdict }) => verdict)),
    ),
  );
  return html`<h1>${headline(result, words)}</h1>
    ${attention(result, words)}
    <p class="under">${whenItWas(result, devices, words)}</p>
    ${lookForm(devices, reader)} ${causes(silence, words)}
    ${
      all.length > 0
        ? html`<div class="devices">
            ${all.map((device, i) => deviceCard(device, `device-${i + 1}`, reader))}
          </div>`
        : ''
    }
    ${howItWasLooked(coverage, words)} ${verdictLegend(met, words)}`;
}

const headline = ({ devices }: DiscoverResult, words: Phrases): string =>
  devices.length === 0
    ? words.say('devices.nobody')
    : words.say('devices.count', { count: devices.length });

/** What somebody should see to; nothing where all is well. */
function attention({ devices }: DiscoverResult, words: Phrases): Html | '' {
  const exposed = devices.filter((device) => device.exposed).length;
  const wanting = devices.filter(wantsHand).length;
  if (exposed + wanting === 0) return '';
  return html`<p class="lead">
    ${exposed > 0 ? words.say('devices.exposed', { count: exposed }) : ''}
    ${wanting > 0 ? words.say('devices.wanting', { count: wanting }) : ''}
  </p>`;
}

function whenItWas({ took }: DiscoverResult, { last, now }: Devices, words: Phrases): Html {
  const ago = timeAgo(Math.max(0, now - (last?.at ?? now)), words);
  return html`${words.say('devices.when', { ago, duration: duration(took, words) })}
  ${words.tag === 'en' ? '' : words.say('survey.inEnglish')}`;
}

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/** In the language's own words and in the digits of the rest of the page: *5 minutes ago*. */
function timeAgo(since: Millis, { tag }: Phrases): string {
  const format = new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`, { numeric: 'auto' });
  if (since < MINUTE) return format.format(-Math.floor(since / 1000), 'second');
  if (since < HOUR) return format.format(-Math.floor(since / MINUTE), 'minute');
  if (since < DAY) return format.format(-Math.floor(since / HOUR), 'hour');
  return format.format(-Math.floor(since / DAY), 'day');
}

const duration = (took: Millis, { tag }: Phrases): string =>
  new Intl.NumberFormat(`${tag}-u-nu-latn`, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(took / 1000);

function causes(silence: readonly Cause[], words: Phrases): Html | '' {
  if (silence.length === 0) return '';
  return html`<section aria-labelledby="causes">
    <h2 id="causes">${words.say('devices.causes')}</h2>
    <ul class="gaps">
      ${silence.map(
        ({ says, command }) =>
          html`<li>
            <p lang="en" dir="ltr">${sentence(says)}</p>
            ${command === undefined ? '' : html`<code dir="ltr">${command}</code>`}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** Where was looked and by what, and what could not be: *not looked at* never reads as *not there*. */
function howItWasLooked(coverage: DiscoverCoverage, words: Phrases): Html | '' {
  const { interfaces, gaps, unreadable, turnedAway } = coverage;
  const notSeen = [
    ...unaskedWords(coverage),
    ...gaps.map(({ what, why }) => sentence(`${what} ${why}`)),
  ];
  const lines = [
    ...askedAlike(interfaces).map((alike) => html`<p>${asked(alike, words)}</p>`),
    ...notSeen.map((line) => html`<p lang="en" dir="ltr">${line}</p>`),
    ...(unreadable > 0
      ? [html`<p>${words.say('devices.unreadable', { count: unreadable })}</p>`]
      : []),
    ...(turnedAway > 0
      ? [html`<p>${words.say('devices.turnedAway', { count: turnedAway })}</p>`]
      : []),
  ];
  if (lines.length === 0) return '';
  return html`<section aria-labelledby="how">
    <h2 class="minor" id="how">${words.say('devices.how')}</h2>
    ${lines}
  </section>`;
}

function asked({ interfaces, by }: AskedAlike, words: Phrases): Html {
  const each = interfaces.map(({ interface: name, subnet, internal }) =>
    internal
      ? words.parts('devices.internal', { interface: quote(name), subnet: quote(subnet) })
      : [quote(`${name} (${subnet})`)],
  );
  const values = { interfaces: words.list(each), witnesses: named(by, words) };
  return spansHtml(words.parts('devices.asked', values), words);
}
