/**
 * The page of devices in a browser that is not ours: its button by keyboard, on a phone, by day and by night. The
 * server and a virtual printer run in network namespaces of this test's own. Needs root, iproute2 and chromium.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyBuilt, plainEnvironment, type Built } from '../support/built.ts';
import { HOSTILE_NAME } from '../support/busy-machine.ts';
import { chromiumIn, type Tab } from '../support/chromium.ts';
import { connect } from '../support/links.ts';
import {
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const HERE = `portolan-page-h-${process.pid}`;
const THERE = `portolan-page-t-${process.pid}`;

const reason = noNamespace() ?? (isInstalled('chromium') ? undefined : 'chromium is not installed');
if (reason) console.log(`LEFT OUT: jury of the page of devices: ${reason}`);

const children: ChildProcess[] = [];
let built: Built;
let tab: Tab;
let address: string;

/** Starts the built command inside, and waits for its first line. */
async function start(namespace: string, ...words: readonly string[]): Promise<string> {
  const child = spawn(
    'ip',
    ['netns', 'exec', namespace, process.execPath, built.command, ...words],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: plainEnvironment({ XDG_STATE_HOME: join(built.folder, 'state') }),
    },
  );
  children.push(child);
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`portolan ${words.join(' ')} ended with ${code}`);
  });
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  return (await Promise.race([line, exit]))[0];
}

/** A name as long as ENPC and DNS-SD let it be, without what they would not carry. */
const NAME = `${HOSTILE_NAME.slice(0, 28)} ${'W'.repeat(30)}`;

describe.skipIf(reason)('the page of devices', () => {
  beforeAll(async () => {
    built = copyBuilt();
    for (const name of [HERE, THERE]) makeNamespace(name);
    connect(
      { namespace: HERE, device: 'eth0', addresses: ['10.93.1.1/24'] },
      { namespace: THERE, device: 'eth0', addresses: ['10.93.1.9/24'] },
    );
    // A cable carries something a moment after it was plugged in.
    const isUp = (name: string) =>
      tool('ip', '-n', name, 'link', 'show', 'eth0').includes('state UP');
    await until(() => isUp(HERE) && isUp(THERE));
    const inks = 'black=64,cyan=0,yellow=7';
    await start(THERE, 'printer', '--listen', 'eth0', '--name', NAME, '--ink', inks);
    const serve = ['serve', '--port', '0', '--no-open', '--allow', 'the-network'];
    address = await start(HERE, ...serve);
    tab = await chromiumIn(HERE, join(built.folder, 'browser'));
  });

  afterAll(async () => {
    await tab?.close();
    for (const child of children) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const name of [HERE, THERE]) removeNamespace(name);
    built?.remove();
  });

  const heading = () => tab.evaluate<string>("document.querySelector('h1')?.textContent ?? ''");
  const path = () => tab.evaluate<string>('location.pathname');

  it('is reached by keyboard, looks when its button is pressed, and can be loaded again', async () => {
    await tab.look({ width: 1200 });
    await tab.open(`${address}devices?lang=en`);
    expect(await heading()).toBe('Devices on this network');
    let steps = 0;
    while (!(await tab.evaluate<boolean>("document.activeElement.matches('.look button')"))) {
      steps += 1;
      expect(steps).toBeLessThan(20);
      await tab.press('Tab');
    }
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect(await tab.evaluate<string>(outline)).toBe('solid');
    await tab.press('Enter');
    await until(async () => (await heading().catch(() => '')) === '1 device on this network');
    expect(await path()).toBe('/devices');
    expect(await tab.evaluate<string>('document.body.textContent')).toContain('10.93.1.9');
    await tab.open(`${address}devices?lang=en`);
    expect(await heading()).toBe('1 device on this network');
    expect(await tab.evaluate<number>("document.querySelectorAll('.supplies svg').length")).toBe(3);
  });

  it.each(['en', 'ar'])(
    'fits a small phone in %s, whatever devices are called',
    async (language) => {
      await tab.look({ width: 320 });
      await tab.open(`${address}devices?lang=${language}`);
      expect(
        await tab.evaluate<number>('document.documentElement.scrollWidth'),
      ).toBeLessThanOrEqual(320);
      const wide = `[...document.querySelectorAll('main *')]
      .map((one) => [one.tagName, one.getBoundingClientRect()])
      .filter(([, { left, right, width }]) => width > 1 && (left < -1 || right > 321))
      .map(([name]) => name)`;
      expect(await tab.evaluate<string[]>(wide)).toEqual([]);
    },
  );

  it.each([false, true])(
    'can be read, by night %s: every text stands out enough (WCAG AA)',
    async (dark) => {
      await tab.look({ width: 1200, dark });
      await tab.open(`${address}devices?lang=en`);
      const { count, faint } = await tab.evaluate<{ count: number; faint: string[] }>(FAINT_TEXTS);
      expect(count).toBeGreaterThan(50);
      expect(faint).toEqual([]);
    },
  );

  it('breaks no rule of its own policy, and asks for nothing that is not there', () => {
    expect(tab.complaints).toEqual([]);
  });
});

/** Texts whose contrast is below 4.5, or below 3 where they are large: WCAG 2.2, success criterion 1.4.3. */
const FAINT_TEXTS = `(() => {
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    (one) =>
      !one.closest('svg, .hidden, .skip') &&
      [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''),
  );
  const contrast = (one) => {
    const [a, b] = [light(numbers(getComputedStyle(one).color)), light(behind(one))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const needed = (one) => {
    const { fontSize, fontWeight } = getComputedStyle(one);
    const size = parseFloat(fontSize);
    return size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
  };
  return {
    count: texts.length,
    faint: texts
      .filter((one) => contrast(one) < needed(one))
      .map((one) => one.tagName + ' ' + one.textContent.trim().slice(0, 40) + ' ' + contrast(one).toFixed(2)),
  };
})()`;
