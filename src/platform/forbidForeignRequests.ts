/**
 * Takes from this worker the ways to other origins, for good: `fetch` and `XMLHttpRequest` reach this one only, as
 * `connect-src 'self'` has it, workers begin with files of this one only, and sockets are refused. It stands in for the policy
 * that a host without headers does not give a worker, until the service worker adds them. `import()` is a part of the language and
 * stays: what it names is in the code of this build, since no code is made of text here (`forbidEvaluation`).
 */
export function forbidForeignRequests(): void {
  const { fetch: send } = globalThis;
  fix(globalThis, 'fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    isHere(input instanceof Request ? input.url : input)
      ? Reflect.apply(send, globalThis, [input, init])
      : Promise.reject(new TypeError(REFUSAL)),
  );
  const { prototype } = XMLHttpRequest;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the request that it is asked of
  const { open } = prototype;
  fix(prototype, 'open', function (this: XMLHttpRequest, ...values: [string, string | URL]) {
    if (!isHere(values[1])) throw new TypeError(REFUSAL);
    Reflect.apply(open, this, values);
  });
  for (const name of ['WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource'] as const) {
    if (name in globalThis) fix(globalThis, name, refused);
  }
  if ('Worker' in globalThis) {
    const Started = globalThis.Worker;
    const construct = (_: unknown, values: ConstructorParameters<typeof Worker>) => {
      if (!isHere(values[0])) throw new TypeError(REFUSAL);
      return new Started(...values);
    };
    fix(globalThis, 'Worker', new Proxy(Started, { construct }));
  }
}

const REFUSAL = 'This page asks nothing of another origin, in its workers either.';

function refused(): never {
  throw new TypeError(REFUSAL);
}

/** Whether an address is one of the host that this worker comes from; `blob:` and `data:` are none. */
function isHere(address: string | URL): boolean {
  const { href } = globalThis.location;
  const { protocol, origin } = new URL(address, href);
  return origin === new URL(href).origin && protocol.startsWith('http');
}

function fix(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false });
}
