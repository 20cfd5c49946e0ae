/** The worker's entry: serves the calls of the page and tells of the training, nothing else. */
import { forbidEvaluation } from '../platform/forbidEvaluation';
import { forbidForeignRequests } from '../platform/forbidForeignRequests';
import { IndexedDbCopyRecords } from '../checkpoint/store/copyRecords';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { awaitStores } from '../checkpoint/store/workerStores';
import { CallServer } from '../messaging/callServer';
import type { Told, TrainerCalls } from './protocol';
import { TrainerService } from './trainerService';

forbidEvaluation();
forbidForeignRequests();

const awaited = awaitStores();
const server = new CallServer<TrainerCalls & StoresCalls, Told>(self);
const service = new TrainerService(server, awaited, new IndexedDbCopyRecords());
server.serve({ ...service.calls, stores: awaited.receive });
