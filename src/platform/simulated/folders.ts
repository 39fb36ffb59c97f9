/** A simulated user's folders, and the web of a world that has none. */
import { BadAnswerError, NotFoundError } from '../../core/errors.ts';
import type { Folder, Folders, WebAnswer, WebDoor } from '../platform.ts';

/** Folders in memory, empty at first. */
export function simulatedFolders(): Folders {
  return {
    config: simulatedFolder('config'),
    data: simulatedFolder('data'),
    state: simulatedFolder('state'),
    cache: simulatedFolder('cache'),
  };
}

function simulatedFolder(purpose: string): Folder {
  const files = new Map<string, string>();
  return {
    path: (name) => `~/${purpose}/${name}`,
    text: (name) => files.get(name),
    async write(name, text) {
      files.set(name, text);
    },
    async update(name, change) {
      files.set(name, change(files.get(name)));
    },
    async append(name, line) {
      files.set(name, `${files.get(name) ?? ''}${line}\n`);
    },
    async remove(name) {
      for (const known of files.keys()) {
        if (known === name || known.startsWith(`${name}/`)) files.delete(known);
      }
    },
  };
}

/** What a simulated web has at an address. */
export interface SimulatedPage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * @param page what is at an address, for the headers of the request; undefined when nobody answers
 * @param receive the same for what is handed over
 */
export function simulatedWeb(
  page: (
    address: string,
    headers: Readonly<Record<string, string>>,
  ) => SimulatedPage | undefined = () => undefined,
  receive: (
    address: string,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array,
  ) => SimulatedPage | undefined = () => undefined,
): WebDoor {
  return {
    async post(address, { headers = {}, body, answerLimit = 0 }) {
      const found = receive(address, headers, body);
      if (!found) throw new NotFoundError(`${address} did not answer: nobody is there`);
      const { status = 200, headers: said = {}, body: answer = new Uint8Array() } = found;
      if (answerLimit > 0 && answer.length > answerLimit) {
        throw new BadAnswerError(`${address} answered with more than ${answerLimit} bytes`);
      }
      const taken = answerLimit > 0 ? answer : new Uint8Array();
      return { status, header: (name) => said[name], body: taken };
    },
    async get(address, { headers = {} }): Promise<WebAnswer> {
      const found = page(address, headers);
      if (!found) throw new NotFoundError(`${address} did not answer: nobody is there`);
      const { status = 200, headers: said = {}, body = new Uint8Array() } = found;
      return { status, address, header: (name) => said[name], body: pieces(body) };
    },
  };
}

/** As much as one read of a socket usually gives. */
const PIECE = 16_384;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
