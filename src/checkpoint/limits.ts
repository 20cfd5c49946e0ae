/**
 * Bytes that a checkpoint may have: 28 MB for the largest supported network, its moments and its stage's best, 23 MB for the state of
 * the most environments with the largest building, and 34 MB for the most actions on their way to their actuators.
 */
export const MAX_CHECKPOINT_SIZE = 96 * 2 ** 20;

/** Bytes of one file of a packed run: a checkpoint, which may have more than any record. */
export const MAX_PACKED_FILE_SIZE = MAX_CHECKPOINT_SIZE;

/** Bytes of all files of a packed run: a little less than a zip can address, so that its directory fits as well. */
export const MAX_RUN_SIZE = 2 ** 32 - 2 ** 24;

/** Files of a packed run: a hundred times what four stages leave, so that many force limits can have been tried. */
export const MAX_RUN_FILES = 4096;
