/**
 * Takes from this thread all that makes code of text, for good: `eval`, the four constructors of functions, and timers with
 * text. A worker has the policy of its own response, which a host without headers leaves empty, and not the page's: until
 * the service worker adds them, from the second visit on, this stands in for the part of the policy that forbids evaluation.
 * To be called before the first message is heard. WebAssembly is compiled as before.
 */
export function forbidEvaluation(): void {
  const examples = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const example of examples) {
    const prototype = Object.getPrototypeOf(example) as { constructor: { name: string } };
    const refusal = refuse(prototype.constructor.name);
    // `instanceof Function` still tells what a function is.
    Object.defineProperty(refusal, 'prototype', { value: prototype });
    fix(prototype, 'constructor', refusal);
    if (example === examples[0]) fix(globalThis, 'Function', refusal);
  }
  fix(globalThis, 'eval', refuse('eval'));
  fix(globalThis, 'setTimeout', forFunctionsOnly(globalThis.setTimeout));
  fix(globalThis, 'setInterval', forFunctionsOnly(globalThis.setInterval));
}

function refuse(name: string): () => never {
  const refusal = function () {
    throw new EvalError('This page makes no code of text, in its workers either.');
  };
  return Object.defineProperty(refusal, 'name', { value: name });
}

function forFunctionsOnly(
  timer: typeof setTimeout | typeof setInterval,
): (handler: TimerHandler, ...rest: unknown[]) => number {
  return (handler, ...rest) => {
    if (typeof handler !== 'function') throw new EvalError('A timer here takes functions only.');
    return Reflect.apply(timer, globalThis, [handler, ...rest]) as number;
  };
}

function fix(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false });
}
