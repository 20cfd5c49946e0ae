/** A checkpoint that the disk refused: these bytes are the only copy. */
export interface UnsavedCheckpoint {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly message: string;
}

/** The last of each name. */
export class UnsavedCheckpoints {
  all: readonly UnsavedCheckpoint[] = $state.raw([]);

  keep(unsaved: UnsavedCheckpoint): void {
    this.drop(unsaved.path);
    this.all = [...this.all, unsaved];
  }

  /** There is one of that name on the disk now. */
  drop(path: string): void {
    this.all = this.all.filter((item) => item.path !== path);
  }
}
