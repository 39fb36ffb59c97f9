/** What a printer is at, in the words that all protocols share: each has codes of its own for it. */

/** `printing`: a page is in it. `waiting`: a job has brought pages, and none is in it now. */
export const ACTIVITIES = ['idle', 'waiting', 'printing'] as const;
export type Activity = (typeof ACTIVITIES)[number];
