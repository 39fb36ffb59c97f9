#!/usr/bin/env node
/**
 * node tools/new-protocol.mjs NAME
 *
 * Makes src/protocols/NAME: a folder that compiles, whose tests run, and that says honestly that it can
 * do nothing yet. What is missing is a missing file and a line under "Not supported". Adds the
 * protocol to the one list, src/protocols/index.ts, and its name to names.ts.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../src/protocols/', import.meta.url));
const LONGEST_NAME = 20;

class Refusal extends Error {}

/** A name is a folder, a word that people type, and a TypeScript identifier at once. */
function checkName(name) {
  if (name === undefined)
    throw new Refusal('Say what it is called: node tools/new-protocol.mjs lpd');
  if (!/^[a-z][a-z0-9]*$/.test(name) || name.length > LONGEST_NAME) {
    throw new Refusal(
      `"${name}" cannot be a protocol's name: lower-case letters and digits, a letter first, ` +
        `${LONGEST_NAME} at most, as in "lpd" or "dnssd".`,
    );
  }
  if (!isFree(name))
    throw new Refusal(`"${name}" is a word of the code itself; take another name.`);
  if (existsSync(root + name)) throw new Refusal(`src/protocols/${name} is there already.`);
}

/** Whether a card's constant can be called so, beside the `decode` that it holds. */
function isFree(name) {
  try {
    // The engine knows all reserved words.
    return typeof new Function(`'use strict'; let decode; let ${name};`) === 'function';
  } catch {
    return false;
  }
}

/** The list with one protocol more, at its end: the order of the list is the order of the house. */
function extendList(text, name) {
  const list = /^(export const PROTOCOLS: readonly Protocol\[\] = \[)([^\]]*)\];$/m;
  const types = /^import type \{ Protocol \} from '\.\/protocol\.ts';$/m;
  if (!list.test(text) || !types.test(text)) {
    throw new Refusal(
      'src/protocols/index.ts does not look as expected; add the protocol by hand.',
    );
  }
  const importLine = `import { ${name} } from './${name}/index.ts';`;
  return text
    .replace(types, (line) => `${importLine}\n${line}`)
    .replace(list, (_, head, body) => {
      const names = body
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean);
      return `${head}${[...names, name].join(', ')}];`;
    });
}

/** The list of names with one more, at its end too. */
function extendNames(text, name) {
  const list = /^(export const PROTOCOL_NAMES: readonly string\[\] = \[)([^\]]*)\];$/m;
  if (!list.test(text)) {
    throw new Refusal(
      'src/protocols/names.ts does not look as expected; add the protocol by hand.',
    );
  }
  return text.replace(list, (_, head, body) => {
    const names = body
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
    return `${head}${[...names, `'${name}'`].join(', ')}];`;
  });
}

const files = (name) => ({
  'README.md': `# ${name}

What it is for, in a sentence for who has never heard of it.

| | |
|---|---|
| Ports | not entered yet |

## Wire

Header, messages and fields as tables; a conversation as a ladder; and how sure each fact is.

## Supported

Nothing yet.

## Not supported

* Reading messages: \`wire.ts\` refuses everything.
* Asking: \`client.ts\`, no file yet.
* Answering: \`server.ts\`, no file yet.
* Recognizing it on a strange port: \`probe.ts\`, no file yet.

## Sources

None yet. Each vector names its own.
`,
  'index.ts': `/** The card of ${name}: what the rest of the house knows of it. */
import type { Protocol } from '../protocol.ts';
import { decode } from './wire.ts';

export const ${name}: Protocol = {
  name: '${name}',
  title: '${name}',
  services: [],
  ports: [],
  decode,
};
`,
  'wire.ts': `/**
 * ${name} on the wire. Nothing is read yet: whatever comes is refused as another protocol's. Begin with
 * a message type and named reads; \`enpc/wire.ts\` shows how.
 */
import { decodeWith, type Decoded } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

/** Total: any bytes give an error, of kind \`truncated\` when there are none and \`magic\` otherwise. */
export function decode(bytes: Uint8Array): Decoded<DecodedMessage> {
  return decodeWith(bytes, (r) => {
    r.u8('first byte');
    return r.refuse('magic', 'first byte', 'nothing of ${name} is read yet', 0);
  });
}
`,
  'wire.test.ts': `import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import rejects from './vectors/rejects.json' with { type: 'json' };
import { decode } from './wire.ts';

describe('vectors', () => {
  it.each(rejects)('refuses $name', ({ hex, rejects }) => {
    expect(decode(fromHex(hex))).toMatchObject({ ok: false, error: rejects });
  });
});
`,
  'vectors/rejects.json': `${JSON.stringify(
    [
      {
        name: 'no bytes',
        source: 'constructed',
        hex: '',
        rejects: { kind: 'truncated', field: 'first byte' },
      },
      {
        name: 'one byte: nothing is read yet',
        source: 'constructed',
        hex: '00',
        rejects: { kind: 'magic', field: 'first byte' },
      },
    ],
    null,
    2,
  )}\n`,
});

function make(name) {
  checkName(name);
  const listPath = `${root}index.ts`;
  const namesPath = `${root}names.ts`;
  const list = extendList(readFileSync(listPath, 'utf8'), name);
  const names = extendNames(readFileSync(namesPath, 'utf8'), name);
  mkdirSync(`${root}${name}/vectors`, { recursive: true });
  for (const [file, text] of Object.entries(files(name))) {
    writeFileSync(`${root}${name}/${file}`, text);
  }
  // Last, so that a list never names a folder that is only half there.
  writeFileSync(listPath, list);
  writeFileSync(namesPath, names);
}

try {
  const [name, ...rest] = process.argv.slice(2);
  if (rest.length > 0) throw new Refusal('One name at a time.');
  make(name);
  console.log(
    `src/protocols/${name} is there and on the list. Next: its README's tables, then wire.ts.`,
  );
} catch (thrown) {
  if (!(thrown instanceof Refusal)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 2;
}
