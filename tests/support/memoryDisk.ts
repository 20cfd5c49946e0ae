/** A disk for tests of what lies above it: the one that the page uses where the browser keeps nothing. */
export { MemoryDisk } from '../../src/checkpoint/store/memoryDisk';
