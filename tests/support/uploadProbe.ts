import { openAsBlob } from 'node:fs';
import { messageOf } from '../../src/errors/problem';
import { Importer } from '../../src/trainer/importer';
import { MemoryDisk } from './memoryDisk';

/** Looks into a file as the page does with an upload, in a process of its own whose memory the system measures. */
const [path] = process.argv.slice(2);
const content = await openAsBlob(path);
const importer = new Importer(new MemoryDisk());
// What the code itself needs is not the file's.
await importer.inspect({ fileName: 'none.zip', content: new Blob([]) }).catch(() => undefined);
const before = process.resourceUsage().maxRSS;
const begin = performance.now();
const said = await importer.inspect({ fileName: 'hostile.zip', content }).then(
  ({ summary }) => `accepted: ${summary.join()}`,
  (error: unknown) => messageOf(error),
);
const milliseconds = performance.now() - begin;
const grown = 1024 * (process.resourceUsage().maxRSS - before);
process.stdout.write(JSON.stringify({ said, grown, milliseconds }));
