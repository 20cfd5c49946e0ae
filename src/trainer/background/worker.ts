/** The worker's entry: serves the training whose port comes first. */
import { forbidEvaluation } from '../../platform/forbidEvaluation';
import { forbidForeignRequests } from '../../platform/forbidForeignRequests';
import { serveBackground } from './serveBackground';

forbidEvaluation();
forbidForeignRequests();

addEventListener('message', ({ data }: MessageEvent<MessagePort>) => serveBackground(data), { once: true });
