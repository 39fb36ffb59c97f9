/** Who is a service manager: process 1 of the machine, or that of a user's session. */
import type { Process } from '../../../../../survey/listener.ts';

/** Whether a process is systemd's manager of the system or of a user. */
export const isManager = ({ name, pid, unit }: Process): boolean =>
  name === 'systemd' && (pid === 1 || userOfManager(unit) !== undefined);

/** The user of a manager, by its unit: `user@1000.service`. */
export function userOfManager(unit: string | undefined): number | undefined {
  const number = /^user@(\d{1,10})\.service$/.exec(unit ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}
