/** Devices with a verdict on each of their services. */
import { deviceTitle, type Device } from '../../devices/device.ts';
import { readPrograms, type ProgramFacts } from '../../verdict/programs.ts';
import { judgeService, type ServiceJudge } from '../../verdict/service.ts';
import { mostSevere } from '../../verdict/verdict.ts';
import { ENTP_PORT } from '../../protocols/entp/vocabulary.ts';
import type { Context } from '../operation.ts';
import type { FoundDevice } from './result.ts';

/** @param scanners addresses where a scanner of Epson's spoke unasked */
export function judged(
  devices: readonly Device[],
  scanners: ReadonlySet<string>,
  { platform, atlas }: Context,
): FoundDevice[] {
  if (devices.length === 0) return [];
  const programs = readPrograms(JSON.parse(platform.data.text('programs.json')) as ProgramFacts);
  const own = new Set(
    platform.interfaces().flatMap((one) => one.addresses.map(({ address }) => address)),
  );
  return devices.map((device) =>
    judgedDevice(withScanner(device, scanners), { atlas, programs }, own),
  );
}

/** No witness of the device tells of it: the port spoke for itself. */
function withScanner(device: Device, scanners: ReadonlySet<string>): Device {
  const answered = device.addresses.filter((address) => scanners.has(address));
  if (answered.length === 0) return device;
  const entp = {
    service: 'entp',
    transport: 'tcp',
    port: ENTP_PORT,
    answered,
    seenBy: [],
  } as const;
  return { ...device, services: [...device.services, entp].toSorted((a, b) => a.port - b.port) };
}

function judgedDevice(device: Device, judge: ServiceJudge, own: ReadonlySet<string>): FoundDevice {
  const announcedAt = [...new Set(device.services.flatMap(({ answered }) => answered))];
  const services = device.services.map((service) => ({
    ...service,
    ...judgeService({ ...service, announcedAt }, judge),
  }));
  const [worst] = mostSevere(services.flatMap(({ verdicts }) => verdicts));
  return {
    ...device,
    title: deviceTitle(device),
    services,
    ...(worst && { verdict: worst.verdict }),
    severity: worst?.severity ?? 'none',
    exposed: services.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'exposed')),
    thisMachine: device.addresses.some((address) => own.has(address)),
  };
}
