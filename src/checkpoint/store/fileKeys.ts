/** Entry and content are separate values, so that a listing loads no contents; one transaction writes both. */
export const entryKey = (path: string) => ['entry', path];
export const contentKey = (path: string) => ['content', path];

/** Where a write of many files puts their contents until all of them are there. */
export const stagedKey = (begunAt: number, id: string, index: number) => ['staged', begunAt, id, index];
/** What was put aside by writes that began before `time`, milliseconds since 1970. */
export const stagedBefore = (time: number) => IDBKeyRange.bound(['staged', -Infinity], ['staged', time]);
