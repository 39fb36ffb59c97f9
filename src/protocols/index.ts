/** The one list of protocols that Portolan speaks or reads. */
import { enpc } from './enpc/index.ts';
import type { Protocol } from './protocol.ts';

export const PROTOCOLS: readonly Protocol[] = [enpc];
