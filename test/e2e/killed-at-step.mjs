// Loaded before a command (node --import): kills it as by kill -9 just before its Nth step, where N is
// PORTOLAN_TEST_KILL_AT. Steps are what others can see or what outlives it: a datagram heard or sent, a line printed, and
// what stores put off to a turn of their own, which is the writing.
import { Socket } from 'node:dgram';
import fs from 'node:fs';

const at = Number(process.env.PORTOLAN_TEST_KILL_AT);
let steps = 0;
function step() {
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
}

/** Takes a step before each call of a method that `isStep` says is one. */
function watch(owner, name, isStep = () => true) {
  const original = owner[name];
  owner[name] = function watched(...words) {
    if (isStep(...words)) step();
    return original.apply(this, words);
  };
}

watch(Socket.prototype, 'emit', (event) => event === 'message');
watch(Socket.prototype, 'send');
// Which of them it is depends on what standard output is.
watch(fs, 'writeSync', (descriptor) => descriptor === 1);
watch(process.stdout, 'write');
const { setImmediate: later } = globalThis;
globalThis.setImmediate = (work, ...words) =>
  later(() => {
    step();
    work(...words);
  });
