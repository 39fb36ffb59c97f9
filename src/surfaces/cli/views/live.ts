/** Which view shows which live operation to a person while it goes on. */
import type { LiveView } from '../view.ts';

export const LIVE_VIEWS: Readonly<Record<string, LiveView<unknown, unknown>>> = {};
