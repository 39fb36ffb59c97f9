/** Everything that a person can ask for: the one list. Its order is the order of the help. */
import { atlasCheck } from './atlas-check.ts';
import { baselineAccept } from './baseline/accept.ts';
import { baselineDiff } from './baseline/diff.ts';
import { baselineList } from './baseline/list.ts';
import { baselineRemove } from './baseline/remove.ts';
import { baselineSave } from './baseline/save.ts';
import { baselineShow } from './baseline/show.ts';
import { baselineUndo } from './baseline/undo.ts';
import { decode } from './decode.ts';
import { demo } from './demo.ts';
import { discover } from './discover.ts';
import { emsdServe } from './emsd/serve.ts';
import { esroInvoke } from './esro/invoke.ts';
import { esroServe } from './esro/serve.ts';
import { esroTrace } from './esro/trace.ts';
import { emsdUser } from './emsd/user.ts';
import { emsdInbox } from './emsd/inbox.ts';
import { emsdSubmit } from './emsd/submit.ts';
import { label } from './label.ts';
import type { Operation } from './operation.ts';
import { port } from './port.ts';
import { print } from './print.ts';
import { printer } from './printer.ts';
import { printerJobs } from './printer/jobs/list.ts';
import { printerRemove } from './printer/jobs/remove.ts';
import { printerShow } from './printer/show.ts';
import { registryExport } from './registry/export.ts';
import { registryImport } from './registry/import-file.ts';
import { registryStatus } from './registry/status.ts';
import { registryUpdate } from './registry/update.ts';
import { search } from './search.ts';
import { sentinelLog } from './sentinel/log.ts';
import { sentinel } from './sentinel/sentinel.ts';
import { status } from './status.ts';
import { survey } from './survey.ts';
import { watch } from './watch.ts';

export const OPERATIONS: readonly Operation[] = [
  forget(survey),
  forget(port),
  forget(search),
  forget(label),
  forget(baselineList),
  forget(baselineSave),
  forget(baselineDiff),
  forget(baselineAccept),
  forget(baselineShow),
  forget(baselineUndo),
  forget(baselineRemove),
  forget(registryStatus),
  forget(registryUpdate),
  forget(registryImport),
  forget(registryExport),
  forget(atlasCheck),
  forget(discover),
  forget(status),
  forget(print),
  forget(decode),
  forget(watch),
  forget(sentinel),
  forget(sentinelLog),
  forget(printer),
  forget(printerJobs),
  forget(printerShow),
  forget(printerRemove),
  forget(esroTrace),
  forget(esroServe),
  forget(esroInvoke),
  forget(emsdServe),
  forget(emsdUser),
  forget(emsdSubmit),
  forget(emsdInbox),
  forget(demo),
];

/** Each result goes only to the very operation that made it, so the list need not know its type. */
function forget<Result>(operation: Operation<Result>): Operation {
  return operation as unknown as Operation;
}
