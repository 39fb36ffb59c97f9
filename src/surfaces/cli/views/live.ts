/** Which view shows which live operation to a person while it goes on. */
import type { LiveView } from '../view.ts';
import { printerLiveView } from './printer.ts';
import { decodeLiveView } from './decode.ts';
import { emsdServeLiveView } from './emsd-serve.ts';
import { esroServeLiveView } from './esro-serve.ts';
import { esroTraceLiveView } from './esro-trace.ts';
import { emsdInboxLiveView, emsdSubmitLiveView } from './emsd-device.ts';
import { sentinelLiveView } from './sentinel.ts';
import { watchLiveView } from './watch-live.ts';

/** Each view only gets what its own operation emits. */
const forget = <Row, State>(view: LiveView<Row, State>) =>
  view as unknown as LiveView<unknown, unknown>;

export const LIVE_VIEWS: Readonly<Record<string, LiveView<unknown, unknown>>> = {
  printer: forget(printerLiveView),
  decode: forget(decodeLiveView),
  'emsd serve': forget(emsdServeLiveView),
  'esro serve': forget(esroServeLiveView),
  'esro trace': forget(esroTraceLiveView),
  'emsd inbox': forget(emsdInboxLiveView),
  'emsd submit': forget(emsdSubmitLiveView),
  sentinel: forget(sentinelLiveView),
  watch: forget(watchLiveView),
};
