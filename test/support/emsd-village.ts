/** A centre and its subscribers on a {@link Ground}, and what they make of each message. */
import { decodeIpm, encodeIpm } from '../../src/protocols/emsd/wire.ts';
import {
  createDevice,
  DEVICE_KINDS,
  type Device,
  type DeviceAction,
  type DeviceInput,
} from '../../src/protocols/emsd/client.ts';
import type { Address } from '../../src/protocols/emsd/ipm.ts';
import { IPM_CONTENT, OPERATIONS } from '../../src/protocols/emsd/operations.ts';
import {
  CENTRE_SAPS,
  createCentre,
  type Centre,
  type CentreAction,
  type CentreInput,
  type Directory,
} from '../../src/protocols/emsd/server.ts';
import type { Millis } from '../../src/core/units.ts';
import { EPOCH, Ground, GroundDisk, GroundHost, type Weather } from './emsd-ground.ts';

const HOST = 'centre.example';
export const CENTRE = { address: '192.0.2.1', port: 642 };
const NUMBERS = ['401001', '401002', '401003'] as const;

const DIRECTORY: Directory = {
  byNumber: (number) => ((NUMBERS as readonly string[]).includes(number) ? { number } : undefined),
  byAlias: () => undefined,
  byAddress: () => undefined,
};

export const minutes = (count: number): Millis => count * 60_000;

const octets = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What became of one message, told by what is in its body. */
export interface Letter {
  readonly to: readonly string[];
  /**
   * When its user wanted it sent; when the device had it on disk, and knew that the centre had. What came by mail is both
   * when the centre has answered for it.
   */
  readonly written: Millis;
  queued?: Millis;
  submitted?: Millis;
  /** When it was told to each reader, by number. */
  readonly told: Map<string, Millis[]>;
}

export class Village {
  readonly ground: Ground;
  readonly letters = new Map<string, Letter>();
  readonly centre: GroundHost<Centre, CentreInput, CentreAction>;
  readonly devices = new Map<string, GroundHost<Device, DeviceInput, DeviceAction>>();
  /** Of each device's outbox: which letter. */
  private readonly keys = new Map<string, string>();
  /** Mails that the centre is asked to take, by ticket. */
  private readonly offered = new Map<number, Letter>();
  private serial = 0;
  private lastTicket = 0;
  /** What was never meant to happen. */
  readonly faults: string[] = [];

  /** @param slowness how long a write of the centre's disk takes at the most */
  constructor(
    seed: number,
    weather: Weather,
    private readonly slowness: Millis = 10,
  ) {
    this.ground = new Ground(seed, weather);
    this.centre = this.buildCentre();
    for (const number of NUMBERS) this.devices.set(number, this.buildDevice(number));
  }

  /** A user writes; the device keeps it, or crashes before. @param length octets of text */
  write(from: string, to: readonly string[], length: number): void {
    const device = this.devices.get(from)!;
    if (!device.isUp) return;
    const { name } = this.begin(to);
    const content = contentOf(name, { kind: 'emsd', digits: from }, to, length);
    device.say({ kind: 'submit', contentType: IPM_CONTENT, content, about: { to, subject: name } });
  }

  /** A mail server hands over a message, again and again until the centre has answered for it. */
  mail(to: readonly string[], length: number): void {
    const { name, letter } = this.begin(to);
    const from = 'joe@elsewhere.example';
    const mail = {
      id: { kind: 'rfc822', text: `<${this.serial}@elsewhere.example>` },
      submitted: EPOCH / 1000,
      from,
      recipients: to.map((number) => `${number}@${HOST}`),
      content: contentOf(name, { kind: 'rfc822', text: from }, to, length),
      priority: 'normal',
      subject: name,
    } as const;
    const offer = () => {
      if (letter.submitted !== undefined) return;
      const ticket = ++this.lastTicket;
      this.offered.set(ticket, letter);
      this.centre.say({ kind: 'mail', ticket, mail });
      this.ground.after(5000 + 10_000 * this.ground.random(), offer);
    };
    offer();
  }

  /** A device asks what waits for it. */
  poll(number: string): void {
    this.devices.get(number)!.say({ kind: 'limit', limits: { restrict: 'update' } });
  }

  private begin(to: readonly string[]): { readonly name: string; readonly letter: Letter } {
    const name = `letter ${++this.serial}.`;
    const letter = { to, written: this.ground.now, told: new Map() };
    this.letters.set(name, letter);
    return { name, letter };
  }

  /** Which letters a reader has, each as often as it is there. */
  inbox(number: string): readonly string[] {
    return this.devices
      .get(number)!
      .disk.all('inbox')
      .map(({ content }) => nameOf(content));
  }

  /** Whether every letter that a device had is with all its readers. */
  get isDone(): boolean {
    for (const letter of this.letters.values()) {
      if (letter.queued === undefined) continue;
      if (letter.to.some((number) => !letter.told.has(number)) || letter.submitted === undefined) {
        return false;
      }
    }
    return true;
  }

  private buildCentre(): Village['centre'] {
    const disk = new GroundDisk(this.ground, this.slowness);
    return new GroundHost<Centre, CentreInput, CentreAction>(this.ground, CENTRE, disk, {
      saps: Object.entries(CENTRE_SAPS).map(([sap, handshake]) => ({
        sap: Number(sap),
        handshake,
      })),
      wake: () =>
        createCentre({
          records: disk.all().map(({ record }) => record),
          directory: DIRECTORY,
          host: HOST,
          epoch: EPOCH,
        }),
      heard: (event) => ({ kind: 'esro', event }),
      does: (action, say) => {
        switch (action.kind) {
          case 'esro':
            return action.request;
          case 'keep': {
            const { ticket } = action;
            return void disk.commit(action.changes, () => say({ kind: 'kept', ticket }));
          }
          case 'load': {
            const { ticket, of } = action;
            return void this.ground.after(1, () => {
              say({ kind: 'loaded', ticket, content: disk.content(of.kind, of.key) });
            });
          }
          case 'check': {
            const { ticket, number, password } = action;
            const verdict = password.join() === octets(number).join() ? 'right' : 'wrong';
            return void this.ground.after(1, () => say({ kind: 'checked', ticket, verdict }));
          }
          case 'mail taken': {
            const letter = this.offered.get(action.ticket);
            if (letter === undefined || action.outcome !== 'accepted') return undefined;
            letter.queued ??= this.ground.now;
            letter.submitted ??= this.ground.now;
            return undefined;
          }
          case 'tell':
            if (action.event.kind === 'undelivered') this.faults.push(action.event.reason);
            return undefined;
          default:
            return undefined;
        }
      },
    });
  }

  private buildDevice(number: string): GroundHost<Device, DeviceInput, DeviceAction> {
    const disk = new GroundDisk(this.ground, 10);
    const address = `192.0.2.1${number.slice(-1)}`;
    return new GroundHost<Device, DeviceInput, DeviceAction>(
      this.ground,
      { address, port: 642 },
      disk,
      {
        saps: [OPERATIONS.deliver, OPERATIONS.submissionVerify],
        wake: () =>
          createDevice({
            centre: CENTRE,
            security: { address: { kind: 'emsd', digits: number }, password: octets(number) },
            receives: true,
            memory: disk.all().filter(({ record }) => record.kind in DEVICE_KINDS),
            epoch: EPOCH / 1000,
            firstInstance: 0,
            slice: 300,
          }),
        heard: (event) => ({ kind: 'esro', event }),
        does: (action, say) => {
          if (action.kind === 'esro') return action.request;
          if (action.kind === 'keep') {
            const { ticket } = action;
            disk.commit(action.changes, () => say({ kind: 'kept', ticket }));
          } else this.hear(number, disk, action.event);
          return undefined;
        },
      },
    );
  }

  private hear(
    number: string,
    disk: GroundDisk,
    event: Extract<DeviceAction, { kind: 'tell' }>['event'],
  ): void {
    const { now } = this.ground;
    switch (event.kind) {
      case 'queued': {
        const name = nameOf(disk.content('outbox', event.key));
        this.keys.set(`${number} ${event.key}`, name);
        const letter = this.letters.get(name);
        if (letter) letter.queued ??= now;
        return;
      }
      case 'submitted': {
        const letter = this.letters.get(this.keys.get(`${number} ${event.key}`) ?? '');
        if (letter) letter.submitted ??= now;
        return;
      }
      case 'message': {
        const letter = this.letters.get(nameOf(disk.content('inbox', event.key)));
        if (!letter) return void this.faults.push(`${number} is shown what nobody wrote`);
        const times = letter.told.get(number) ?? [];
        letter.told.set(number, [...times, now]);
        return;
      }
      case 'refused':
      case 'stuck':
        return void this.faults.push(`${number} hears that a letter is ${event.kind}`);
      default:
    }
  }
}

function contentOf(
  name: string,
  originator: Address,
  to: readonly string[],
  length: number,
): Uint8Array {
  return encodeIpm({
    heading: {
      originator,
      recipients: to.map((digits) => ({
        address: { kind: 'emsd', digits },
        as: 'primary',
        receipt: 'none',
        returnMessage: false,
        report: 'non-delivery',
        replyRequested: false,
      })),
      priority: 'normal',
      importance: 'normal',
      autoForwarded: false,
      subject: name,
    },
    body: { octets: octets(name.padEnd(length, '*')) },
  });
}

/** The letter that a content is. */
function nameOf(content: Uint8Array | undefined): string {
  const decoded = content && decodeIpm(content);
  return decoded?.ok ? (decoded.message.heading.subject ?? '') : '';
}
