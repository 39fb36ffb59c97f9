/** How far print jobs may go, whoever sends them. */
import { seconds, type Millis } from '../../../core/units.ts';

/** Bytes of one job: an A3 photo at 1440 dpi in six colours is a third of it. */
export const LONGEST_JOB = 512 * 1024 * 1024;
/** How long one may last, however steadily it comes: a night's printing, and not for ever. */
export const LONGEST_TIME: Millis = seconds(12 * 3600);
/** Without a byte: Epson's interface cards wait as long (UB-E02). */
export const IDLE: Millis = seconds(300);
/**
 * While others wait, so much has to come in so much time: the slowest serial line brings 1,800 bytes a minute. And once
 * they have waited so long, no more pages are made of a job that comes: its bytes are kept.
 */
export const PATIENCE: Millis = seconds(60);
export const LEAST_WHILE_OTHERS_WAIT = 1024;

/** Connections to one port that stand at once: those that say nothing, that wait, and the one that prints. */
export const MOST_CONNECTIONS = 64;
/** Of one address that say nothing: the oldest goes when another comes. */
export const MOST_SILENT_OF_ONE = 16;
/** That wait to print, and of one address: nobody is to keep the others out. */
export const MOST_WAITING = 16;
export const MOST_WAITING_OF_ONE = 8;
/** Bytes of a connection that were read and are not yet dealt with: then it is not read until they are. */
export const MOST_UNREAD = 256 * 1024;
/** Bytes of replies that a client has not read. It is told nothing more until it does. */
export const MOST_UNSENT = 64 * 1024;
/** After the last word, for the peer's own. */
export const FAREWELL: Millis = seconds(10);

/** All that a spool holds unless it is said otherwise: 2 GiB. */
export const SPOOL_LIMIT = 2 * 1024 * 1024 * 1024;
/** Jobs that a spool holds: they are listed and counted within a second. */
export const MOST_JOBS = 10_000;
/** Pages of one job that are told one by one. */
export const PAGES_TOLD = 20;
