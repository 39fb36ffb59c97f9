/**
 * What a peer sees when this process is killed. The kernel closes its sockets then, and a peer that has said all sees that as
 * a good end, though nothing of what it sent may have been dealt with. A socket that lingers for no time at all (SO_LINGER,
 * socket(7)) is reset instead. Node has no call for that.
 */
import { cLibrary } from './listeners/linux/native/library.ts';

/** Of Linux, the same on all machines that Node runs on. */
const SOL_SOCKET = 1;
const SO_LINGER = 13;

/** Loads what is needed, as far as it is there: later it may be out of reach. */
export const prepare = (): void => void cLibrary();

/**
 * @param descriptor of a TCP socket; undefined and negative ones have none
 * @param isReset whether it is reset when it is closed; default of all sockets: not
 * @returns whether it will be as wanted
 */
export function resetOnClose(descriptor: number | undefined, isReset: boolean): boolean {
  const library = cLibrary();
  if (library === undefined || descriptor === undefined || descriptor < 0) return false;
  // struct linger: whether, and for how many seconds.
  const value = new Uint8Array(Int32Array.of(isReset ? 1 : 0, 0).buffer);
  return library.setsockopt(descriptor, SOL_SOCKET, SO_LINGER, value, value.length) === 0;
}
