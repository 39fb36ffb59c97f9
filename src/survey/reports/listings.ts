/** The programs whose listings are understood. */
export const LISTINGS = ['ss', 'netstat', 'lsof', 'osquery'] as const;
export type Listing = (typeof LISTINGS)[number];
