import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutations } from '../../../../core/mutations.ts';
import { OperationError, type Call } from '../../call.ts';
import { CARD_AUTHORIZATION, ERRORS } from './agreement.ts';
import { isCardNumber, readCards, TEST_CARDS } from './cards.ts';
import { cardClient } from './client.ts';
import { Ledger, type Charge } from './ledger.ts';
import { cardServer, type Journal } from './server.ts';

const VISA = '4111111111111111';

const callOf = (words: string): Call => ({
  from: { address: '192.0.2.1', port: 1 },
  sap: CARD_AUTHORIZATION.sap,
  encoding: 'BER',
  ...cardClient.ask(words.split(' ')),
});

/** An issuer, and what it keeps. */
function issuer(charges: readonly Charge[] = [], journal?: Journal) {
  const server = cardServer(new Ledger(TEST_CARDS, charges), journal);
  const ask = async (words: string) => {
    const call = callOf(words);
    try {
      const answer = await server.perform(call);
      return cardClient.read(call.operation, answer as Uint8Array)!.data;
    } catch (problem) {
      if (!(problem instanceof OperationError)) throw problem;
      const { value, parameter } = problem;
      const name = CARD_AUTHORIZATION.errors.find((error) => error.value === value)!.name;
      return [name, cardClient.readError!(value, parameter)];
    }
  };
  return { server, ask };
}

describe('card numbers', () => {
  it('are checked by their last digit', () => {
    for (const { number } of TEST_CARDS) {
      expect(isCardNumber(number)).toBe(true);
      // Any one digit that is wrong is found.
      for (let at = 0; at < number.length; at++) {
        const wrong = `${(Number(number[at]) + 1) % 10}`;
        expect(isCardNumber(number.slice(0, at) + wrong + number.slice(at + 1))).toBe(false);
      }
    }
    for (const text of ['', '0', '42', '4111 1111 1111 1111', `${VISA}0000000`]) {
      expect(isCardNumber(text)).toBe(false);
    }
  });

  it('are read from a file, with limits', () => {
    expect(readCards(`# test\n${VISA} 100 USD # mine\n\n5555555555554444\t0\n`)).toEqual([
      { number: VISA, limit: 100, currency: 'USD' },
      { number: '5555555555554444', limit: 0, currency: 'EUR' },
    ]);
  });

  it.each([
    ['4111111111111112 5', 'line 1: the card number'],
    [`\n${VISA} x`, 'line 2: the limit'],
    [`${VISA} 5 euro`, 'line 1: a currency'],
    [`${VISA} 5 EUR more`, 'words too many'],
    [`${VISA} 5\n${VISA} 6`, 'twice'],
    ['# nothing', 'names no card'],
  ])('%j is refused', (text, says) => {
    expect(() => readCards(text)).toThrow(says);
    // A number that is nearly a card's is not for anybody's log.
    expect(() => readCards(text)).not.toThrow(/\d{12}/);
  });
});

describe('a card', () => {
  it('is charged, once for each transaction, and gets it back, once', async () => {
    const { ask } = issuer();
    const first = { demonstration: true, standing: 'charged', code: '000001', left: 48_010 };
    const charge = `authorize till-1 7 ${VISA} 19.90`;
    expect(await ask(charge)).toEqual(first);
    expect(await ask(charge)).toEqual(first);
    expect(await ask('verify till-1 7')).toEqual(first);
    expect(await ask(`authorize till-2 7 ${VISA} 80`)).toMatchObject({ left: 40_010 });
    const voided = { standing: 'voided', code: '000001', left: 42_000 };
    expect(await ask('void till-1 7')).toMatchObject(voided);
    expect(await ask('void till-1 7')).toMatchObject(voided);
    expect(await ask('verify till-1 7')).toMatchObject(voided);
    expect(await ask(charge)).toEqual(['alreadyVoid', undefined]);
  });

  it.each([
    [`authorize t 1 4111111111111112 1`, ['badNumber', undefined]],
    ['authorize t 1 4012888888881881 1', ['unknownCard', undefined]],
    [`authorize t 1 ${VISA} 500.01`, ['overLimit', '500.00 left']],
    [`authorize t 1 ${VISA} 5 USD`, ['wrongCurrency', 'EUR']],
    ['void t 1', ['unknownTransaction', undefined]],
    ['verify t 1', ['unknownTransaction', undefined]],
  ])('%s is refused', async (words, refused) => {
    expect(await issuer().ask(words)).toEqual(refused);
  });

  it('is not charged for another thing under the same number', async () => {
    const { ask } = issuer();
    await ask(`authorize t 1 ${VISA} 1`);
    expect(await ask(`authorize t 1 ${VISA} 2`)).toEqual(['transactionReused', undefined]);
  });

  it('never has less than nothing, whatever is asked', async () => {
    const words = fc
      .tuple(
        fc.constantFrom('authorize', 'void', 'verify'),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 300 }),
      )
      .map(([verb, number, amount]) =>
        verb === 'authorize' ? `authorize t ${number} ${VISA} ${amount}` : `${verb} t ${number}`,
      );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 30 }), async (all) => {
        const { ask } = issuer();
        const charged = new Map<string, number>();
        for (const one of all) {
          const answer = await ask(one);
          if (Array.isArray(answer)) continue;
          const [verb, , number = '', , amount] = one.split(' ');
          const { left } = answer as { left: number };
          if (verb === 'authorize') charged.set(number, Number(amount) * 100);
          if (verb === 'void') charged.set(number, 0);
          expect(left).toBe(50_000 - [...charged.values()].reduce((sum, one) => sum + one, 0));
          expect(left).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a journal', () => {
  it('has a charge before anybody is told, those who ask again too', async () => {
    const kept: Charge[] = [];
    let release = () => {};
    const disk = new Promise<void>((resolve) => (release = resolve));
    const journal: Journal = {
      async keep(charge) {
        await disk;
        kept.push(charge);
      },
      close: async () => {},
    };
    const { ask } = issuer([], journal);
    const told: unknown[] = [];
    const charge = `authorize t 1 ${VISA} 1`;
    const asking = [charge, charge, 'verify t 1', `authorize t 1 ${VISA} 2`].map(async (words) =>
      told.push(await ask(words)),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual([]);
    release();
    await Promise.all(asking);
    expect(kept).toHaveLength(1);
    // After a restart the same transaction is the same charge.
    const after = issuer(kept);
    expect(await after.ask(charge)).toMatchObject({ code: '000001', left: 49_900 });
    expect(await after.ask('void t 1')).toMatchObject({ left: 50_000 });
  });

  it('that cannot be written answers nobody', async () => {
    const journal: Journal = {
      keep: async () => {
        throw new Error('the disk is full');
      },
      close: async () => {},
    };
    const { ask } = issuer([], journal);
    await expect(ask(`authorize t 1 ${VISA} 1`)).rejects.toThrow('full');
    await expect(ask(`authorize t 1 ${VISA} 1`)).rejects.toThrow('full');
    await expect(ask('verify t 1')).rejects.toThrow('full');
  });
});

describe('any octets', () => {
  it('are answered or refused, and never show a card', async () => {
    for (const words of [`authorize till-1 7 ${VISA} 19.90`, 'void till-1 7']) {
      const call = callOf(words);
      const { server } = issuer();
      expect(server.describe(call)).not.toContain(VISA);
      for (const argument of mutations(call.argument)) {
        expect(server.describe({ ...call, argument })).not.toMatch(/\d{12}/);
        const end = await Promise.resolve(server.perform({ ...call, argument })).then(
          () => 'answered',
          (problem) => (problem instanceof OperationError ? 'error' : String(problem)),
        );
        expect(end).toMatch(/^(?:answered|error)$/);
      }
    }
  });

  it.each(['authorize', 'void t', 'pay t 1', `authorize t 1 ${VISA} 1.5`])(
    '"%s" is no question',
    (words) => expect(() => cardClient.ask(words.split(' '))).toThrow(/write|takes|digits/),
  );

  it('know each error by a value of its own', () => {
    expect(new Set(Object.values(ERRORS)).size).toBe(Object.keys(ERRORS).length);
  });
});
