/** What the user wants held back (RFC 2524, section 3.2.2), kept on this side too. */
import { IPM_CONTENT, type DeliverArgument } from '../operations.ts';
import type { Priority } from '../ipm.ts';
import { decodeIpm } from '../wire.ts';
import { PRIORITIES } from '../vocabulary.ts';
import type { Limits } from './events.ts';

/** What holds after new limits were set: those that are not named stay as they were. */
export function updated(
  before: Limits | undefined,
  { restrict, ...given }: Limits,
): Limits | undefined {
  return restrict === 'remove' ? undefined : { ...before, ...given, restrict };
}

/** @param whole the content, where all of it is there; priority is not told before */
export function isWithin(
  limits: Limits | undefined,
  { contentType, content }: DeliverArgument,
  whole: { readonly octets: Uint8Array } | undefined,
): boolean {
  if (limits === undefined) return true;
  if (limits.permissibleOperations?.delivery === false) return false;
  const length = whole?.octets.length ?? content.length;
  if (length > (limits.permissibleMaxContentLength ?? Infinity)) return false;
  const { permissibleLowestPriority: lowest } = limits;
  if (lowest === undefined || whole === undefined || contentType !== IPM_CONTENT) return true;
  return PRIORITIES[priorityOf(whole.octets)] >= PRIORITIES[lowest];
}

function priorityOf(octets: Uint8Array): Priority {
  const decoded = decodeIpm(octets);
  return decoded.ok ? decoded.message.heading.priority : 'normal';
}
