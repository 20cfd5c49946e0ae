/**
 * Does something while no other tab of this page writes to the folders of second copies. Where the browser has no locks, or
 * denies them, it is done all the same: each file is replaced whole in any case.
 */
export async function withCopyLock<Result>(work: () => Promise<Result>): Promise<Result> {
  const locks = (navigator as { locks?: LockManager }).locks;
  let isBegun = false;
  const begin = () => {
    isBegun = true;
    return work();
  };
  try {
    return locks ? await locks.request('tmd-lab:second-copy', begin) : await work();
  } catch (error) {
    if (isBegun || !(error instanceof DOMException && error.name === 'SecurityError')) throw error;
    return work();
  }
}
