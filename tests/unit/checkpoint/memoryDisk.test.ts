import { diskContract } from '../../support/diskContract';
import { MemoryDisk } from '../../support/memoryDisk';

diskContract(() => {
  const disk = new MemoryDisk();
  return { disk, reopen: () => disk };
});
