/** Asks one printer by our client, over real sockets, and prints the outcome: `node script HOST PORT NAMES`. */
import { plain } from '../../src/core/plain.ts';
import { never } from '../../src/core/signal.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeWeb } from '../../src/platform/node/web.ts';
import { ask } from '../../src/platform/run-web.ts';
import { printerQuestion } from '../../src/protocols/ipp/client.ts';
import { attributeText } from '../../src/protocols/ipp/values.ts';

const [host = '', port = '', secure = '', names = ''] = process.argv.slice(2);
const requested = names === '' ? {} : { requested: names.split(',') };
const question = { host, port: Number(port), secure: secure === 'tls', ...requested };
void ask(
  printerQuestion(question),
  { clock: nodeClock(), web: nodeWeb() },
  {
    signal: never,
    patience: 5000,
    tell(outcome) {
      const texts = outcome.kind === 'described' ? outcome.attributes.map(attributeText) : [];
      console.log(JSON.stringify({ outcome: plain(outcome), texts }));
    },
  },
);
