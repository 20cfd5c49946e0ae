export function use(folder: string): Promise<void>;
export function prune(cache: string, now?: number): Promise<void>;
