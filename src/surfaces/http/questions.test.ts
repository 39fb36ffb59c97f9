/** What the first page can be asked beyond what listens: the firewall always, the listeners where that is open. */
import { describe, expect, it } from 'vitest';
import { iptables, INTERFACES, reading, socket } from '../../../test/support/firewall.ts';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import { readPhrases } from '../../app/page/words.ts';
import { shippedData } from '../../../test/support/shipped.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { createNetwork, type Network } from '../../platform/simulated/network.ts';
import { simulatedFirewall } from '../../platform/simulated/firewall.ts';
import { NOBODY_LISTENS, simulatedListeners } from '../../platform/simulated/listeners.ts';
import type { ListenerReport } from '../../survey/listener.ts';

const REPORT: ListenerReport = {
  ...NOBODY_LISTENS,
  interfaces: INTERFACES,
  listeners: [
    socket('tcp 0.0.0.0:2222', { processes: [] }),
    socket('tcp 0.0.0.0:5432', { processes: [{ pid: 90, name: 'postgres' }] }),
  ],
};
const NO_DATABASE = reading(
  iptables('*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT\nCOMMIT'),
);

/** A machine whose port 2222 greets, behind a firewall. */
async function machine() {
  const network = createNetwork({ seed: 1 });
  const platform = network.host('harbour', {
    addresses: ['192.0.2.7/24'],
    data: shippedData,
  });
  let heard = 0;
  await platform.tcp.listen({ port: 2222 }, (connection) => {
    heard += 1;
    connection.write(latin1Bytes('SSH-2.0-OpenSSH_9.2p1\r\n'));
    return { received() {} };
  });
  const around = {
    ...platform,
    listeners: simulatedListeners(REPORT),
    firewall: simulatedFirewall(NO_DATABASE),
  };
  return { network, platform: around, connections: () => heard };
}

/** Lets time pass until there is an answer; a part of it waits for an import, which is real. */
async function passing<T>(network: Network, answer: Promise<T>): Promise<T> {
  const state = { isOpen: true };
  const settled = answer.finally(() => (state.isOpen = false));
  for (let at = 0; state.isOpen && at < 60_000; at += 20) {
    await network.runUntil(at);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return settled;
}

const box = (page: string, name: string) =>
  new RegExp(`<input\\s+type="checkbox"\\s+name="${name}"[^>]*>`).exec(page)?.[0];

describe.each(LANGUAGES)('in $tag', ({ tag }) => {
  const words = readPhrases(shippedData, tag);

  it('says whom the firewall lets in, and by which rule, when that is asked', async () => {
    const { platform } = await machine();
    const { get } = exampleHttp({ platform });
    const plain = await (await get(`/?lang=${tag}`)).text();
    expect(box(plain, 'firewall')).not.toContain('checked');
    expect(plain).not.toContain(`<dt>${words.say('survey.firewall')}</dt>`);

    const asked = await (await get(`/?lang=${tag}&firewall=true`)).text();
    expect(box(asked, 'firewall')).toContain('checked');
    expect(asked).toMatch(
      new RegExp(
        `<dt>${words.say('survey.firewall')}</dt>\\s*<dd>\\s*<b>${words.say('firewall.blocked')}</b><br\\s*/><bdi\\s+lang="en"\\s+dir="ltr"\\s*>`,
      ),
    );
    expect(asked).toContain('rule 1: -A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT</code>');
    const other = tag === 'en' ? 'de' : 'en';
    expect(asked).toContain(`href="?lang=${other}&amp;firewall=true"`);
    expect(asked).not.toMatch(/[{}]|undefined|\[object/);
  });

  it('says what a listener answered, where speaking is open', async () => {
    const { platform, network } = await machine();
    const { get } = exampleHttp({ platform, allow: ['one host'] });
    const page = await (await passing(network, get(`/?lang=${tag}&speak=true`))).text();
    expect(box(page, 'speak')).toContain('checked');
    expect(page).toContain(`<dt>${words.say('survey.heard')}</dt>`);
    expect(page).toMatch(/<code dir="ltr">SSH-2\.0-OpenSSH_9\.2p1/);
    expect(page).toContain('<bdi dir="ltr"><b>OpenSSH 9.2p1</b></bdi>');
  });
});

it('names the addresses where the firewall answers differently, and only there', async () => {
  const { platform } = await machine();
  // Only IPv4 is filtered: the rule for 2222 is about one of these.
  const listeners = [...REPORT.listeners, socket('tcp [::]:2222', { processes: [], v6only: true })];
  const around = { ...platform, listeners: simulatedListeners({ ...REPORT, listeners }) };
  const page = await (await exampleHttp({ platform: around }).get('/?firewall=true')).text();
  const answers = [...page.matchAll(/<dt>Firewall<\/dt>\s*<dd>([\s\S]*?)<br/g)].map(([, html]) =>
    html!.replaceAll(/<[^>]*>/g, '').trim(),
  );
  expect(answers.toSorted()).toEqual(['blocked', 'open 0.0.0.0', 'open ::']);
});

it('sends nothing where speaking is closed, and does not offer it', async () => {
  const { platform, connections } = await machine();
  const { get } = exampleHttp({ platform });
  const refused = await get('/?speak=true');
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('--allow one-host');
  const page = await get('/?speak=no');
  expect(page.status).toBe(200);
  expect(box(await page.text(), 'speak')).toBeUndefined();
  expect(connections()).toBe(0);
});

it('sends nothing unless it is asked to', async () => {
  const { platform, connections } = await machine();
  const { get } = exampleHttp({ platform, allow: ['one host'] });
  expect(box(await (await get('/')).text(), 'speak')).not.toContain('checked');
  expect(connections()).toBe(0);
});

it('refuses a question that is neither asked nor not', async () => {
  expect((await exampleHttp().get('/?firewall=perhaps')).status).toBe(400);
});

it('names the interface that a listener is bound to', async () => {
  const page = await (await exampleHttp({ platform: examplePlatform() }).get('/')).text();
  expect(page).toContain('<bdi dir="ltr">::%eth0</bdi>');
  expect(page).toContain('<bdi dir="ltr">fe80::1%eth0</bdi>');
});
