/** The worker's entry: turns messages into calls and calls into messages, nothing else. */
import { TrainerService } from './trainerService';
import type { TrainerCommand, TrainerEvent } from './protocol';

const service = new TrainerService((event: TrainerEvent) => postMessage(event));

addEventListener('message', ({ data }: MessageEvent<TrainerCommand>) => service.handle(data));
