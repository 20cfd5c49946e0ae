import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { ppoKernel } from '../../ppo/engines/wasm/build/vitePlugin.ts';

/** The command line as modules for Node. Packages stay where npm put them; `build.mjs` says where the modules go. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  plugins: [ppoKernel()],
  publicDir: false,
  logLevel: 'error',
  build: {
    ssr: true,
    target: 'node20',
    rolldownOptions: {
      // A thread is started from its file, not imported.
      input: {
        main: 'src/cli/main.ts',
        kernelThread: 'src/cli/kernelThread.mjs',
        backgroundThread: 'src/cli/backgroundThread.ts',
      },
      // All in one folder, so that the thread's file lies beside the module that starts it.
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
