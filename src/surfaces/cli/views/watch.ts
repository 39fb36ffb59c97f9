/** What is said of a watch when it has ended. */
import type { WatchResult } from '../../../app/watch/result.ts';
import { span } from '../../../app/watch/words.ts';
import { wrap } from '../text.ts';
import type { View } from '../view.ts';

export const watchView: View<WatchResult> = (result, { width, colours }) => {
  const { kinds, seconds, met } = result;
  const counts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const time = span(seconds * 1000);
  const what = counts.length === 0 ? 'nothing changed' : counts.join(', ');
  const why = met === undefined ? '' : `; "${met}" came`;
  return wrap(`Watched for ${time}: ${what}${why}.`, width).map(colours.bold);
};
