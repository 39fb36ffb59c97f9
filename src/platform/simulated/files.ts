/** The files and the data folder of a simulated host: a few bytes by name. */
import { joinBytes } from '../../core/bytes/join.ts';
import { ThereAlreadyError, UsageError } from '../../core/errors.ts';
import type { DataFolder, Files } from '../platform.ts';

/** Files held in memory; the one called `-` is standard input. */
export function simulatedFiles(given: Readonly<Record<string, Uint8Array>> = {}): Files {
  const contents: Record<string, Uint8Array> = { ...given };
  const find = (path: string): Uint8Array => {
    const bytes = Object.hasOwn(contents, path) ? contents[path] : undefined;
    if (!bytes) throw new UsageError(`There is no file "${path}" on this simulated host.`);
    return bytes;
  };
  return {
    async *stream(path) {
      yield find(path).slice();
    },
    async read(path, limit) {
      const bytes = find(path);
      if (bytes.length > limit) {
        throw new UsageError(
          `"${path}" is longer than ${limit} bytes, the most that is read here.`,
        );
      }
      return bytes.slice();
    },
    async replace(path, text, mayExist) {
      if (!mayExist && Object.hasOwn(contents, path)) {
        throw new ThereAlreadyError(`There is a file "${path}" already.`);
      }
      contents[path] = new TextEncoder().encode(text);
    },
    async draft(path, mayExist) {
      const refuse = () => {
        if (mayExist || !Object.hasOwn(contents, path)) return;
        throw new ThereAlreadyError(`There is a file "${path}" already.`);
      };
      refuse();
      let written: Uint8Array[] = [];
      return {
        async write(bytes) {
          written.push(bytes.slice());
        },
        async close() {
          refuse();
          contents[path] = joinBytes(written);
        },
        async drop() {
          written = [];
        },
      };
    },
    async create(path) {
      if (Object.hasOwn(contents, path))
        throw new ThereAlreadyError(`There is a file "${path}" already.`);
      contents[path] = new Uint8Array();
      return {
        async write(bytes) {
          contents[path] = joinBytes([contents[path]!, bytes]);
        },
        async close() {},
      };
    },
  };
}

/** A data folder with nothing in it, for hosts that were given none. */
export const NO_DATA: DataFolder = {
  text(path) {
    throw new Error(`this simulated host has no data folder, so no ${path} either`);
  },
};
