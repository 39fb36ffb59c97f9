/** The page of devices: what it tells of a look, in each language, whatever devices call themselves. */
import { describe, expect, it, test } from 'vitest';
import {
  FOUND,
  NOBODY_FOUND,
  QUIET_HOST,
  STUCK_PRINTER,
} from '../../../test/support/found-devices.ts';
import { HOSTILE_NAME } from '../../../test/support/busy-machine.ts';
import { ownWords } from '../../../test/support/own-words.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { readPhrases } from '../../app/page/words.ts';
import type { DiscoverResult } from '../../app/discover/result.ts';
import { LANGUAGES, type LanguageTag } from '../../language/languages.ts';
import { devicesPage, type Devices } from './devices-page.ts';

const OPEN: Devices = { isOpen: true, isLooking: false, now: 0 };

function mainOf(devices: Devices, tag: LanguageTag = 'en'): string {
  const words = readPhrases(shippedData, tag);
  return String(devicesPage(devices, { words, keepLanguage: false }).main);
}

const pageOf = (result: DiscoverResult, tag?: LanguageTag, since = 0) =>
  mainOf({ ...OPEN, last: { result, at: 0 }, now: since }, tag);

/** What a person reads, roughly. */
const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const text = textOf(pageOf(FOUND));

test('it begins with how many there are, what wants a hand, and when that was seen', () => {
  expect(text).toContain('2 devices on this network 1 is exposed. 1 wants a hand.');
  expect(text).toContain('Last look: now. It took 3.4 seconds.');
});

test.each([
  [59_000, '59 seconds ago'],
  [61_000, '1 minute ago'],
  [3_600_000, '1 hour ago'],
  [90_000_000, 'yesterday'],
])('%i ms later the look was %s', (since, words) => {
  expect(textOf(pageOf(FOUND, 'en', since))).toContain(`Last look: ${words}.`);
});

test('a device has a card with all that was said of it', () => {
  for (const words of [
    'stopped exposed this machine',
    'critical paper jam – "<img src=x',
    'SNMP and IPP',
    'warning input: paper low',
    'cover open SNMP',
    'Product Epson ET-2760',
    'Serial number X1YZ000000',
    'Firmware 05.30',
    'Addresses 198.51.100.10 fe80::1',
    'MAC address 00:00:5e:00:53:01',
    'Paper Tray 1: A4, 40 %',
    'Covers Front: open',
    'Counted 12,345 pages',
    'Heard on eth0',
    'Seen by ENPC SNMP DNS-SD',
    '3289/udp enpc exposed (alert) answered',
    '3289/udp answers from 198.51.100.10, outside the private ranges. Close 3289/udp at the router.',
    '9100/tcp pdl-datastream expected only announced',
    'Two names: "A" by ENPC, "B" by DNS-SD.',
    'The level of black can be read in two ways.',
  ]) {
    expect(text).toContain(words);
  }
  expect(pageOf(FOUND)).toContain('href="/port/3289"');
  // Said once, though the printer says it in its own words too.
  expect(text).not.toContain('"Cover open"');
  expect(text).not.toContain('It is what a claim names');
});

test('what nobody said has no row', () => {
  const card = textOf(pageOf({ ...FOUND, devices: [QUIET_HOST] }));
  expect(card).toContain('192.0.2.20 Addresses 192.0.2.20 Seen by WSD');
  expect(card).not.toMatch(/Serial|Services|Disputed|null|undefined|wants a hand|exposed/);
});

test.each([
  ['idle', [], 'none'],
  ['stopped', [], 'warning'],
  ['stopped', STUCK_PRINTER.printer!.alerts, 'alert'],
])('that a printer is %s is shown as grave as it is', (state, alerts, grave) => {
  const device = { ...STUCK_PRINTER, printer: { ...STUCK_PRINTER.printer!, state, alerts } };
  const page = pageOf({ ...FOUND, devices: [device] });
  expect(page).toMatch(new RegExp(`class="badge ${grave}"\\s*><bdi[^>]*>${state}<`));
});

describe('a supply', () => {
  const items = pageOf(FOUND).match(/<li class="(?:enough|low|empty)">[\s\S]*?<\/li>/g) ?? [];
  /** How high it is drawn, 0 to 1. */
  const height = (item: string) => {
    const y = /<path\s+class="ink[^>]*?\sd="M5 ([\d.]+)/.exec(item)?.[1];
    return y === undefined ? 0 : Math.round(((52 - Number(y)) / 42) * 100) / 100;
  };

  it.each([
    [0, 'enough', 'Black Ink 64%', 'class="ink black"', 0.64],
    [1, 'low', 'Light Cyan 7% low', 'class="ink light-cyan"', 0.07],
    [2, 'empty', '0% empty', '<svg', 0],
    [3, 'enough', 'Spot (#12ab34) 100%', 'class="ink" fill="#12ab34"', 1],
    [4, 'low', 'maintenance box room for 5% nearly full', 'class="ink waste"', 0.95],
    [5, 'empty', 'Waste room for 0% full', 'class="ink waste"', 1],
    [6, 'enough', 'Magenta inserted, not read', 'class="unsaid"', 0],
    [7, 'empty', 'Yellow no cartridge', '<svg', 0],
    [8, 'low', 'Grey 40% low IPP (9 %)', 'class="ink grey"', 0.4],
  ])('%i is drawn as far as it is full, and told', (i, judged, words, drawn, full) => {
    const item = items[i]!;
    expect(item).toContain(`<li class="${judged}">`);
    expect(textOf(item)).toContain(words);
    expect(item).toContain(drawn);
    expect(height(item)).toBe(full);
  });

  it('has a picture that is not read out, since the words beside it say it', () => {
    expect(items.length).toBe(STUCK_PRINTER.printer!.supplies.length);
    for (const item of items) expect(item).toMatch(/<svg[^>]* aria-hidden="true"/);
  });
});

test('it says where was looked, by what, and what was not seen', () => {
  for (const words of [
    'Asked on eth0 (192.0.2.0/24) and docker0 (198.51.100.0/24, containers or virtual machines of this machine) by ENPC and DNS-SD.',
    'wlan0 was not asked by ENPC and SNMP: it is switched off.',
    'What some devices would have said by IPP was not heard out.',
    '2 answers could not be read.',
    'There was no room for 1 more answer: there are more devices.',
  ]) {
    expect(text).toContain(words);
  }
});

test('where nobody answered it says what usually is the cause, and what helps', () => {
  const nobody = textOf(pageOf(NOBODY_FOUND));
  expect(nobody).toContain('Nobody answered on this network');
  expect(nobody).toContain('A firewall drops the answers of <img');
  expect(nobody).toContain('portolan discover a&b');
  expect(nobody).toContain('A printer that is off hears nothing.');
  expect(nobody).toContain('Asked on eth0');
});

test('where there was nothing to ask, there is nothing to tell of how it was looked', () => {
  const coverage = { ...FOUND.coverage, interfaces: [], unusable: [], gaps: [] };
  const result = { ...NOBODY_FOUND, coverage: { ...coverage, unreadable: 0, turnedAway: 0 } };
  expect(textOf(pageOf(result))).not.toContain('How they were looked for');
});

const STATES: Readonly<Record<string, Devices>> = {
  'a look': { ...OPEN, last: { result: FOUND, at: 0 }, now: 5000 },
  nobody: { ...OPEN, last: { result: NOBODY_FOUND, at: 0 }, now: 5000 },
  'not yet': OPEN,
  looking: { ...OPEN, isLooking: true },
  closed: { ...OPEN, isOpen: false },
};

describe.each(Object.keys(STATES))('%s', (state) => {
  const page = mainOf(STATES[state]!);

  it('is whole: one heading first, no level left out, nothing twice by one name', () => {
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1).length).toBe(1);
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id);
    expect(page).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
  });

  it('has a button only where one may look, and that sends by POST', () => {
    expect(page.includes('method="post"')).toBe(STATES[state]!.isOpen);
    expect(page.includes('<button')).toBe(STATES[state]!.isOpen);
  });

  it('lets no name do anything', () => {
    expect(page).not.toMatch(/<img|<script|<iframe|style="/i);
    expect(page).not.toMatch(/<[^>]*\son\w+=/);
    expect(page).not.toMatch(/(src|action|href)="(https?:)?\/\//);
  });
});

test('hostile names are shown as they are', () => {
  const [beginning = ''] = HOSTILE_NAME.split('\u202e');
  expect(text).toContain(beginning.replaceAll('&amp;', '&').slice(0, 20));
  expect(pageOf(FOUND)).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

/** Words that a language shares with English. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  de: ['container', 'in', 'mac', 'port', 'server', 'terminal', 'was'],
  ms: ['mac', 'port', 'program', 'terminal'],
  he: ['mac'],
  ar: ['mac'],
};

describe.each(LANGUAGES.filter(({ tag }) => tag !== 'en'))('in $tag', ({ tag }) => {
  it.each(Object.keys(STATES))('%s is said in that language, but for what is quoted', (state) => {
    // What a device is called is in no language.
    const nameless = (page: string) =>
      page.replaceAll(/(<h2 id="device-\d+">)<bdi>[^<]*/g, '$1<bdi>');
    const own = ownWords(`<html>${nameless(mainOf(STATES[state]!, tag))}</html>`);
    const english = ownWords(`<html>${nameless(mainOf(STATES[state]!))}</html>`);
    expect(own.size).toBeGreaterThan(15);
    const same = [...english].filter((word) => own.has(word) && !SHARED[tag]!.includes(word));
    expect(same).toEqual([]);
  });

  it('has words for any number of devices', () => {
    const leads = [1, 2, 3, 11, 100].map((count) => {
      const devices = Array.from({ length: count }, () => STUCK_PRINTER);
      return /<h1>([^<]*)<\/h1>/.exec(pageOf({ ...FOUND, devices }, tag))![1]!;
    });
    expect(new Set(leads).size).toBe(leads.length);
  });

  it('writes numbers and times in the digits of the rest of the page', () => {
    const page = pageOf(FOUND, tag, 300_000);
    expect(page).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9\u200e\u200f\u061c]/);
    expect(page).toContain('5');
  });
});

test('without leave it says what a look would do, and how to give leave', () => {
  const closed = textOf(mainOf(STATES['closed']!));
  expect(closed).toContain('asked by ENPC, IPP, SNMP, DNS-SD, and WSD');
  expect(closed).toContain('Nothing is sent to a print port');
  expect(closed).toContain('portolan serve --allow the-network');
  expect(closed).toContain('portolan discover');
});
