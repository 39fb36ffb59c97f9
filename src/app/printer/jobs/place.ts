/** Where the virtual printer's jobs are. */
import type { Platform } from '../../../platform/platform.ts';
import type { Parameter } from '../../operation.ts';

/** For all operations that look at jobs. */
export const SPOOL: Parameter = {
  name: 'spool',
  summary: 'where jobs are kept; default: a folder of this user',
  type: 'text',
  placeholder: 'FOLDER',
};

/** @param named the folder that the user named, if any */
export const spoolFolder = (
  { folders }: Pick<Platform, 'folders'>,
  named: string | undefined,
): string => named ?? folders.state.path('printer');
