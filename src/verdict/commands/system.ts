/** What each system has commands for. */
import type { Listener } from '../../survey/listener.ts';

export interface SystemCommands {
  look(listener: Listener): string;
  stop(listener: Listener): string | undefined;
}

/** The first process of a Unix system starts all others; ending it ends them. */
export const FIRST_PROCESS = 1;
