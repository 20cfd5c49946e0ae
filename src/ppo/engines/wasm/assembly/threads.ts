/**
 * How the threads share work: they run the same code, each takes the next task until none is left, and they meet at
 * barriers. Which thread does a task never changes its result. A job is for as many threads as the host says; the others
 * sleep meanwhile. On memory that is not shared the only thread never waits.
 */
import {
  BARRIER_ARRIVED,
  BARRIER_GENERATION,
  CALL,
  CALL_NUMBER,
  FAILED,
  LOOK_UP_MILLISECONDS,
  NEXT_TASK,
  PATIENCE,
  RECALL,
  Word,
} from './plan';
import { word } from './memory';

/**
 * Looks at a variable before a thread sleeps, for waking takes longer than many a wait; and multiplications from one look
 * to the next. Together some 10 microseconds in every browser: more would keep a core from the threads that are waited
 * for, where there are more threads than cores. Looks alone would not do: in Safari's engine one takes fifteen times as
 * long as in Chrome's, and takes the variable's line of the cache away from the other threads.
 */
const LOOKS = 128;
const PAUSE: u32 = 60;

const LOOK_UP_NANOSECONDS: i64 = 1_000_000 * LOOK_UP_MILLISECONDS;
const FOR_EVER: u32 = u32.MAX_VALUE;
const TIMED_OUT = 2;

/** The next task's number, from 0; the caller stops at its number of tasks, and then meets the others. */
export function nextTask(): usize {
  return <usize>atomic.add<u32>(NEXT_TASK, 1);
}

/** Waits until all threads are here. All that they wrote is then visible to all, and the tasks count from 0 again. */
export function meet(): void {
  // Before it is counted: once all are, the host may change it.
  const threads = <u32>word(Word.THREADS);
  const generation = atomic.load<i32>(BARRIER_GENERATION);
  if (atomic.add<u32>(BARRIER_ARRIVED, 1) + 1 === threads) {
    atomic.store<u32>(BARRIER_ARRIVED, 0);
    atomic.store<u32>(NEXT_TASK, 0);
    atomic.store<i32>(BARRIER_GENERATION, generation + 1);
    atomic.notify(BARRIER_GENERATION);
  } else {
    waitWhile(BARRIER_GENERATION, generation, load<u32>(PATIENCE));
  }
}

/** Calls as many threads as the plan says to the job that was written. */
export function announceJob(): void {
  const before = atomic.load<u32>(CALL);
  const threads = <u32>word(Word.THREADS);
  // One word, so that no thread takes the number of one call for that of another.
  atomic.store<u32>(CALL, (before / CALL_NUMBER + 1) * CALL_NUMBER + threads);
  atomic.notify(CALL);
  if (threads <= before % CALL_NUMBER) return;
  atomic.add<u32>(RECALL, 1);
  atomic.notify(RECALL);
}

/** @returns the next call after `last` that is for this thread */
export function awaitCall(thread: u32, last: i32): i32 {
  waitWhile(CALL, last, FOR_EVER);
  // Read before the call: one for this thread that comes later counts here, and ends the sleep.
  let recall = atomic.load<i32>(RECALL);
  let call = atomic.load<i32>(CALL);
  while (thread >= <u32>call % CALL_NUMBER) {
    sleepWhile(RECALL, recall, FOR_EVER);
    recall = atomic.load<i32>(RECALL);
    call = atomic.load<i32>(CALL);
  }
  return call;
}

/** Ends all waiting, in every thread, by a trap: one of them cannot do its part. */
export function fail(): void {
  atomic.store<u32>(FAILED, 1);
  atomic.notify(BARRIER_GENERATION);
  atomic.notify(CALL);
  atomic.notify(RECALL);
}

/** Spins for a moment, then sleeps. */
function waitWhile(address: usize, value: i32, patience: u32): void {
  let pause: u32 = 1;
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<i32>(address) !== value) return;
    for (let i: u32 = 0; i < PAUSE; i++) pause = pause * 1664525 + 1013904223;
    // Never so, which no compiler finds out: else it would leave the pause out.
    if (pause === 7) break;
  }
  sleepWhile(address, value, patience);
}

/**
 * Traps once a thread has failed. Looks are counted rather than time: a machine that slept has not kept anyone waiting.
 *
 * @param patience looks in vain until the others are taken for dead
 */
function sleepWhile(address: usize, value: i32, patience: u32): void {
  let looks: u32 = 0;
  while (atomic.load<i32>(address) === value) {
    if (looks >= patience) fail();
    if (atomic.load<u32>(FAILED) !== 0) unreachable();
    const timeout: i64 = patience === FOR_EVER ? -1 : LOOK_UP_NANOSECONDS;
    if (atomic.wait<i32>(address, value, timeout) === TIMED_OUT) looks++;
  }
}
