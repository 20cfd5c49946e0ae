import type { ThreadStart } from './threads';

export function serveThread(start: ThreadStart, onReady: () => void): void;
