/** The worker's entry: turns messages into calls and answers into messages, nothing else. */
import { IndexedDbDisk } from '../checkpoint/indexedDbDisk';
import { analyst } from './analyst';
import type { AnalysisRequest, AnalysisResponse } from './protocol';
import { buffersOf } from './transfer';

const calls = analyst(new IndexedDbDisk());

addEventListener('message', ({ data }: MessageEvent<AnalysisRequest>) => {
  answer(data).then(
    (response) => {
      // Copied here rather than by the page: what is sent may be large, and this worker keeps some of it.
      const copy = structuredClone(response);
      postMessage(copy, { transfer: buffersOf(copy) });
    },
    (error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      postMessage({ request: data.request, problem } satisfies AnalysisResponse);
    },
  );
});

async function answer({ request, call, question }: AnalysisRequest): Promise<AnalysisResponse> {
  const handle = calls[call] as (question: AnalysisRequest['question']) => Promise<never>;
  return { request, answer: await handle(question) };
}
