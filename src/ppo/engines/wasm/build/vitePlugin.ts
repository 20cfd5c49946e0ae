import { join } from 'node:path';
import type { Plugin } from 'vite';
import { compileKernel, kernelFiles } from './compile.ts';

const PREFIX = 'virtual:ppo-kernel/';
const RESOLVED = `\0${PREFIX}`;

/**
 * Gives the modules `virtual:ppo-kernel/<variant>`: the bytes of the WebAssembly kernels, compiled from AssemblyScript
 * when they are first asked for. The bytes are part of the module, so a worker in Node reads them like one in a browser.
 */
export function ppoKernel(): Plugin {
  let cacheFolder = '';
  return {
    name: 'ppo-kernel',
    configResolved({ cacheDir }) {
      cacheFolder = join(cacheDir, 'ppo-kernel');
    },
    resolveId(id) {
      return id.startsWith(PREFIX) ? `\0${id}` : null;
    },
    async load(id) {
      if (!id.startsWith(RESOLVED)) return null;
      for (const file of await kernelFiles()) this.addWatchFile(file);
      const variant = id.slice(RESOLVED.length).split('-');
      const binary = await compileKernel(
        { relaxed: variant.includes('relaxed'), shared: variant.includes('shared') },
        cacheFolder,
      );
      const text = JSON.stringify(Buffer.from(binary).toString('base64'));
      return `export default Uint8Array.from(atob(${text}), (character) => character.charCodeAt(0));`;
    },
  };
}
