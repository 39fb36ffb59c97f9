/** Which view shows which operation's result to a person. */
import type { View } from '../view.ts';
import { atlasCheckView } from './atlas-check.ts';
import { baselineAcceptView, baselineDiffView } from './baseline-diff.ts';
import {
  baselineListView,
  baselineRemoveView,
  baselineSaveView,
  baselineShowView,
  baselineUndoView,
} from './baseline.ts';
import { decodeView } from './decode.ts';
import { demoView } from './demo.ts';
import { discoverView } from './discover.ts';
import { emsdServeView } from './emsd-serve.ts';
import { esroInvokeView } from './esro-invoke.ts';
import { esroServeView } from './esro-serve.ts';
import { esroTraceView } from './esro-trace.ts';
import { emsdUserView } from './emsd-user.ts';
import { emsdInboxView, emsdSubmitView } from './emsd-device.ts';
import { labelView } from './label.ts';
import { portView } from './port.ts';
import { printView } from './print.ts';
import { printerView } from './printer.ts';
import { printerJobsView, printerRemoveView } from './printer-jobs.ts';
import { printerShowView } from './printer-show.ts';
import { registryExportView, registryImportView, registryStatusView } from './registry.ts';
import { searchView } from './search.ts';
import { sentinelLogView } from './sentinel-log.ts';
import { sentinelView } from './sentinel.ts';
import { statusView } from './status.ts';
import { surveyView } from './survey.ts';
import { watchView } from './watch.ts';

/** Each result goes only to the view of the very operation that made it. */
const forget = <Result>(view: View<Result>) => view as unknown as View<unknown>;

export const VIEWS: Readonly<Record<string, View<unknown>>> = {
  'atlas check': forget(atlasCheckView),
  'baseline accept': forget(baselineAcceptView),
  'baseline diff': forget(baselineDiffView),
  'baseline list': forget(baselineListView),
  'baseline remove': forget(baselineRemoveView),
  'baseline save': forget(baselineSaveView),
  'baseline show': forget(baselineShowView),
  'baseline undo': forget(baselineUndoView),
  decode: forget(decodeView),
  demo: forget(demoView),
  discover: forget(discoverView),
  'emsd serve': forget(emsdServeView),
  'esro invoke': forget(esroInvokeView),
  'esro serve': forget(esroServeView),
  'esro trace': forget(esroTraceView),
  'emsd user': forget(emsdUserView),
  'emsd inbox': forget(emsdInboxView),
  'emsd submit': forget(emsdSubmitView),
  label: forget(labelView),
  port: forget(portView),
  print: forget(printView),
  printer: forget(printerView),
  'printer jobs': forget(printerJobsView),
  'printer remove': forget(printerRemoveView),
  'printer show': forget(printerShowView),
  'registry export': forget(registryExportView),
  'registry import': forget(registryImportView),
  'registry status': forget(registryStatusView),
  'registry update': forget(registryImportView),
  search: forget(searchView),
  sentinel: forget(sentinelView),
  'sentinel log': forget(sentinelLogView),
  status: forget(statusView),
  survey: forget(surveyView),
  watch: forget(watchView),
};

/** Flags that change how a result looks on the command line, and nothing else: spelling and summary. */
export const VIEW_FLAGS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  decode: [['--full', 'all fields and a hexdump of each message of a capture']],
  survey: [
    ['-n, --numeric', 'numbers alone, no service names'],
    ['-a, --all', 'as in netstat; all listeners are shown in any case'],
    ['-l, --listening', 'as in ss; always so'],
    ['-p, --programs', 'as in ss; always so'],
  ],
};
