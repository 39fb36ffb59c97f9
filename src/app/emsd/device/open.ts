/**
 * A device at its place: the machine of `protocols/emsd/client.ts`, over an endpoint of ESRO on a socket, with its mailbox
 * on the disk.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import { createEndpoint, referencesByTime } from '../../../protocols/esro/endpoint.ts';
import {
  createDevice,
  type Device,
  DEVICE_KINDS,
  type DeviceAction,
  type DeviceEvent,
  type DeviceInput,
  type DeviceOptions,
  type Remembered,
} from '../../../protocols/emsd/client.ts';
import { ESRO_OPTIONS, OPERATIONS } from '../../../protocols/emsd/operations.ts';
import { BindError } from '../../../platform/bind-error.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { RecordStore } from '../../../platform/records.ts';
import { serve, type Serving } from '../../../platform/serve.ts';
import { Alarm } from '../alarm.ts';
import type { EsroEvent, EsroRequest } from '../../../protocols/esro/service.ts';

/** The name of a device's store in its folder. */
export const MAILBOX = 'mailbox';

export interface DevicePlace extends Pick<
  DeviceOptions,
  'security' | 'centrePassword' | 'receives' | 'isLookedAt' | 'forgetLimits'
> {
  /** The folder that the mailbox is in; made if need be. */
  readonly folder: string;
  readonly centre: Endpoint;
  /** An address of this machine, or all of them. */
  readonly local: string;
  /** The first of these that can be had; 0 is any. */
  readonly ports: readonly number[];
}

export interface OpenDevice {
  /** Its mailbox; what is read there was kept. */
  readonly store: RecordStore;
  say(input: DeviceInput): void;
  /** Gives the port and the mailbox back, when what is being kept is kept. */
  close(): Promise<void>;
}

type Surroundings = Pick<Platform, 'clock' | 'udp' | 'random' | 'records'>;

/**
 * @param hear is told what the machine tells, in order
 * @param fail gets what cannot be mended: our own bug, or a disk that does not keep. Nothing is heard after it.
 * @throws UnavailableError when the mailbox or the port cannot be had
 */
export async function openDevice(
  place: DevicePlace,
  platform: Surroundings,
  hear: (event: DeviceEvent) => void,
  fail: (problem: unknown) => void,
): Promise<OpenDevice> {
  const store = await platform.records.open(place.folder, MAILBOX);
  const running = new Running(place, platform, store, hear, fail);
  try {
    await running.begin(await recall(store));
  } catch (problem) {
    await running.close();
    throw problem;
  }
  return running;
}

/** What the machine has to know again. */
async function recall(store: RecordStore): Promise<Remembered[]> {
  const memory: Remembered[] = [];
  for (const [kind, needs] of Object.entries(DEVICE_KINDS)) {
    for (const record of await store.list(kind)) {
      const content = needs === 'content' ? await store.content(kind, record.key) : undefined;
      memory.push({ record, ...(content !== undefined && { content }) });
    }
  }
  return memory;
}

class Running implements OpenDevice {
  private device: { readonly machine: ReturnType<typeof createDevice>; state: Device } | undefined;
  private serving: Serving<EsroRequest> | undefined;
  private readonly alarm: Alarm;
  /** What comes while the machine is at work waits. */
  private readonly inputs: DeviceInput[] = [];
  private isWorking = false;
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: DevicePlace,
    private readonly platform: Surroundings,
    readonly store: RecordStore,
    private readonly hear: (event: DeviceEvent) => void,
    private readonly fail: (problem: unknown) => void,
  ) {
    this.alarm = new Alarm(platform.clock, () => this.wake());
  }

  async begin(memory: readonly Remembered[]): Promise<void> {
    const { clock, random } = this.platform;
    const { centre, security, centrePassword, receives, isLookedAt, forgetLimits } = this.place;
    this.serving = await this.serve();
    const now = clock.now();
    const machine = createDevice({
      centre,
      receives,
      memory,
      epoch: (clock.wallTime() - now) / 1000,
      firstInstance: Math.floor(random() * 256),
      ...(security && { security }),
      ...(centrePassword && { centrePassword }),
      ...(isLookedAt !== undefined && { isLookedAt }),
      ...(forgetLimits && { forgetLimits }),
    });
    const { state, actions } = machine.start(now);
    this.device = { machine, state };
    this.work(() => actions);
  }

  say(input: DeviceInput): void {
    this.inputs.push(input);
    if (!this.isWorking) this.work(() => []);
  }

  async close(): Promise<void> {
    this.device = undefined;
    this.alarm.arm(undefined);
    this.serving?.close();
    this.serving = undefined;
    await this.keeping;
    await this.store.close();
  }

  private async serve(): Promise<Serving<EsroRequest>> {
    const { centre, centrePassword, local, ports, receives } = this.place;
    const { random, clock } = this.platform;
    const endpoint = createEndpoint({
      ...ESRO_OPTIONS,
      random,
      // It goes on where it stopped, and the centre may still answer what it asked before.
      referenceAt: referencesByTime(clock.wallTime() - clock.now()),
      saps: receives ? [SAPS.deliver, SAPS.others] : [SAPS.others],
    });
    // Another centre may stand at the same address, and deliver to who had this port before. One that shows who it is may
    // speak from any port, as long as it shows it.
    const isCentre = ({ address, port }: Endpoint) =>
      address === centre.address && (port === centre.port || centrePassword !== undefined);
    const options = {
      address: local,
      everybody: false,
      mayHear: isCentre,
      maySend: isCentre,
      tell: (event: EsroEvent) => this.say({ kind: 'esro', event }),
      fail: (bug: unknown) => this.broken(bug),
    };
    for (const port of ports.slice(0, -1)) {
      try {
        return await serve(endpoint, this.platform, { ...options, port });
      } catch (problem) {
        if (!(problem instanceof BindError)) throw problem;
      }
    }
    return serve(endpoint, this.platform, { ...options, port: ports.at(-1) ?? 0 });
  }

  /** Does what is asked for, and all that comes of it. */
  private work(first: () => readonly DeviceAction[]): void {
    this.isWorking = true;
    try {
      for (const action of first()) this.perform(action);
      for (let input = this.inputs.shift(); input; input = this.inputs.shift()) this.step(input);
    } catch (bug) {
      this.broken(bug);
    } finally {
      this.isWorking = false;
    }
    this.alarm.arm(this.device?.machine.wakeAt(this.device.state));
  }

  private step(input: DeviceInput | { readonly kind: 'wake' }): void {
    if (this.device === undefined) return;
    const { machine, state } = this.device;
    const step = machine.step(state, input, this.platform.clock.now());
    this.device.state = step.state;
    for (const action of step.actions) this.perform(action);
  }

  private perform(action: DeviceAction): void {
    switch (action.kind) {
      case 'esro':
        return this.serving?.say(action.request);
      case 'tell':
        return this.hear(action.event);
      case 'keep': {
        const { ticket, changes } = action;
        const kept = () => this.say({ kind: 'kept', ticket });
        this.keeping = this.store.commit(changes).then(kept, (problem) => this.broken(problem));
      }
    }
  }

  private broken(problem: unknown): void {
    if (this.device === undefined) return;
    this.device = undefined;
    this.fail(problem);
  }

  private wake(): void {
    this.work(() => {
      this.step({ kind: 'wake' });
      return [];
    });
  }
}

const { deliver, submissionControl } = OPERATIONS;
/** Where a device performs (RFC 2524, table 1). */
const SAPS = {
  deliver: { sap: deliver.sap, handshake: deliver.handshake },
  others: { sap: submissionControl.sap, handshake: submissionControl.handshake },
};
