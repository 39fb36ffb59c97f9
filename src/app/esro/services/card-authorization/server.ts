/** The issuer's side of the demonstration. */
import { berInteger, berNull } from '../../../../core/bytes/ber-write.ts';
import { FAILURE } from '../../../../protocols/esro/pdu.ts';
import { OperationError, OperationFailed, type Answer, type Call } from '../../call.ts';
import type { ServiceServer } from '../agreement.ts';
import { berText, noSuchOperation, readArgument, readElement } from '../elements.ts';
import { ERRORS, OPERATIONS } from './agreement.ts';
import { isCardNumber, masked } from './cards.ts';
import {
  readAuthorization,
  readTransaction,
  writeApproval,
  writeStanding,
  type Authorization,
} from './elements.ts';
import { keyOf, type Charge, type Ledger, type Refusal, type Ruling } from './ledger.ts';

/** Where charges are kept. */
export interface Journal {
  /** When it resolves, the charge is kept, whatever happens afterwards. Calls never overtake each other. */
  keep(charge: Charge): Promise<void>;
  close(): Promise<void>;
}

/** @param journal undefined: charges are forgotten when the program ends */
export function cardServer(ledger: Ledger, journal?: Journal): ServiceServer {
  const till = new Till(ledger, journal);
  return {
    perform: (call) => till.perform(call),
    describe: (call) => describe(call),
    ...(journal && { close: () => journal.close() }),
  };
}

class Till {
  /** Everything that was to be kept so far. Who asks a second time is not told before what the first asked is kept. */
  private kept: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly journal: Journal | undefined,
  ) {}

  async perform(call: Call): Promise<Answer> {
    switch (call.operation) {
      case OPERATIONS.authorize: {
        const asked = readArgument(call, readAuthorization);
        if (!isCardNumber(asked.card)) throw new OperationError(ERRORS.badNumber, berNull());
        return this.settle(this.ledger.authorize(asked), writeApproval);
      }
      case OPERATIONS.void:
        return this.settle(this.ledger.void(readArgument(call, readTransaction)), writeApproval);
      case OPERATIONS.verify:
        return this.settle(this.ledger.verify(readArgument(call, readTransaction)), writeStanding);
      default:
        throw noSuchOperation();
    }
  }

  /** What could not be kept is never answered: nor is anything after it, since it rests on it. */
  private async settle<T>(ruling: Ruling<T>, write: (answer: T) => Uint8Array): Promise<Answer> {
    if ('refused' in ruling) {
      await this.kept;
      throw refusal(ruling);
    }
    const { changed } = ruling;
    const { journal } = this;
    if (changed && journal) this.kept = this.kept.then(() => journal.keep(changed));
    await this.kept;
    return write(ruling.answer);
  }
}

function refusal(refused: Refusal): Error {
  switch (refused.refused) {
    case 'full':
      return new OperationFailed(FAILURE.remoteResources);
    case 'overLimit':
      return new OperationError(ERRORS.overLimit, berInteger(refused.left));
    case 'wrongCurrency':
      return new OperationError(ERRORS.wrongCurrency, berText(refused.currency));
    default:
      return new OperationError(ERRORS[refused.refused], berNull());
  }
}

function describe({ operation, argument }: Call): string {
  if (operation !== OPERATIONS.authorize) {
    const named = readElement(argument, readTransaction);
    return named === undefined ? 'unreadable' : keyOf(named);
  }
  const asked = readElement(argument, readAuthorization);
  return asked === undefined ? 'unreadable' : `${keyOf(asked)}: ${amountOf(asked)}`;
}

const amountOf = ({ card, amount, currency }: Authorization) =>
  `${(amount / 100).toFixed(2)} ${/^[A-Z]{3}$/.test(currency) ? currency : '???'} from card ${
    /^\d+$/.test(card) ? masked(card) : '???'
  }`;
