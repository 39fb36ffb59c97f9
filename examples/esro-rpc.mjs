// A small service by ESRO and who uses it: two operations, an error that both know, a charge that happens once.
//
//   node examples/esro-rpc.mjs
//
// What a performer and its invokers agree on beforehand, since nothing on the wire tells (RFC 2188, section 3):
//   selector 11, by a 3-way handshake: the performer learns whether its answer arrived
//   operation 1, add: JSON [a, b]; the result is their sum; error 1 when they are no numbers
//   operation 2, order: JSON { id, what }; the result says how many there are now. Once for each id.
import { createPerformer, FAILURE, invoke, OperationError, OperationFailed } from 'portolan/esro';

const octets = (value) => new TextEncoder().encode(JSON.stringify(value));
const read = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

const SAP = 11;
const ADD = 1;
const ORDER = 2;
const NO_NUMBERS = 1;

/**
 * ESRO performs an invocation once while it remembers its number. Who had no answer invokes again, and that is another
 * invocation: so what must happen once carries a name of its own.
 */
const orders = new Map();

function perform({ operation, argument }) {
  const asked = read(argument);
  if (operation === ADD) {
    if (!asked.every(Number.isFinite)) throw new OperationError(NO_NUMBERS, octets(asked));
    return octets(asked[0] + asked[1]);
  }
  if (operation === ORDER) {
    orders.set(asked.id, asked.what);
    return octets(orders.size);
  }
  throw new OperationFailed(FAILURE.userNotResponding);
}

// For this machine alone, at any free port: an address of a network lets that network in, and ESRO's port is 259.
const performer = await createPerformer({
  saps: {
    [SAP]: {
      handshake: '3-way',
      perform,
      unconfirmed: ({ from }) => console.log(`whether ${from.address} has its answer is not known`),
    },
  },
});

const ask = async (operation, argument) => {
  const options = { handshake: '3-way', signal: AbortSignal.timeout(5000) };
  const { result } = await invoke(performer.local, SAP, operation, octets(argument), options);
  return read(result);
};

console.log('19 + 23 =', await ask(ADD, [19, 23]));
try {
  await ask(ADD, ['nineteen', 23]);
} catch (problem) {
  if (!(problem instanceof OperationError)) throw problem;
  console.log('error', problem.value, read(problem.parameter));
}
await ask(ORDER, { id: 'a-1', what: 'lamp oil' });
console.log('orders:', await ask(ORDER, { id: 'a-1', what: 'lamp oil' }));

performer.close();
