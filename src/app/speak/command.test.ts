/** `portolan survey --speak` as people and programs see it: a real greeter on loopback, the rest simulated. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import { listening, report, running } from '../../../test/support/listeners.ts';
import { latin1Bytes } from '../../core/bytes/line.ts';
import { nodeClock } from '../../platform/node/clock.ts';
import { nodeTcp } from '../../platform/node/tcp.ts';
import type { TcpListener } from '../../platform/tcp.ts';

/** A name that would clear the screen and turn what follows around. */
const HOSTILE = 'SSH-2.0-Greeter_1.2 \u001b[2J\u0007evil\r\n';

let greeter: TcpListener;
let heardByIt = 0;

beforeAll(async () => {
  greeter = await nodeTcp().listen({ address: '127.0.0.1' }, (connection) => {
    connection.write(latin1Bytes(HOSTILE));
    return { received: ({ length }) => void (heardByIt += length) };
  });
});
afterAll(() => greeter.close());

async function survey(words: string, ...programs: string[]) {
  const { port } = greeter.local;
  const listener = listening(`tcp 127.0.0.1:${port}`, ...programs.map((name) => running(name)));
  return portolan(`survey ${words}`.split(' '), {
    listeners: report([listener], { ephemeral: { from: 1, to: 1 } }),
    platform: { clock: nodeClock(), tcp: nodeTcp() },
    columns: 100,
    isTTY: false,
  });
}

describe('survey --speak', () => {
  it('shows what was heard, harmlessly, and in the place of a program that was not seen', async () => {
    const { out, code } = await survey('--speak');
    expect(code).toBe(0);
    expect(out).toContain('(Greeter 1.2, not seen)');
    expect(out).toContain('heard: ssh (it greets with SSH-2.0-Greeter_1.2 evil)');
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('gives it to programs', async () => {
    const { out } = await survey('--speak --json', 'mystery');
    const [listener] = (JSON.parse(out) as { listeners: { sighting?: unknown }[] }).listeners;
    expect(listener?.sighting).toEqual({
      service: 'ssh',
      product: 'Greeter',
      version: '1.2',
      evidence: 'SSH-2.0-Greeter_1.2 evil',
      how: 'greeting',
    });
    expect((await survey('--speak --csv', 'mystery')).out).toContain(',ssh Greeter 1.2,');
  });

  it('asks nobody unless it is told to, and says nothing to who greets', async () => {
    const { out } = await survey('--json');
    expect(out).not.toContain('sighting');
    expect(heardByIt).toBe(0);
  });

  it('asks this machine, and no listing of another', async () => {
    const { code, err } = await survey('--speak --from elsewhere.txt');
    expect(code).toBe(2);
    expect(err).toContain('a listing cannot be asked');
  });
});
