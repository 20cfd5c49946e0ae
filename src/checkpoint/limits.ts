/** Bytes that a checkpoint may have: the largest supported network, its moments and its stage's best have four fifths of it. */
export const MAX_CHECKPOINT_SIZE = 32 * 2 ** 20;

/** Bytes of one file of a packed run: a checkpoint, or a record with the most samples that one may have. */
export const MAX_PACKED_FILE_SIZE = 40 * 2 ** 20;

/** Bytes of all files of a packed run: a little less than a zip can address, so that its directory fits as well. */
export const MAX_RUN_SIZE = 2 ** 32 - 2 ** 24;

/** Files of a packed run: a hundred times what four stages leave, so that many force limits can have been tried. */
export const MAX_RUN_FILES = 4096;
