/** Bytes that a checkpoint may have: the largest supported network, its moments and its stage's best have four fifths of it. */
export const MAX_CHECKPOINT_SIZE = 32 * 2 ** 20;

/** Bytes that all checkpoints of a run together may have in one zip: four stages with their emergency checkpoints. */
export const MAX_RUN_SIZE = 16 * MAX_CHECKPOINT_SIZE;
