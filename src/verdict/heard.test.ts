/** What a port said of itself decides where its program could not. */
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../identify/sighting.ts';
import type { Listener, Process } from '../survey/listener.ts';
import { shippedAtlas, shippedPrograms } from '../../test/support/shipped.ts';
import { judgeListeners } from './judge.ts';

const JUDGE = { atlas: shippedAtlas(), programs: shippedPrograms() };
const RECOGNIZED = new Set(['ssh', 'smtp', 'postgresql', 'imap', 'imaps', 'redis', 'domain']);

function verdictOn(port: number, sighting: Sighting | undefined, ...programs: string[]) {
  const processes: Process[] = programs.map((name, i) => ({ pid: 100 + i, name }));
  const listener: Listener = {
    transport: 'tcp',
    family: 'ipv4',
    address: '127.0.0.1',
    port,
    scope: 'loopback',
    sockets: 1,
    processes,
  };
  const [judged] = judgeListeners(
    [listener],
    {
      ephemeral: { from: 32_768, to: 60_999 },
      interfaces: [],
      coverage: { complete: true, looked: ['tcp'], gaps: [] },
      elsewhere: [],
    },
    JUDGE,
    {
      sightings: new Map(sighting ? [[listener, sighting]] : []),
      recognizes: (service) => RECOGNIZED.has(service),
    },
  );
  return judged!;
}

const heard = (service: string, more: Partial<Sighting> = {}): Sighting => ({
  service,
  evidence: 'some words',
  how: 'greeting',
  ...more,
});

describe('a program that was not seen', () => {
  it('is unknown until it is heard', () => {
    expect(verdictOn(22, undefined).verdict).toBe('unknown');
    const { verdict, why, sighting } = verdictOn(
      22,
      heard('ssh', { product: 'OpenSSH', version: '9.2p1' }),
    );
    expect(verdict).toBe('expected');
    expect(why).toBe(
      'what listens there speaks ssh (OpenSSH 9.2p1), and 22/tcp is promised to ssh',
    );
    expect(sighting).toMatchObject({ service: 'ssh' });
  });

  it('is a stranger when it speaks something else', () => {
    const { verdict, severity, why } = verdictOn(5432, heard('ssh'));
    expect([verdict, severity]).toEqual(['stranger', 'warning']);
    expect(why).toBe('5432/tcp is promised to postgresql; what listens there speaks ssh');
  });

  it.each([
    [{ product: 'Redis' }, 'redis'],
    [{ product: 'Redis', version: '7.0.15' }, 'redis (7.0.15)'],
    [{ product: 'Valkey' }, 'redis (Valkey)'],
    [{}, 'redis'],
  ])('that says %j is called %s', (said, name) => {
    expect(verdictOn(5432, heard('redis', said)).why.split('speaks ')[1]).toBe(name);
  });

  it('is a stranger when it speaks HTTP where that would be heard as something else', () => {
    expect(verdictOn(5432, heard('http')).verdict).toBe('stranger');
  });

  it('stays unknown when what is promised may be said in HTTP or TLS', () => {
    const { verdict, why } = verdictOn(5222, heard('tls'));
    expect(verdict).toBe('unknown');
    expect(why).toMatch(/speaks tls; whether that is xmpp-client cannot be told/);
  });

  it('is no stranger for words that others say too', () => {
    expect(verdictOn(5432, heard('ftp', { likely: true })).verdict).toBe('unknown');
  });

  it('is known practice where no more was promised', () => {
    expect(verdictOn(6380, heard('redis')).verdict).toBe('unofficial');
  });
});

describe('TLS', () => {
  it('is what is promised inside it', () => {
    expect(verdictOn(443, heard('tls')).verdict).toBe('expected');
    expect(verdictOn(993, heard('tls')).verdict).toBe('expected');
  });

  it('is not, when something else is spoken inside', () => {
    expect(verdictOn(993, heard('https')).verdict).toBe('stranger');
  });
});

describe('a program that was seen', () => {
  it('is believed where it says what it is known for', () => {
    expect(verdictOn(22, heard('ssh'), 'sshd').why).toMatch(/^sshd speaks ssh, and 22/);
  });

  it('is a stranger where it says something else, whatever it is known for', () => {
    expect(verdictOn(22, undefined, 'sshd').verdict).toBe('expected');
    expect(verdictOn(22, heard('smtp'), 'sshd').verdict).toBe('stranger');
  });

  it('and that can speak anything is known by what it speaks', () => {
    const { verdict, why } = verdictOn(25, heard('smtp'), 'python3');
    expect([verdict, why]).toEqual([
      'expected',
      'python3 speaks smtp, and 25/tcp is promised to smtp',
    ]);
    expect(verdictOn(25, heard('http'), 'python3').verdict).toBe('stranger');
  });

  it('is told of with what it said where nobody claims the port', () => {
    const { verdict, why } = verdictOn(31_337, heard('ssh'), 'mystery');
    expect(verdict).toMatch(/unclaimed|stranger/);
    expect(why).toMatch(/mystery speaks ssh/);
  });

  it('may say what it wants on a port that the system gave it', () => {
    expect(verdictOn(40_000, heard('ssh'), 'mystery')).toMatchObject({ verdict: 'dynamic' });
  });
});
