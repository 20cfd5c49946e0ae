/** The worker's entry: keeps the second copies and serves the calls of the page about them, nothing else. */
import { forbidEvaluation } from '../platform/forbidEvaluation';
import { forbidForeignRequests } from '../platform/forbidForeignRequests';
import { IndexedDbCopyRecords } from '../checkpoint/store/copyRecords';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { awaitStores } from '../checkpoint/store/workerStores';
import { CallServer } from '../messaging/callServer';
import { BackupService } from './backupService';
import type { BackupCalls, BackupEvent } from './protocol';

forbidEvaluation();
forbidForeignRequests();

const awaited = awaitStores();
const server = new CallServer<BackupCalls & StoresCalls, BackupEvent>(self);
const service = new BackupService(server.tell, awaited.stores, new IndexedDbCopyRecords());
server.serve({ ...service.calls, stores: awaited.receive });
