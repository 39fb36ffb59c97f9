/** Asks one host by WS-Discovery, said to this host alone (WS-Discovery 1.1, section 5.2.2). */
import { wsdObservation } from '../../../devices/witnesses/wsd.ts';
import { wsdDiscovery, type WsdDiscoveryEvent } from '../../../protocols/wsd/client.ts';
import { WSD_PORT } from '../../../protocols/wsd/vocabulary.ts';
import { converseUntil, type Question, type Testimony } from './question.ts';

const WHERE = `UDP ${WSD_PORT}`;

export async function askWsd(question: Question): Promise<Testimony> {
  const { address, wait, platform, heard, listening } = question;
  const machine = wsdDiscovery({
    targets: [{ address, port: WSD_PORT }],
    mayAsk: (from) => from === address,
    random: platform.random,
    listen: wait,
  });
  const state = await converseUntil(machine, question, (event: WsdDiscoveryEvent) => {
    listening?.wsd(event);
    return event.kind === 'found';
  });
  const devices = [...(state?.devices.values() ?? [])];
  return {
    asked: { by: 'wsd', end: devices.length > 0 ? 'answered' : 'silent', where: WHERE },
    observations: devices.map((device) => wsdObservation(device, heard())),
  };
}
