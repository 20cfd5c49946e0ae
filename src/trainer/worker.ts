/** The worker's entry: turns messages into calls and calls into messages, nothing else. */
import type { StoresMessage } from '../checkpoint/store/workerStores';
import { awaitStores } from '../checkpoint/store/workerStores';
import { TrainerService } from './trainerService';
import type { TrainerCommand, TrainerEvent } from './protocol';

const awaited = awaitStores();
const service = new TrainerService((event: TrainerEvent) => postMessage(event), awaited);

addEventListener('message', ({ data }: MessageEvent<TrainerCommand | StoresMessage>) => {
  if (data.type === 'stores') awaited.receive(data);
  else service.handle(data);
});
