/**
 * Two hundred devices of EMSD that submit as fast as they are answered, one message after the other each: told by its
 * parent where the centre is and for how long; says which messages were acknowledged.
 */
import { createEndpoint, type Endpoint, type EsroEndpoint } from '../src/esro.ts';
import { latin1Bytes } from '../src/core/bytes/line.ts';
import { IPM_CONTENT, OPERATIONS } from '../src/protocols/emsd/operations.ts';
import {
  decodeResult,
  encodeInvocation,
  encodeIpm,
  encodeResult,
} from '../src/protocols/emsd/wire.ts';

interface Told {
  readonly centre: Endpoint;
  readonly devices: number;
  /** Numbers of the first device and of the first recipient; the others have the numbers after these. */
  readonly first: number;
  readonly to: number;
  readonly password: string;
  readonly warmUp: number;
  readonly milliseconds: number;
}

const { submit, submissionVerify } = OPERATIONS;

class Device {
  private instance = 0;
  private count = 0;

  constructor(
    private readonly endpoint: EsroEndpoint,
    private readonly told: Told,
    private readonly place: number,
  ) {}

  /** @returns the number that the centre gave the message */
  async submit(): Promise<string> {
    const { first, to, password, centre } = this.told;
    const originator = { kind: 'emsd', digits: String(first + this.place) } as const;
    this.count += 1;
    const content = encodeIpm({
      heading: {
        originator,
        recipients: [
          {
            address: { kind: 'emsd', digits: String(to + this.place) },
            as: 'primary',
            receipt: 'none',
            returnMessage: false,
            report: 'none',
            replyRequested: false,
          },
        ],
        priority: 'normal',
        importance: 'normal',
        autoForwarded: false,
        subject: `message ${this.count} of ${this.place}`,
      },
      body: {
        octets: latin1Bytes('The lighthouse is lit, the tide is in, the ferry sails at eight.'),
      },
    });
    const argument = encodeInvocation({
      operation: 'submit',
      instance: this.instance,
      argument: {
        security: { address: originator, password: latin1Bytes(password) },
        contentType: IPM_CONTENT,
        content,
      },
    });
    this.instance = (this.instance + 1) % 256;
    const { result } = await this.endpoint.invoke(centre, submit.sap, submit.value, argument, {
      handshake: submit.handshake,
    });
    const read = decodeResult('submit', result);
    if (!read.ok) throw new Error(read.error.message);
    const { submissionTime, messageNumber } = read.message.messageId;
    return `${submissionTime}.${messageNumber}`;
  }
}

async function run(told: Told) {
  const verified = encodeResult('submissionVerify', { status: 'send message' });
  const devices = await Promise.all(
    Array.from({ length: told.devices }, async (_, place) => {
      const endpoint = await createEndpoint({
        address: `127.0.1.${place + 1}`,
        saps: { [submissionVerify.sap]: { handshake: '2-way', perform: () => verified } },
      });
      return new Device(endpoint, told, place);
    }),
  );
  const acknowledged: string[] = [];
  const failures: string[] = [];
  const end = performance.now() + told.warmUp + told.milliseconds;
  let before = 0;
  setTimeout(() => (before = acknowledged.length), told.warmUp);
  await Promise.all(
    devices.map(async (device) => {
      while (performance.now() < end) {
        try {
          acknowledged.push(await device.submit());
        } catch (problem) {
          failures.push(String(problem));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    }),
  );
  const perSecond = (1000 * (acknowledged.length - before)) / told.milliseconds;
  return { acknowledged, failures, perSecond };
}

process.on('message', (told) => {
  void run(told as Told).then((said) => process.send!(said, () => process.exit()));
});
