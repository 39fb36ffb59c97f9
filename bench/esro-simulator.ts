/**
 * How fast ESRO's machines converse where nothing is between them: 10,000 3-way conversations of one operation over a link
 * that loses 40 %, doubles 10 % and reorders, in virtual time, both endpoints made anew for each. One line of JSON.
 */
import { EsroGround } from '../test/support/esro-ground.ts';

const CONVERSATIONS = 10_000;

const LINK = { loss: 0.4, duplication: 0.1, delay: 1, jitter: 30 };
const OPTIONS = { random: () => 0.5, saps: [{ sap: 3, handshake: '3-way' }] } as const;
const ARGUMENT = Uint8Array.of(1, 2, 3, 4);

let answered = 0;
let sent = 0;

function converse(seed: number): void {
  const ground = new EsroGround(seed, LINK, [OPTIONS, OPTIONS]);
  ground.listen(1, (event) => {
    if (event.kind !== 'perform') return;
    const { id, encoding, argument } = event;
    ground.ask(1, { kind: 'result', id, encoding, result: argument });
  });
  ground.listen(0, (event) => {
    if (event.kind === 'result') answered++;
  });
  ground.ask(0, {
    kind: 'invoke',
    id: 1,
    to: ground.placeOf(1),
    sap: 3,
    handshake: '3-way',
    operation: 1,
    encoding: 'BER',
    argument: ARGUMENT,
  });
  ground.run();
  sent += ground.sent;
}

const began = performance.now();
for (let seed = 1; seed <= CONVERSATIONS; seed++) converse(seed);
const took = performance.now() - began;
console.log(JSON.stringify({ conversations: CONVERSATIONS, took, answered, sent }));
