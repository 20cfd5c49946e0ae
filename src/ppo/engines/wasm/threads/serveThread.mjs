/**
 * The life of a thread: it says that it runs, serves until it is terminated, and if it fails, leaves word and lets nobody
 * wait for it. Plain JavaScript, so that Node starts it without a build.
 *
 * @param {import('./thread').ThreadStart} start
 * @param {() => void} onReady
 * @throws what the thread failed of
 */
export function serveThread({ module, memory, thread, failure }, onReady) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  onReady();
  try {
    exports.serve(thread);
  } catch (error) {
    // Those that stop because another thread failed come later, and have nothing to add.
    const isFirst = Atomics.exchange(new Int32Array(memory.buffer, failure.address, 1), 0, 1) === 0;
    if (isFirst) {
      const text = new TextEncoder().encode(String(error)).subarray(0, failure.bytes - 5);
      new Uint8Array(memory.buffer, failure.address + 4, text.length).set(text);
    }
    exports.fail();
    throw error;
  }
}
