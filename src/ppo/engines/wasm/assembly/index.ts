/** What the host calls: one thread runs jobs, the others serve it. */
import { estimateAdvantages, explainVariance } from './gae';
import { normaliseMinibatches, orderSamples } from './order';
import { packStrips } from './packing';
import { Job, JOB } from './plan';
import { rollOut } from './rollout';
import { announceJob, awaitCall, fail, meet } from './threads';
import { update } from './update';
import { valueObservations } from './values';

/** Does a job on the range from `first` to `last` with the threads of the plan; returns when it is done. */
export function run(job: Job, first: u32, last: u32): void {
  store<u32>(JOB, job);
  store<u32>(JOB, first, 4);
  store<u32>(JOB, last, 8);
  announceJob();
  takePart(0);
}

/** Takes part in every job that is for this thread, for ever: the host terminates the thread. */
export function serve(thread: u32): void {
  let call = 0;
  for (;;) {
    call = awaitCall(thread, call);
    takePart(thread);
  }
}

function takePart(thread: usize): void {
  const job = load<u32>(JOB);
  const first: usize = load<u32>(JOB, 4);
  const last: usize = load<u32>(JOB, 8);
  switch (job) {
    case Job.PACK:
      packStrips(first, last);
      break;
    case Job.ROLLOUT:
      rollOut(thread, first, last);
      break;
    case Job.VALUES:
      valueObservations(thread, first, last);
      break;
    case Job.ADVANTAGES:
      estimateAdvantages(first, last);
      break;
    case Job.EXPLAIN:
      if (thread === 0) explainVariance();
      break;
    case Job.ORDER:
      orderSamples(first, last);
      break;
    case Job.NORMALISE:
      normaliseMinibatches(first, last);
      break;
    case Job.UPDATE:
      update(thread, first, last);
      break;
    default:
      unreachable();
  }
  meet();
}

/** For the host, where a thread ends in a trap. */
export { fail };

/** Exported for the measurement of its accuracy. */
export { applyTanh } from './activations';
