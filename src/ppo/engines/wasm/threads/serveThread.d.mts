import type { ThreadStart } from './thread';

export function serveThread(start: ThreadStart, onReady: () => void): void;
