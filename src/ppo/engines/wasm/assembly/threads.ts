/**
 * How the threads share work: they run the same code, each takes the next task until none is left, and they meet at
 * barriers. Which thread does a task never changes its result. On memory that is not shared the only thread never waits.
 */
import {
  BARRIER_ARRIVED,
  BARRIER_GENERATION,
  FAILED,
  JOB_GENERATION,
  LOOK_UP_MILLISECONDS,
  NEXT_TASK,
  PATIENCE,
  Word,
} from './plan';
import { word } from './memory';

/** Looks at a variable before a thread sleeps: waking takes longer than most phases of an update. */
const SPINS = 4000;

const LOOK_UP_NANOSECONDS: i64 = 1_000_000 * LOOK_UP_MILLISECONDS;
const FOR_EVER: u32 = u32.MAX_VALUE;
const TIMED_OUT = 2;

/** The next task's number, from 0; the caller stops at its number of tasks, and then meets the others. */
export function nextTask(): usize {
  return <usize>atomic.add<u32>(NEXT_TASK, 1);
}

/** Waits until all threads are here. All that they wrote is then visible to all, and the tasks count from 0 again. */
export function meet(): void {
  const generation = atomic.load<i32>(BARRIER_GENERATION);
  if (atomic.add<u32>(BARRIER_ARRIVED, 1) + 1 === <u32>word(Word.THREADS)) {
    atomic.store<u32>(BARRIER_ARRIVED, 0);
    atomic.store<u32>(NEXT_TASK, 0);
    atomic.store<i32>(BARRIER_GENERATION, generation + 1);
    atomic.notify(BARRIER_GENERATION);
  } else {
    waitWhile(BARRIER_GENERATION, generation, load<u32>(PATIENCE));
  }
}

/** Calls all other threads to the job that was written. */
export function announceJob(): void {
  atomic.add<i32>(JOB_GENERATION, 1);
  atomic.notify(JOB_GENERATION);
}

/** @returns the number of the announcement that follows `last` */
export function awaitJob(last: i32): i32 {
  waitWhile(JOB_GENERATION, last, FOR_EVER);
  return atomic.load<i32>(JOB_GENERATION);
}

/** Ends all waiting, in every thread, by a trap: one of them cannot do its part. */
export function fail(): void {
  atomic.store<u32>(FAILED, 1);
  atomic.notify(BARRIER_GENERATION);
  atomic.notify(JOB_GENERATION);
}

/**
 * Traps once a thread has failed. Looks are counted rather than time: a machine that slept has not kept anyone waiting.
 *
 * @param patience looks in vain until the others are taken for dead
 */
function waitWhile(address: usize, value: i32, patience: u32): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(address) !== value) return;
  }
  let looks: u32 = 0;
  while (atomic.load<i32>(address) === value) {
    if (looks >= patience) fail();
    if (atomic.load<u32>(FAILED) !== 0) unreachable();
    const timeout: i64 = patience === FOR_EVER ? -1 : LOOK_UP_NANOSECONDS;
    if (atomic.wait<i32>(address, value, timeout) === TIMED_OUT) looks++;
  }
}
