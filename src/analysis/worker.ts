/** The worker's entry: serves the calls of the page, nothing else. */
import { forbidEvaluation } from '../platform/forbidEvaluation';
import { forbidForeignRequests } from '../platform/forbidForeignRequests';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { awaitStores } from '../checkpoint/store/workerStores';
import { CallServer } from '../messaging/callServer';
import { analyst } from './analyst';
import type { AnalysisCalls } from './protocol';

forbidEvaluation();
forbidForeignRequests();

const awaited = awaitStores();
new CallServer<AnalysisCalls & StoresCalls>(self).serve({
  ...analyst(awaited.stores.disk),
  stores: awaited.receive,
});
