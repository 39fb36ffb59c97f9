import { describe, expect, it } from 'vitest';
import type { Transport } from '../core/transport.ts';
import { checkCommands } from './check.ts';

describe('the commands to check a port', () => {
  it.each<[transports: Transport[], ss: string]>([
    [['tcp'], "sudo ss -tlnp 'sport = :641'"],
    [['udp'], "sudo ss -ulnp 'sport = :641'"],
    [['sctp'], "sudo ss -Slnp 'sport = :641'"],
    [['dccp'], "sudo ss -dlnp 'sport = :641'"],
    [['tcp', 'udp'], "sudo ss -tulnp 'sport = :641'"],
    [['tcp', 'udp', 'sctp', 'dccp'], "sudo ss -tuSdlnp 'sport = :641'"],
    [[], "sudo ss -tulnp 'sport = :641'"],
  ])('%s on Linux', (transports, ss) => {
    expect(checkCommands(641, transports).linux[0]).toBe(ss);
  });

  it('ask about the transport that matters and no other', () => {
    const all = (...transports: Transport[]) =>
      Object.values(checkCommands(641, transports)).flat().join('\n');
    expect(all('tcp')).not.toMatch(/udp/i);
    expect(all('udp')).not.toMatch(/tcp/i);
    expect(all('tcp', 'udp')).toMatch(/TCP[^]*UDP/);
  });

  it('exist for every system and name the port, and no port that begins with it', () => {
    for (const commands of Object.values(checkCommands(80, ['sctp']))) {
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(command).toMatch(/\b80\b/);
    }
    expect(checkCommands(80, ['tcp']).windows[0]).toContain(':80 ');
  });
});
