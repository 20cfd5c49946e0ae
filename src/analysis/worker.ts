/** The worker's entry: turns messages into calls and answers into messages, nothing else. */
import type { StoresMessage } from '../checkpoint/store/workerStores';
import { awaitStores } from '../checkpoint/store/workerStores';
import { analyst } from './analyst';
import type { AnalysisRequest, AnalysisResponse } from './protocol';
import { buffersOf } from './transfer';
import { messageOf } from '../errors/problem';

const awaited = awaitStores();
const calls = analyst(awaited.stores.disk);

addEventListener('message', ({ data }: MessageEvent<AnalysisRequest | StoresMessage>) => {
  if ('type' in data) {
    awaited.receive(data);
    return;
  }
  answer(data).then(
    (response) => {
      // Copied here rather than by the page: what is sent may be large, and this worker keeps some of it.
      const copy = structuredClone(response);
      postMessage(copy, { transfer: buffersOf(copy) });
    },
    (error: unknown) => {
      const problem = messageOf(error);
      postMessage({ request: data.request, problem } satisfies AnalysisResponse);
    },
  );
});

async function answer({ request, call, question }: AnalysisRequest): Promise<AnalysisResponse> {
  const handle = calls[call] as (question: AnalysisRequest['question']) => Promise<never>;
  return { request, answer: await handle(question) };
}
