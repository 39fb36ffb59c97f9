/** What is said of a watch when it has ended. */
import type { WatchResult } from '../../../app/watch/result.ts';
import { span } from '../../../app/watch/words.ts';
import { wrap } from '../text.ts';
import type { View } from '../view.ts';

export const watchView: View<WatchResult> = (result, { width, colours }) => {
  const { kinds, seconds, met, waiting } = result;
  const counts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const time = span(seconds * 1000);
  const nothing = waiting > 0 ? 'nothing changed for sure' : 'nothing changed';
  const what = counts.length === 0 ? nothing : counts.join(', ');
  const changes = waiting === 1 ? 'A change was' : `${waiting} changes were`;
  const later = waiting > 0 ? ` ${changes} seen too late to be sure of: the next watch tells.` : '';
  const why = met === undefined ? '' : `; "${met}" came`;
  return wrap(`Watched for ${time}: ${what}${why}.${later}`, width).map(colours.bold);
};
