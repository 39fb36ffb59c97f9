/** Asks one host by ENPC: probes and verified queries, to UDP 3289. */
import { enpcObservation } from '../../../devices/witnesses/enpc.ts';
import { discovery, type DiscoveryEvent } from '../../../protocols/enpc/client.ts';
import { devicesOf } from '../../../protocols/enpc/telling-apart.ts';
import { ENPC_PORT } from '../../../protocols/enpc/vocabulary.ts';
import { converseUntil, greetings, type Question, type Testimony } from './question.ts';

const WHERE = `UDP ${ENPC_PORT}`;

export async function askEnpc(question: Question): Promise<Testimony> {
  const { address, wait, heard, listening } = question;
  if (address.includes(':')) {
    const why = 'ENPC is spoken over IPv4 alone';
    return { asked: { by: 'enpc', end: 'left out', where: WHERE, why }, observations: [] };
  }
  const machine = discovery({
    targets: [{ address, port: ENPC_PORT }],
    mayAsk: (from) => from === address,
    rounds: greetings(wait),
  });
  const state = await converseUntil(
    machine,
    question,
    (event: DiscoveryEvent) => {
      listening?.enpc(event);
      return event.kind === 'found';
    },
    // Nobody else is expected at one address: who has told everything need not be waited for.
    ({ hosts }) => hosts.size > 0 && [...hosts.values()].every((host) => host.waiting.length === 0),
  );
  const hosts = [...(state?.hosts.values() ?? [])];
  const devices = devicesOf(hosts);
  // Whoever is let go once it has told all does not end by itself.
  listening?.enpc({ kind: 'finished', devices, hosts, unreadable: 0, turnedAway: 0 });
  const isWhole = hosts.every((host) => host.waiting.length === 0);
  const end = hosts.length === 0 ? 'silent' : isWhole ? 'answered' : 'partly';
  return {
    asked: {
      by: 'enpc',
      end,
      where: WHERE,
      ...(end === 'partly' && { why: 'it had not answered everything when time was up' }),
    },
    observations: devices.map((device) => enpcObservation(device, heard())),
  };
}
