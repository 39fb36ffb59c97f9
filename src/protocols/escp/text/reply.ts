/** What the printer says back on the job's own connection. */
import type { StatusForm } from '../report.ts';
import type { EscpState } from '../state.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** A printer without an id is silent. */
export function answerId(state: EscpState): void {
  const { deviceId } = state.answers;
  if (deviceId === undefined) return;
  const bytes = ascii(`@EJL ID\r\n${deviceId}\f`);
  state.events.push({ kind: 'reply', bytes, title: 'who it is' });
}

/** A printer without a status is silent. */
export function answerStatus(state: EscpState, form: StatusForm): void {
  const bytes = state.answers.status?.(form);
  if (bytes) state.events.push({ kind: 'reply', bytes, title: 'how it is' });
}
